"""An e-mail that is owed to somebody, from the moment it is known until it has gone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from belowline.kernel.ids import CommentId, ReaderId, SiteId


class MailKind(StrEnum):
    """What an e-mail tells."""

    STATEMENT = "statement"  # the reasons for a ruling, to the comment's author
    APPEAL_RECEIVED = "appeal-received"
    APPEAL_DECIDED = "appeal-decided"  # to the author
    RULING_REVIEWED = "ruling-reviewed"  # the same, to the moderator who had ruled
    REPORT_ANSWERED = "report-answered"
    REPORT_REVERSED = "report-reversed"  # what a report took down is back after an appeal
    NOTICE_RECEIVED = "notice-received"
    NOTICE_ANSWERED = "notice-answered"
    REPLY = "reply"
    SANCTION = "sanction"  # what a moderator imposed on a reader, or lifted
    SANCTION_DECIDED = "sanction-decided"  # an appeal against it, to the reader
    SANCTION_REVIEWED = "sanction-reviewed"  # the same, to the moderator who had imposed it
    SIGN_IN = "sign-in"  # to the desk
    MEMBER_LINK = "member-link"  # to the thread
    EMAIL_CONFIRM = "email-confirm"  # to the new address of a member who wishes for one
    EMAIL_CHANGED = "email-changed"  # to the old one, once the new one holds
    MENTION = "mention"
    DIGEST = "digest"


class MailState(StrEnum):
    """How far an e-mail has come."""

    WAITING = "waiting"
    SENDING = "sending"  # the server may have it: nobody sends it again by themselves
    SENT = "sent"
    DEAD = "dead"  # refused, or too old to be of use
    UNSURE = "unsure"  # we were cut off while the server took it: a person decides


class Topic(StrEnum):
    """What a reader may stop. Whatever has no topic is owed to them, or they asked for it."""

    REPLIES = "replies"
    MENTIONS = "mentions"
    RULINGS = "rulings"  # owed: it comes unless they say otherwise on their own page
    REPORTS = "reports"
    DIGEST = "digest"
    REVIEWS = "reviews"
    EVERYTHING = "everything"


TOPIC_OF = {
    MailKind.REPORT_ANSWERED: Topic.REPORTS,
    MailKind.REPORT_REVERSED: Topic.REPORTS,
    MailKind.REPLY: Topic.REPLIES,
    MailKind.MENTION: Topic.MENTIONS,
    MailKind.DIGEST: Topic.DIGEST,
    MailKind.RULING_REVIEWED: Topic.REVIEWS,
    MailKind.SANCTION_REVIEWED: Topic.REVIEWS,
}

# These offer no click that ends them: what was ruled is read before it is decided to read no more.
OWED_TOPIC_OF = {MailKind.STATEMENT: Topic.RULINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail to one person. It holds no address and no words: both are looked up when it goes.

    `subject` is the id of what it tells of, of which there is one of each kind. `reader_id` is
    None for who sent a notice. `claim` names who is sending it until `claimed_until`.
    """

    site_id: SiteId
    mail_id: str
    kind: MailKind
    subject: str
    comment_id: CommentId | None
    reader_id: ReaderId | None
    created_at: datetime
    due_at: datetime
    state: MailState = MailState.WAITING
    attempts: int = 0
    problem: str | None = None
    ended_at: datetime | None = None
    claim: str | None = None
    claimed_until: datetime | None = None
