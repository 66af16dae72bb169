"""What moderators imposed on readers, and readers' appeals against it."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_sanctions()
    _make_appeals()


def _make_sanctions() -> None:
    measure = sa.Enum(
        *("warn", "hold", "suspend", "ban", "lift"),
        name=op.f("ck_sanctions_measure"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )
    op.create_table(
        "sanctions",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("sanction_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("measure", measure, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", Moment()),
        sa.Column("by_id", Key(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("read_at", Moment()),
        sa.Column("undone_at", Moment()),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_sanctions_readers"),
        ),
        sa.PrimaryKeyConstraint("site_id", "sanction_id", name=op.f("pk_sanctions")),
    )
    op.create_index(
        "ix_sanctions_reader", "sanctions", ["site_id", "reader_id", "created_at", "sanction_id"]
    )
    op.create_index("ix_sanctions_newest", "sanctions", ["site_id", "created_at", "sanction_id"])


def _make_appeals() -> None:
    op.create_table(
        "sanction_appeals",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("sanction_id", Key(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column(
            "granted",
            sa.Boolean(create_constraint=True, name=op.f("ck_sanction_appeals_granted")),
        ),
        sa.Column("reply", sa.Text()),
        sa.Column("by_id", Key()),
        sa.Column("by_name", sa.Text()),
        sa.Column("answered_at", Moment()),
        sa.ForeignKeyConstraint(
            ["site_id", "sanction_id"],
            ["sanctions.site_id", "sanctions.sanction_id"],
            name=op.f("fk_sanction_appeals_sanctions"),
        ),
        sa.PrimaryKeyConstraint("site_id", "sanction_id", name=op.f("pk_sanction_appeals")),
    )
    waits = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_sanction_appeals_waiting",
        "sanction_appeals",
        ["site_id", "made_at"],
        postgresql_where=waits,
        sqlite_where=waits,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sanction_appeals")
    op.drop_table("sanctions")
