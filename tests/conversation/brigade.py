"""Simulate a thread in which readers of three camps like what they find, and brigades come in."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from belowline.conversation.ranking import Voice, best_score, voice_of
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.reader import Reader, Role

CAMPS = 3
MEMBERS = 240
AUTHORS = 60
EARLIER_COMMENTS = 600
COMMENTS = 40

# What is brigaded: it holds nothing, and honest readers pass it by.
EMPTY = "Totally agree, well said!"

_SENTENCES = (
    "The council decided that in March, although nobody had asked those who live there.",
    "I have driven that line for nine years and the figures in the story match what I saw.",
    "If the fares rose by 4 per cent, fewer people would take the bus, because a car costs less.",
    "Has anybody counted how many of the 1,200 places at the station stand empty at night?",
    "The other side has a point as well: shops in the centre need customers who carry things.",
    "In our street two families moved away since the school closed, and that cost the town more.",
)


class Brigade(StrEnum):
    """Who is sent to like one comment."""

    GUESTS = "guests"  # made up by deleting a cookie
    NEW_MEMBERS = "members who liked nothing before"
    FAN_CLUB = "members who always like the same authors"
    CAMOUFLAGED = "members who each liked others at random before"


@dataclass
class Room:
    """A thread with its readers. `chance` makes each room the same for the same seed."""

    chance: random.Random
    members: list[tuple[int, Voice]] = field(default_factory=list)
    authors: list[tuple[ReaderId, int]] = field(default_factory=list)
    comments: list[tuple[str, Counter[int]]] = field(default_factory=list)

    @property
    def scores(self) -> list[int]:
        """The sort key of each comment; the empty one is the last."""
        return [best_score(text, circles, 0) for text, circles in self.comments]

    def place_of_empty(self, brigade: Brigade, number: int) -> int:
        """Return the place, from 1, that the empty comment gets with so many likes on order."""
        text, circles = self.comments[-1]
        sent = Counter(circles)
        for voice in self._sent(brigade, number):
            sent[voice.circle] += voice.weight
        lifted = best_score(text, sent, 0)
        return 1 + sum(score > lifted for score in self.scores[:-1])

    def _sent(self, brigade: Brigade, number: int) -> Sequence[Voice]:
        everyone = [author for author, _ in self.authors]
        friends = everyone[:5]
        if brigade is Brigade.GUESTS:
            return [voice_of(reader(Role.GUEST), friends)] * number
        if brigade is Brigade.NEW_MEMBERS:
            return [voice_of(reader(Role.MEMBER), friends[:1])] * number
        if brigade is Brigade.FAN_CLUB:
            return [voice_of(reader(Role.MEMBER), friends)] * number
        return [
            voice_of(reader(Role.MEMBER), self.chance.sample(everyone, 5)) for _ in range(number)
        ]


def reader(role: Role) -> Reader:
    """Return a reader without a record of reports."""
    return Reader(
        site_id=SiteId("site"),
        reader_id=ReaderId("somebody"),
        name="Somebody",
        role=role,
        email=None,
        password_hash=None,
        reports_upheld=0,
        reports_dismissed=0,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def simulated(seed: int) -> Room:
    """Return a room whose members liked earlier comments by their camps, and now these.

    A reader likes what has substance one time in six where it comes from their own camp, one in
    twelve where it crosses camps, and hardly ever what says nothing.
    """
    room = Room(random.Random(seed))
    chance = room.chance
    room.authors = [(ReaderId(f"author {each}"), each % CAMPS) for each in range(AUTHORS)]
    earlier = [chance.choice(room.authors) for _ in range(EARLIER_COMMENTS)]
    for number in range(MEMBERS):
        camp = number % CAMPS
        seen = chance.sample(earlier, 60)
        liked = [author for author, its in seen if chance.random() < (0.2 if its == camp else 0.03)]
        room.members.append((camp, voice_of(reader(Role.MEMBER), liked)))
    for number in range(COMMENTS):
        sentences = chance.sample(_SENTENCES, chance.randrange(1, 5))
        room.comments.append((" ".join(sentences), _liked(room, number % CAMPS, len(sentences))))
    room.comments.append((EMPTY, Counter()))
    return room


def _liked(room: Room, author_camp: int, sentences: int) -> Counter[int]:
    circles: Counter[int] = Counter()
    for camp, voice in room.members:
        # Not everybody reads that far.
        chance = (1 / 6 if camp == author_camp else 1 / 12) * sentences / 4 * 0.3
        if room.chance.random() < chance:
            circles[voice.circle] += voice.weight
    return circles


def bears(room: Room, brigade: Brigade, *, place: int = 1, most: int = 10_000) -> int | None:
    """Return the fewest who lift the empty comment to this place, None where `most` can't."""
    if room.place_of_empty(brigade, most) > place:
        return None
    fewest, enough = 0, most
    while enough - fewest > 1:
        middle = (fewest + enough) // 2
        if room.place_of_empty(brigade, middle) > place:
            fewest = middle
        else:
            enough = middle
    return enough
