"""What rules on trial saw, by rule and time."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and fill it from the rulings that hold such findings."""
    op.create_table(
        "trial_hits",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "ruling_id"],
            ["rulings.site_id", "rulings.ruling_id"],
            name=op.f("fk_trial_hits_rulings"),
        ),
        sa.PrimaryKeyConstraint("site_id", "rule", "ruling_id", name=op.f("pk_trial_hits")),
    )
    op.create_index("ix_trial_hits_newest", "trial_hits", ["site_id", "rule", "created_at"])
    _fill()


def downgrade() -> None:
    """Drop it; the rulings still hold the findings."""
    op.drop_table("trial_hits")


def _fill() -> None:
    connection = op.get_bind()
    # Few rulings have one: the database picks them out.
    found = connection.execute(
        sa.text(
            "SELECT site_id, ruling_id, created_at, findings FROM rulings"
            " WHERE CAST(findings AS TEXT) LIKE '%\"shadow\"%'"
        ).columns(created_at=Moment())
    ).fetchall()
    hits = [
        {
            "site_id": row.site_id,
            "rule": rule,
            "ruling_id": row.ruling_id,
            "created_at": row.created_at,
        }
        for row in found
        for rule in sorted(_rules(row.findings))
    ]
    if hits:
        names = ("site_id", "rule", "ruling_id", "created_at")
        columns = (sa.column(name, Moment() if name == "created_at" else None) for name in names)
        connection.execute(sa.insert(sa.table("trial_hits", *columns)), hits)


def _rules(findings: Any) -> set[str]:
    kept = json.loads(findings) if isinstance(findings, str) else findings
    return {each["rule"] for each in kept if each.get("mode") == "shadow" and each.get("rule")}
