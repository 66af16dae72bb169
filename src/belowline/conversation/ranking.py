"""Score a comment for the order "best": what readers liked, and what moved the conversation on."""

from math import log

# Whole numbers compare the same in every database; a thousandth of a logarithm is fine enough.
RESOLUTION = 1000
# A like is a judgement, a reply may be a quarrel: it counts half.
LIKE_WEIGHT = 1.0
REPLY_WEIGHT = 0.5


def best_score(likes: int, replies: int) -> int:
    """Return the sort key of "best", higher first: logarithms, so that early fame fades."""
    return round(RESOLUTION * (LIKE_WEIGHT * log(1 + likes) + REPLY_WEIGHT * log(1 + replies)))
