"""Lay out the indexes by which a month is added up."""

from sqlalchemy import Index

from belowline.store.schema import appeals, reports, rulings

# Who made it and what it says stand in the index too, so that the many to publish cost no row.
Index(
    "ix_rulings_when",
    rulings.c.site_id,
    rulings.c.created_at,
    rulings.c.ruling_id,
    rulings.c.source,
    rulings.c.verdict,
    rulings.c.revision,
)
Index(
    "ix_reports_when",
    reports.c.site_id,
    reports.c.created_at,
    reports.c.reason,
    reports.c.outcome,
)
Index("ix_appeals_when", appeals.c.site_id, appeals.c.created_at, appeals.c.outcome)

__all__ = ["appeals", "reports", "rulings"]
