"""Members who wish for another e-mail address, and more kinds of e-mails and topics."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KINDS_BEFORE = (
    "statement",
    "appeal-received",
    "appeal-decided",
    "ruling-reviewed",
    "report-answered",
    "report-reversed",
    "notice-received",
    "notice-answered",
    "reply",
    "sanction",
    "sanction-decided",
    "sanction-reviewed",
    "sign-in",
    "member-link",
)
_KINDS = (*_KINDS_BEFORE, "email-confirm", "email-changed", "mention", "digest")
_STATES = ("waiting", "sending", "sent", "dead", "unsure")
_TOPICS_BEFORE = ("reports", "replies", "reviews", "everything")
_TOPICS = ("replies", "mentions", "rulings", "reports", "digest", "reviews", "everything")
_UNDER_WAY = sa.text("state IN ('waiting', 'sending')")
_FAILED = sa.text("state IN ('dead', 'unsure')")


def upgrade() -> None:
    """Make the table, and let the others know the new words."""
    _make_changes()
    _let_know(_KINDS, _TOPICS)


def downgrade() -> None:
    """Drop it, with what no older version can read."""
    op.drop_table("email_changes")
    op.execute(
        "DELETE FROM mails WHERE kind IN ('email-confirm', 'email-changed', 'mention', 'digest')"
    )
    op.execute("DELETE FROM mail_stops WHERE topic IN ('mentions', 'rulings', 'digest')")
    _let_know(_KINDS_BEFORE, _TOPICS_BEFORE)


def _make_changes() -> None:
    op.create_table(
        "email_changes",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("change_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("old_email", sa.Text(), nullable=True),
        sa.Column("digest", Key(64), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "change_id", name=op.f("pk_email_changes")),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_email_changes_readers"),
        ),
        sa.UniqueConstraint("site_id", "digest", name=op.f("uq_email_changes_site_id_digest")),
    )
    op.create_index("ix_email_changes_reader", "email_changes", ["site_id", "reader_id"])


def _let_know(kinds: tuple[str, ...], topics: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        _check("mails", "kind", kinds)
        _check("mail_stops", "topic", topics)
        return
    # SQLite can't change a constraint: the rows move into a table of the new form.
    for index in ("ix_mails_due", "ix_mails_failed"):
        op.drop_index(index, "mails")
    for table in ("mails", "mail_stops"):
        op.rename_table(table, f"{table}_before")
    _make_mails(kinds)
    _make_stops(topics)
    for table in ("mails", "mail_stops"):
        op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")
        op.drop_table(f"{table}_before")
    _make_indexes()


def _check(table: str, column: str, words: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, sa.column(column, sa.String).in_(words))


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words,
        name=op.f(name),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )


def _make_mails(kinds: tuple[str, ...]) -> None:
    op.create_table(
        "mails",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("mail_id", Key(), nullable=False),
        sa.Column("kind", _word("ck_mails_kind", kinds), nullable=False),
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


def _make_stops(topics: tuple[str, ...]) -> None:
    op.create_table(
        "mail_stops",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("person", Key(64), nullable=False),
        sa.Column("topic", _word("ck_mail_stops_topic", topics), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "person", "topic", name=op.f("pk_mail_stops")),
    )


def _make_indexes() -> None:
    op.create_index(
        "ix_mails_due",
        "mails",
        ["site_id", "due_at"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    op.create_index(
        "ix_mails_failed",
        "mails",
        ["site_id", "mail_id"],
        sqlite_where=_FAILED,
        postgresql_where=_FAILED,
    )
