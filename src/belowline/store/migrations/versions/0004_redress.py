"""What authors are told of rulings, and what comes of their appeals."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment, yes_no

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "statements",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        _of_ruling("statements"),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_statements")),
        sa.UniqueConstraint("site_id", "digest", name=op.f("uq_statements_site_id_digest")),
    )
    op.create_table(
        "letters",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("asks_edit", yes_no(op.f("ck_letters_asks_edit")), nullable=False),
        _of_ruling("letters"),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_letters")),
    )
    op.create_table(
        "answers",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("appeal_id", Key(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("answer", _answer(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "appeal_id"],
            ["appeals.site_id", "appeals.appeal_id"],
            name=op.f("fk_answers_appeals"),
        ),
        _of_ruling("answers"),
        sa.PrimaryKeyConstraint("site_id", "appeal_id", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_reader", "answers", ["site_id", "reader_id", "answered_at"])


def _answer() -> sa.Enum:
    return sa.Enum(
        *("stands", "changed", "reversed"),
        name=op.f("ck_answers_answer"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )


def _of_ruling(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "ruling_id"],
        ["rulings.site_id", "rulings.ruling_id"],
        name=op.f(f"fk_{table}_rulings"),
    )


def downgrade() -> None:
    """Drop them, with all that was said."""
    for table in ("answers", "letters", "statements"):
        op.drop_table(table)
