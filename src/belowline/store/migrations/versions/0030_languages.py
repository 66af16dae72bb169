"""The languages that readers use, and those in which links and notices were sent."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import LANGUAGE_LENGTH, Key, yes_no

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_ASKED_IN = ("link_requests", "notices")


def upgrade() -> None:
    """Make the table and the columns."""
    op.create_table(
        "reader_languages",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("language", sa.String(LANGUAGE_LENGTH), nullable=False),
        sa.Column("is_chosen", yes_no(op.f("ck_reader_languages_is_chosen")), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name=op.f("pk_reader_languages")),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_reader_languages_readers"),
        ),
    )
    for table in _ASKED_IN:
        op.add_column(table, sa.Column("language", sa.String(LANGUAGE_LENGTH), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for table in _ASKED_IN:
        op.drop_column(table, "language")
    op.drop_table("reader_languages")
