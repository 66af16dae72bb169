"""Which detectors found something in what waits, beside the rest that the queue is filtered by."""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and its index, and fill it from what was found."""
    op.add_column("waiting", sa.Column("detectors", sa.Text(), nullable=False, server_default=""))
    _fill()
    op.create_index("ix_waiting_offers", "waiting", ["site_id", "section", "language", "detectors"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_waiting_offers", "waiting")
    op.drop_column("waiting", "detectors")


def _fill() -> None:
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT DISTINCT w.site_id, w.comment_id, g.detector FROM waiting AS w"
            " JOIN grounds AS g ON g.site_id = w.site_id AND g.comment_id = w.comment_id"
            " AND g.number = w.number ORDER BY w.site_id, w.comment_id, g.detector"
        )
    ).fetchall()
    values = [
        {"of_site": site_id, "of_comment": comment_id, "detectors": " ".join(r[2] for r in rows)}
        for (site_id, comment_id), rows in groupby(found, key=lambda row: (row[0], row[1]))
    ]
    if values:
        connection.execute(_KEEP, values)


_KEEP: Any = sa.text(
    "UPDATE waiting SET detectors = :detectors"
    " WHERE site_id = :of_site AND comment_id = :of_comment"
)
