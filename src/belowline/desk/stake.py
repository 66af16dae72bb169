"""Say how much is at stake with a comment that waits: severity × reach × waiting time.

- severity: the gravest thing that speaks against it, times 1 + the weight of its open reports;
- reach: how many may read it meanwhile, in doublings; 1 while nobody can;
- waiting time: what is at stake doubles with every four hours, so that nothing waits for ever.

Since waiting doubles at one pace for all, the order of two comments never changes by itself. It is
kept as a time: `urgent_since`, when a comment with nothing against it and no readers would have had
to come to the desk to be as urgent. The smallest is the worst.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from belowline.conversation.comment import ILLEGAL, Attention, Comment, State

# What a broken clause can cost somebody, against a bad word's 1. A site's own clause is in between.
GRAVITY = {
    ILLEGAL: 8.0,
    "violence": 4.0,
    "doxing": 4.0,
    "racism": 3.0,
    "discourtesy": 1.0,
    "vulgarity": 1.0,
    "profanity": 1.0,
    "spam": 1.0,
}
OTHER_GRAVITY = 2.0

# Why a comment waits can be graver than all that is known of its words: the law sets a time,
# nobody has read what could not be checked, and an author who complains is kept from speaking.
LEAST_SEVERITY = {
    Attention.ILLEGAL: 8.0,
    Attention.UNCHECKED: 4.0,
    Attention.APPEALED: 2.0,
}

# The worst under the liveliest story is passed by the least within two days.
DOUBLES_EVERY = timedelta(hours=4)

EXPLANATION = (
    "Worst first: how grave it is × how many may read it × how long it has waited, "
    "which doubles what is at stake every four hours."
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Something that speaks against a comment: a clause, and how sure that is, from 0 to 1."""

    clause: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Stake:
    """What is at stake with a comment that has waited since a time."""

    severity: float
    reach: float
    since: datetime

    @property
    def urgent_since(self) -> datetime:
        """Return what the queue is sorted by: the earliest is the worst."""
        return self.since - DOUBLES_EVERY * log2(self.severity * self.reach)

    def now(self, at: datetime) -> float:
        """Return the product of all three at a time."""
        return self.severity * self.reach * 2 ** max(0.0, (at - self.since) / DOUBLES_EVERY)


def stake_of(comment: Comment, grounds: Iterable[Ground], *, story_comments: int) -> Stake:
    """Return what is at stake; `story_comments` is how many published ones its story has."""
    return Stake(
        severity=_severity(comment, grounds),
        reach=_reach(comment, story_comments),
        since=comment.attention_since or comment.created_at,
    )


def _severity(comment: Comment, grounds: Iterable[Ground]) -> float:
    least = LEAST_SEVERITY.get(comment.attention, 1.0) if comment.attention else 1.0
    found = (GRAVITY.get(each.clause, OTHER_GRAVITY) * each.certainty for each in grounds)
    return max(least, *found, 1.0) * (1 + comment.report_weight)


def _reach(comment: Comment, story_comments: int) -> float:
    """Return 1 for what nobody can read; a lively story and lively answers bring readers."""
    if comment.state is not State.PUBLISHED:
        return 1.0
    return 2 + log2(1 + story_comments) + log2(1 + comment.likes + comment.replies)
