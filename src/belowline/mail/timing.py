"""Say when an e-mail is due, when it is tried again, and when it is given up."""

from datetime import datetime, timedelta

from belowline.conversation.comment import Source, Verdict
from belowline.conversation.statement import HOLD_IS_LONG
from belowline.mail.mail import Mail, MailKind

# A slip at the desk is undone within ten seconds: nobody shall hear of a ruling that never was.
SETTLES = timedelta(seconds=30)

# Who is turned away reads the reasons on the page at once, and mostly tries again in better words:
# only where that ends without a comment does the last of them come by e-mail.
TRIES_AGAIN = timedelta(minutes=10)

# A reply that breaks the rules is mostly gone by then.
REPLY_STANDS = timedelta(minutes=5)

# What happened while no mail server was set, or before that, is told no more.
TOLD_WITHIN = timedelta(days=2)

# How long one process has to hand an e-mail over before another may try.
CLAIMED_FOR = timedelta(minutes=5)

# A server that is busy is asked again soon, one that is down not all the time.
_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))

# RFC 5321 asks for four or five days at least.
_GIVEN_UP = timedelta(days=5)
# Somebody waits in front of the screen; later the link has expired.
_LINKS_GIVEN_UP = timedelta(minutes=30)
_LINKS = (MailKind.SIGN_IN, MailKind.MEMBER_LINK, MailKind.EMAIL_CONFIRM)


def statement_due(source: Source, verdict: Verdict, *, asks_edit: bool, at: datetime) -> datetime:
    """Return when the author of a comment is told of a ruling that was made at this moment."""
    if source is Source.MODERATOR and (verdict is not Verdict.HOLD or asks_edit):
        return at + SETTLES
    if verdict is Verdict.HOLD and source is not Source.REPORTS:
        return at + HOLD_IS_LONG
    return at + (TRIES_AGAIN if source is Source.ENGINE else SETTLES)


def again_at(mail: Mail, now: datetime) -> datetime | None:
    """Return when an e-mail that was not taken is tried again, None for never."""
    wait = _AGAIN[min(mail.attempts, len(_AGAIN)) - 1]
    patience = _LINKS_GIVEN_UP if mail.kind in _LINKS else _GIVEN_UP
    return now + wait if now + wait <= mail.created_at + patience else None
