"""E-mails about sanctions and about appeals against them."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_BEFORE = (
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
_NEW = ("sanction", "sanction-decided", "sanction-reviewed")
_SINCE = (*_BEFORE[:-2], *_NEW, *_BEFORE[-2:])
_STATES = ("waiting", "sending", "sent", "dead", "unsure")


def upgrade() -> None:
    """Let the queue hold them."""
    _take_kinds(_SINCE)


def downgrade() -> None:
    """Forget those that other versions don't know."""
    op.execute(f"DELETE FROM mails WHERE kind IN ({_listed(_NEW)})")
    _take_kinds(_BEFORE)


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _take_kinds(kinds: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_mails_kind"), "mails", type_="check")
        op.create_check_constraint(op.f("ck_mails_kind"), "mails", f"kind IN ({_listed(kinds)})")
        return
    # SQLite can't change a constraint: the e-mails move to a new table.
    op.drop_index("ix_mails_due", "mails")
    op.drop_index("ix_mails_failed", "mails")
    op.rename_table("mails", "mails_before")
    _make_mails(kinds)
    op.execute("INSERT INTO mails SELECT * FROM mails_before")
    op.drop_table("mails_before")


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
    for name, columns, where in (
        ("ix_mails_due", ["site_id", "due_at"], "state IN ('waiting', 'sending')"),
        ("ix_mails_failed", ["site_id", "mail_id"], "state IN ('dead', 'unsure')"),
    ):
        op.create_index(name, "mails", columns, sqlite_where=sa.text(where))
