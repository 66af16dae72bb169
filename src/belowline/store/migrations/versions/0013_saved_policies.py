"""Policies that are saved at the desk, and the event that tells other processes of one."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BEFORE = ("published", "changed", "hidden", "kept", "reported")
_SINCE = (*_BEFORE, "policy")


def upgrade() -> None:
    """Make the table, and let events be of one more kind."""
    op.create_table(
        "saved_policies",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", Key(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "version"],
            ["policies.site_id", "policies.version"],
            name=op.f("fk_saved_policies_policies"),
        ),
        sa.PrimaryKeyConstraint("site_id", "number", name=op.f("pk_saved_policies")),
    )
    _take_kinds(_SINCE)


def downgrade() -> None:
    """Drop the table and the events that other versions don't know."""
    op.execute("DELETE FROM events WHERE kind = 'policy'")
    _take_kinds(_BEFORE)
    op.drop_table("saved_policies")


def _take_kinds(kinds: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_events_kind"), "events", type_="check")
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        op.create_check_constraint(op.f("ck_events_kind"), "events", f"kind IN ({listed})")
        return
    # SQLite can't change a constraint: the events move to a new table.
    op.drop_index("ix_events_number", "events")
    op.rename_table("events", "events_before")
    _make_events(kinds)
    op.execute("INSERT INTO events SELECT * FROM events_before")
    op.drop_table("events_before")


def _make_events(kinds: tuple[str, ...]) -> None:
    kind = sa.Enum(
        *kinds,
        name=op.f("ck_events_kind"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )
    op.create_table(
        "events",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "number", name=op.f("pk_events")),
    )
    op.create_index("ix_events_number", "events", ["number"])
