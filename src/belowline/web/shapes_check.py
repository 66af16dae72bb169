"""The JSON of the warning before a comment is sent: a text, and what would become of it."""

from msgspec import Struct
from msgspec.structs import asdict

from belowline.conversation.nudge import may_send
from belowline.moderation import Policy, Ruling
from belowline.web.shapes import RulingOut, ruling_out
from belowline.web.words import translated


class CheckText(Struct, kw_only=True):
    """A text to judge without keeping it, in its place where that is known.

    `sending` says that the reader is about to send it, so that who is asked to think again is
    counted; `again` that they were asked before.
    """

    text: str
    story_id: str | None = None
    parent_id: str | None = None
    sending: bool = False
    again: bool = False


class CheckOut(RulingOut, kw_only=True):
    """What would become of a text: `clauses` are the clauses' own words, by their names.

    `may_send` says whether the policy lets the reader send it all the same.
    """

    clauses: dict[str, str]
    may_send: bool


def check_out(ruling: Ruling, policy: Policy) -> CheckOut:
    """Return what would become of a text."""
    named = dict.fromkeys(each.clause for each in ruling.findings if policy.has(each.clause))
    return CheckOut(
        **asdict(ruling_out(ruling, policy)),
        clauses={name: translated(policy.clause(name).summary) for name in named},
        may_send=may_send(policy, ruling),
    )
