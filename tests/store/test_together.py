"""Comments that come at once share a transaction, and none spoils it for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from belowline.conversation.comment import Comment, State
from belowline.kernel.errors import NotFound, Refused, Unavailable
from belowline.store.store import Store
from belowline.store.together import MOST_AT_ONCE, Together
from tests.contracts.newsroom import OTHER_SITE, SITE, Newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


def count_commits(store: Store) -> list[object]:
    """Return a list that grows with each transaction that is kept."""
    commits: list[object] = []
    event.listen(store._database._writer.sync_engine, "commit", commits.append)
    return commits


async def test_fifty_at_once_wait_for_the_disk_a_few_times(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    drafts = [newsroom.draft(story, state=each) for each in (State.PUBLISHED, State.HELD) * 25]
    commits = count_commits(store)

    kept = await asyncio.gather(*(store.add_comment(*draft) for draft in drafts))

    assert len(commits) <= 2 + 50 // MOST_AT_ONCE
    assert [each.comment_id for each in kept] == [draft.comment_id for draft, _ in drafts]
    assert (await newsroom.story_now(story)).comment_count == 25
    assert await store.queue_size(SITE, now=newsroom.moment()) == 25
    numbers = [each.comment_id for each in await store.events_after(SITE, 0, limit=99)]
    assert numbers == [draft.comment_id for draft, _ in drafts]
    assert await store.check_counters(SITE) == []


async def test_one_that_cannot_be_kept_spoils_it_for_nobody(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    before = await newsroom.post(story)
    drafts = [newsroom.draft(story) for _ in range(9)]
    # Its ruling's id is taken.
    drafts[4] = (drafts[4][0], replace(drafts[4][1], ruling_id=before.ruling_id))

    results = await asyncio.gather(
        *(store.add_comment(*draft) for draft in drafts), return_exceptions=True
    )

    assert isinstance(results[4], IntegrityError)
    kept = [each for each in results if isinstance(each, Comment)]
    assert len(kept) == 8
    assert await store.comment(SITE, drafts[4][0].comment_id) is None
    assert (await newsroom.story_now(story)).comment_count == 9
    assert await store.last_event(SITE) == 9
    assert await store.check_counters(SITE) == []


async def test_who_is_turned_away_is_told_so_beside_those_who_are_not(store: Store) -> None:
    newsroom = Newsroom(store)
    story, other = await newsroom.story(), await newsroom.story(site_id=OTHER_SITE)
    gone = await newsroom.post(story, state=State.HELD)
    closed = await newsroom.story(open=False)
    nowhere = newsroom.new_story()
    drafts = [
        newsroom.draft(story),
        newsroom.draft(closed),
        newsroom.draft(story, gone),
        newsroom.draft(nowhere),
        newsroom.draft(other),
    ]

    results: Sequence[Any] = await asyncio.gather(
        *(store.add_comment(*draft) for draft in drafts), return_exceptions=True
    )

    assert isinstance(results[0], Comment)
    assert isinstance(results[1], Refused)
    assert isinstance(results[2], Refused)
    assert (results[1].code, results[2].code) == ("story-closed", "parent-gone")
    assert isinstance(results[3], NotFound)
    assert isinstance(results[4], Comment)
    assert await store.check_counters(SITE) == []
    assert await store.check_counters(OTHER_SITE) == []


async def test_replies_that_come_with_others_are_counted_above_them(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    root = await newsroom.post(story)
    child = await newsroom.post(story, root)
    drafts = [newsroom.draft(story, above) for above in (root, child, root, child, child)]

    await asyncio.gather(*(store.add_comment(*draft) for draft in drafts))

    now, below = await newsroom.now(root), await newsroom.now(child)
    assert (now.replies, now.descendants, below.replies) == (3, 6, 3)
    assert await store.check_counters(SITE) == []


async def test_comments_of_one_millisecond_are_all_found_by_their_words(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    at = newsroom.moment()
    drafts = [newsroom.draft(story, created_at=at) for _ in range(5)]

    await asyncio.gather(*(store.add_comment(*draft) for draft in drafts))
    later = await newsroom.post(story, created_at=at)

    kept = await store.comments(SITE, [draft.comment_id for draft, _ in drafts])
    assert len(kept) == 5
    assert await store.comment(SITE, later.comment_id) == later


class Keeper:
    """Keeps what it is given once it may, and remembers in which groups that came."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.may = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.groups.append(list(items))
        await self.may.wait()
        if 13 in items:
            raise ValueError("thirteen")
        if 0 in items:
            raise Unavailable("away")
        return [ZeroDivisionError() if item < 0 else item * 2 for item in items]


async def started(*calls: Any) -> list[asyncio.Task[int]]:
    tasks = [asyncio.ensure_future(call) for call in calls]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_others_are_kept_goes_together_next() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)

    first = await started(together(None, 1))
    rest = await started(*(together(None, item) for item in (2, 3, 4)))
    keeper.may.set()

    assert await asyncio.gather(*first, *rest) == [2, 4, 6, 8]
    assert keeper.groups == [[1], [2, 3, 4]]


async def test_a_group_has_a_largest_size() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)
    keeper.may.set()

    await asyncio.gather(*(together(None, 1) for _ in range(2 * MOST_AT_ONCE + 1)))

    assert [len(group) for group in keeper.groups] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]


async def test_those_of_another_key_do_not_wait() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)

    tasks = await started(together("a", 1), together("b", 2), together("a", 3))

    assert sorted(keeper.groups) == [[1, 3], [2]]
    keeper.may.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6]


async def test_who_goes_away_before_is_left_out_and_who_goes_away_later_stops_nobody() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)
    (first,) = await started(together(None, 1))
    second, third = await started(together(None, 2), together(None, 3))

    first.cancel()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    keeper.may.set()

    assert await third == 6
    assert keeper.groups == [[1], [3]]


async def test_an_error_that_one_caused_is_told_to_that_one_alone() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)
    keeper.may.set()

    results = await asyncio.gather(
        *(together(None, item) for item in (7, 13, -1)), return_exceptions=True
    )

    assert results[0] == 14
    assert isinstance(results[1], ValueError)
    assert isinstance(results[2], ZeroDivisionError)
    assert keeper.groups == [[7, 13, -1], [7], [13], [-1]]


async def test_without_a_database_nobody_is_tried_a_second_time() -> None:
    keeper = Keeper()
    together: Together[int, int] = Together(keeper)
    keeper.may.set()

    results = await asyncio.gather(
        *(together(None, item) for item in (7, 0)), return_exceptions=True
    )

    assert [type(each) for each in results] == [Unavailable, Unavailable]
    assert keeper.groups == [[7, 0]]
