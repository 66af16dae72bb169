"""A replica answers for a story once it has seen what this process knows of it, and not before."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.live import replica as limits
from belowline.live.replica import Replica

pytestmark = pytest.mark.anyio

SITE = SiteId("the-site")
BRIDGE, TUNNEL = (SITE, StoryId("bridge")), (SITE, StoryId("tunnel"))


@dataclass
class Copy:
    """A copy of the database that has come to an event."""

    has: int = 0
    is_away: bool = False
    has_our_tables: bool = True
    asked: int = 0

    async def last_event(self, site_id: SiteId) -> int:
        """Return the newest number."""
        self.asked += 1
        if self.is_away:
            raise Unavailable("The database is away.")
        return self.has

    async def check_tables(self) -> None:
        """Fail where it is away or of another version."""
        if self.is_away or not self.has_our_tables:
            raise Unavailable("The database was made by another version.")


@dataclass
class Clock:
    """A clock that a test turns."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Process:
    """A replica as one process knows it."""

    copy: Copy = field(default_factory=Copy)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.replica = Replica(self.copy, SITE, now=self.clock)

    def hears(self, number: int, topic: tuple[SiteId, StoryId] = BRIDGE) -> None:
        self.replica.heard(
            Event(
                number=number,
                site_id=topic[0],
                story_id=topic[1],
                comment_id=CommentId("c"),
                kind=EventKind.PUBLISHED,
                at=datetime(2026, 3, 1, tzinfo=UTC),
            )
        )


@pytest.fixture
def process() -> Process:
    """Lend a process and its replica, both at the beginning."""
    return Process()


async def test_a_story_is_read_from_the_primary_until_the_replica_has_its_last_change(
    process: Process,
) -> None:
    process.hears(7)
    process.copy.has = 6

    assert not await process.replica.may_answer(BRIDGE)
    process.copy.has = 7
    assert await process.replica.may_answer(BRIDGE)
    assert process.replica.answered == {"primary": 1, "replica": 1}


async def test_a_replica_that_is_behind_may_answer_for_stories_that_did_not_change(
    process: Process,
) -> None:
    process.hears(5, TUNNEL)
    process.copy.has = 6
    process.hears(7, BRIDGE)

    assert await process.replica.may_answer(TUNNEL)
    assert not await process.replica.may_answer(BRIDGE)


async def test_what_was_enough_once_is_not_asked_again(process: Process) -> None:
    process.hears(7)
    process.copy.has = 9

    for _ in range(5):
        assert await process.replica.may_answer(BRIDGE)
    assert process.copy.asked == 1


async def test_who_wrote_reads_their_own_words_from_the_primary(process: Process) -> None:
    process.copy.has = 99
    process.replica.wrote(*BRIDGE)

    assert not await process.replica.may_answer(BRIDGE)
    assert await process.replica.may_answer(TUNNEL)
    process.clock.at += limits.OWN_SECONDS + 0.1
    assert await process.replica.may_answer(BRIDGE)


async def test_a_process_that_starts_asks_for_all_that_was_kept_by_then(process: Process) -> None:
    process.replica.begin(40)
    process.copy.has = 39

    assert not await process.replica.may_answer(BRIDGE)
    assert not await process.replica.may_answer(None)
    process.copy.has = 40
    assert await process.replica.may_answer(BRIDGE)
    assert await process.replica.may_answer(None)


async def test_stories_that_are_no_longer_remembered_need_the_newest_of_them(
    process: Process,
) -> None:
    process.replica.most_stories = 1
    process.hears(7, BRIDGE)
    process.hears(8, TUNNEL)
    process.copy.has = 6

    assert not await process.replica.may_answer((SITE, StoryId("another")))
    process.copy.has = 7
    assert await process.replica.may_answer(BRIDGE)
    assert not await process.replica.may_answer(TUNNEL)


async def test_lists_may_be_as_old_as_a_cached_page_and_no_older(process: Process) -> None:
    process.hears(7)

    assert await process.replica.may_answer(None)
    process.clock.at += limits.LISTS_SECONDS + 0.1
    process.hears(8)
    assert not await process.replica.may_answer(None)
    process.copy.has = 7
    assert await process.replica.may_answer(None)


async def test_a_replica_that_is_away_is_left_alone_for_a_moment_and_then_found_again(
    process: Process,
) -> None:
    process.copy.is_away = True

    assert not await process.replica.may_answer(BRIDGE)
    assert process.replica.problem
    process.copy.is_away = False
    assert not await process.replica.may_answer(BRIDGE)
    process.clock.at += limits.AGAIN_SECONDS + 0.1
    assert await process.replica.may_answer(BRIDGE)
    assert process.replica.problem is None


async def test_a_replica_with_other_tables_than_ours_does_not_answer(process: Process) -> None:
    process.copy.has, process.copy.has_our_tables = 99, False

    assert not await process.replica.may_answer(BRIDGE)
    process.copy.has_our_tables = True
    process.clock.at += limits.AGAIN_SECONDS + 0.1
    assert await process.replica.may_answer(BRIDGE)
