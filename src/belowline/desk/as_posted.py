"""Say what would have become of words when they came, whatever the engine thinks of them."""

from belowline.conversation.precaution import precaution
from belowline.conversation.threads import ThreadMode, held_by_mode
from belowline.desk.ports import Written
from belowline.moderation import Policy, Ruling


def as_posted(written: Written, ruling: Ruling, policy: Policy) -> tuple[Ruling, str | None]:
    """Return the ruling when the comment came, and the note that says what is not the engine's.

    The thread or the author may have waited for a person by a moderator's order; how many first
    comments of a reader wait is the policy's.
    """
    known = written.known
    if known is not None and known.thread_waits:
        ruling = held_by_mode(ruling, ThreadMode.HELD)
    return precaution(
        written.author_role,
        is_held=known is not None and known.author_waits,
        published=written.author_published if known is None else known.author_published,
        policy=policy,
    ).on(ruling)
