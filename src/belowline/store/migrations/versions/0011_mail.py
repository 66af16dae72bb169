"""E-mails that are owed, up to where events were told, and what people want no e-mail about."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KINDS = (
    "statement",
    "appeal-received",
    "appeal-decided",
    "ruling-reviewed",
    "report-answered",
    "report-reversed",
    "notice-received",
    "notice-answered",
    "reply",
    "sign-in",
    "member-link",
)
_STATES = ("waiting", "sending", "sent", "dead", "unsure")
_TOPICS = ("reports", "replies", "reviews", "everything")


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words,
        name=op.f(name),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mails",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("mail_id", Key(), nullable=False),
        sa.Column("kind", _word("ck_mails_kind", _KINDS), nullable=False),
        sa.Column("subject", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=True),
        sa.Column("reader_id", Key(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", _word("ck_mails_state", _STATES), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("claim", Key(16), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "mail_id", name=op.f("pk_mails")),
        sa.UniqueConstraint(
            "site_id", "kind", "subject", name=op.f("uq_mails_site_id_kind_subject")
        ),
    )
    under_way = sa.text("state IN ('waiting', 'sending')")
    op.create_index(
        "ix_mails_due",
        "mails",
        ["site_id", "due_at"],
        postgresql_where=under_way,
        sqlite_where=under_way,
    )
    failed = sa.text("state IN ('dead', 'unsure')")
    op.create_index(
        "ix_mails_failed",
        "mails",
        ["site_id", "mail_id"],
        postgresql_where=failed,
        sqlite_where=failed,
    )
    op.create_table(
        "mail_cursors",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_mail_cursors")),
    )
    op.create_table(
        "mail_stops",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("person", Key(64), nullable=False),
        sa.Column("topic", _word("ck_mail_stops_topic", _TOPICS), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "person", "topic", name=op.f("pk_mail_stops")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("mail_stops", "mail_cursors", "mails"):
        op.drop_table(table)
