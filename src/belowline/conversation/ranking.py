"""Score a comment for the order "best": what it holds, and what independent readers found in it.

    best = 1000 · (substance + ln(1 + readers) + ½ · ln(1 + answers))

`readers` counts the likes by circles: readers who have liked the same authors. In a circle the
likes' weights W level off, C · W / (C + W), and circles add up. So it takes readers who do not
usually agree to lift a comment far, and a brigade of any number that has no other record, or the
same, counts as C readers at most. Answers level off alike.

Where it is from: circles are MinHash buckets, so two readers share one with the probability of
their Jaccard similarity (Broder, "On the resemblance and containment of documents", 1997);
that support inside a group must count less than across groups is the rule of pairwise-bounded
and connection-oriented matching (Buterin 2019; Miller, Weyl and Erichsen 2022), to the same
end as bridging-based ranking with matrix factors (Wojcik and others, "Birdwatch", 2022), but
each like is weighed once, when it is given, and no model is fitted. Substance: `substance`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from math import fsum, log

from belowline.conversation.substance import substance
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Reader, Role
from belowline.people.trust import BASE_WEIGHT, report_weight

# Whole numbers compare the same in every database; a thousandth of a logarithm is fine enough.
RESOLUTION = 1000
# A reply may be a quarrel: it counts half.
REPLY_WEIGHT = 0.5
# At most this many readers' worth from one circle, and from all answers: a handful.
CIRCLE_LIMIT = 3.0
# One or two authors are liked by chance; before a third, a reader belongs to the newcomers.
KNOWN_AFTER = 3
NEWCOMERS = 0
# What a reader liked long ago says little of with whom they agree now.
LIKES_REMEMBERED = 100
# Weights are kept as whole hundredths, so that sums are the same in any order.
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Voice:
    """What a like counts: the reader's circle at that time, and their weight in hundredths."""

    circle: int
    weight: int


def voice_of(reader: Reader | None, liked_authors: Collection[ReaderId]) -> Voice:
    """Return what a like by this reader counts, who liked comments of these authors before.

    The weight is that of a report by them: role, and how their reports ended. Whoever costs
    nothing to make up, a guest, stays among the newcomers.
    """
    if reader is None or reader.role is Role.GUEST:
        base = BASE_WEIGHT[Role.GUEST]
        weight = base if reader is None else report_weight(reader, same_address=0)
        return Voice(NEWCOMERS, round(HUNDREDTHS * weight))
    weight = round(HUNDREDTHS * report_weight(reader, same_address=0))
    authors = set(liked_authors)
    if len(authors) < KNOWN_AFTER:
        return Voice(NEWCOMERS, weight)
    return Voice(min(map(_bucket, authors)), weight)


def best_score(text: str, circles: Mapping[int, int], replies: int) -> int:
    """Return the sort key of "best", higher first.

    `circles` maps each circle to the hundredths of weight that its readers gave; `replies` counts
    those that readers can see.
    """
    readers = fsum(_levelled(weight / HUNDREDTHS) for weight in circles.values())
    answered = REPLY_WEIGHT * log(1 + _levelled(replies))
    return round(RESOLUTION * (substance(text) + log(1 + readers) + answered))


def _levelled(number: float) -> float:
    return CIRCLE_LIMIT * number / (CIRCLE_LIMIT + number)


def _bucket(author: ReaderId) -> int:
    """Return the author's place in one random order of all authors, never NEWCOMERS."""
    return 1 + (int.from_bytes(blake2b(author.encode(), digest_size=4).digest()) >> 2)
