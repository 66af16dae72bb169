"""What people are told of rulings: authors with their appeals, and who sent a notice."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment, yes_no

revision = "0005"
down_revision = "0004"
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
        sa.Column("reply", sa.Text()),
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
    _make_notices()


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("notice_id", Key(), nullable=False),
        sa.Column("reference", Key(), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("is_about_abuse", yes_no(op.f("ck_notices_is_about_abuse")), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_notices_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "notice_id", name=op.f("pk_notices")),
        sa.UniqueConstraint("site_id", "digest", name=op.f("uq_notices_site_id_digest")),
    )
    op.create_index("ix_notices_comment", "notices", ["site_id", "comment_id"])
    op.create_table(
        "notice_answers",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("notice_id", Key(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "notice_id"],
            ["notices.site_id", "notices.notice_id"],
            name=op.f("fk_notice_answers_notices"),
        ),
        _of_ruling("notice_answers"),
        sa.PrimaryKeyConstraint("site_id", "notice_id", name=op.f("pk_notice_answers")),
    )


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
    for table in ("notice_answers", "notices", "answers", "letters", "statements"):
        op.drop_table(table)
