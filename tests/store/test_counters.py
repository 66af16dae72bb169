"""Counters are checked beside whoever writes, and set right where one is wrong."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from belowline.conversation.comment import Attention, Comment, State, Verdict
from belowline.store.store import Store
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Lend a store on each database."""
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def discuss(newsroom: Newsroom, story: Story, rounds: int) -> None:
    for _ in range(rounds):
        comment = await newsroom.post(story)
        await newsroom.post(story, comment)
        await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
        await newsroom.rule(comment, Verdict.REMOVE, clause="spam")


async def test_who_writes_while_it_is_counted_makes_no_fault(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    writers = [asyncio.create_task(discuss(newsroom, story, 8)) for _ in range(3)]

    found: list[str] = []
    checks = 0
    while not all(each.done() for each in writers):
        found += await store.check_counters(SITE, story.story_id)
        checks += 1
    await asyncio.gather(*writers)

    assert checks > 3
    assert found == []
    assert await store.check_counters(SITE) == []


async def test_nobody_waits_for_a_check(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    await newsroom.post(story)

    async with store._database.snapshot() as connection:
        counted = text("SELECT comment_count FROM stories")
        before = (await connection.execute(counted)).scalar_one()
        async with asyncio.timeout(5):
            await newsroom.post(story)
        meanwhile = (await connection.execute(counted)).scalar_one()

    assert (before, meanwhile) == (1, 1)
    assert (await newsroom.story_now(story)).comment_count == 2


async def test_what_is_wrong_is_named_and_set_right(store: Store) -> None:
    newsroom = Newsroom(store)
    story, comment, held, reporter = await a_discussion(newsroom)
    before = (await newsroom.story_now(story)).version
    await spoil(store, comment, held)

    faults = await store.check_counters(SITE, story.story_id)
    records = await store.check_records(SITE)
    at = newsroom.moment()
    repaired = await store.repair_counters(SITE, story.story_id, at)
    repaired_records = await store.repair_records(SITE)

    name = f"comment {comment.comment_id}"
    assert f"{name} likes is 7, counted 1" in faults
    assert f"{name} replies is 9, counted 1" in faults
    assert f"{name} report_weight is 5.0, counted 0.0" in faults
    assert f"story {story.story_id} comment_count is 40, counted 2" in faults
    assert f"comment {held.comment_id} waiting is None, counted ('held', 'held', 1)" in faults
    assert records == [f"reader {reporter} reports_dismissed is 4, counted 1"]
    assert (repaired, repaired_records) == (len(faults), 1)
    assert await store.check_counters(SITE) == await store.check_records(SITE) == []
    now = await newsroom.now(comment)
    assert (now.likes, now.replies) == (1, 1)
    assert await store.queue_size(SITE, now=newsroom.moment()) == 1
    # Servers that run hear of it.
    assert (await newsroom.story_now(story)).version == before + 1
    (*_, told) = await store.events_after(SITE, 0, limit=100)
    assert (told.story_id, told.at) == (story.story_id, at)


async def test_a_repair_where_nothing_is_wrong_changes_nothing(store: Store) -> None:
    newsroom = Newsroom(store)
    story, *_ = await a_discussion(newsroom)
    before, number = await newsroom.story_now(story), await store.last_event(SITE)

    assert await store.repair_counters(SITE, story.story_id, newsroom.moment()) == 0
    assert await store.repair_records(SITE) == 0

    assert await newsroom.story_now(story) == before
    assert await store.last_event(SITE) == number


async def test_another_story_is_not_looked_at(store: Store) -> None:
    newsroom = Newsroom(store)
    story, comment, held, _ = await a_discussion(newsroom)
    other, *_ = await a_discussion(newsroom)
    await spoil(store, comment, held)

    assert await store.check_counters(SITE, other.story_id) == []
    assert await store.repair_counters(SITE, other.story_id, newsroom.moment()) == 0
    assert await store.check_counters(SITE, story.story_id) != []


async def a_discussion(newsroom: Newsroom) -> tuple[Story, Comment, Comment, str]:
    """A liked comment with a reply, one that waits, and a reader whose report was dismissed."""
    story, reporter = await newsroom.story(), await newsroom.reader()
    comment = await newsroom.post(story)
    await newsroom.post(story, comment)
    await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
    reported, _ = await newsroom.report(comment, reader_id=reporter.reader_id)
    comment = await newsroom.rule(reported, Verdict.PUBLISH)
    held = await newsroom.post(story, state=State.HELD, attention=Attention.HELD)
    return story, comment, held, reporter.reader_id


async def spoil(store: Store, comment: Comment, held: Comment) -> None:
    """Write over what is counted, as no code of ours does."""
    key = {"comment": comment.comment_id, "held": held.comment_id, "story": comment.story_id}
    async with store._database.writing() as connection:
        for words in (
            "UPDATE comments SET likes = 7, replies = 9, report_weight = 5"
            " WHERE comment_id = :comment",
            "UPDATE stories SET comment_count = 40 WHERE story_id = :story",
            "DELETE FROM waiting WHERE comment_id = :held",
            "UPDATE readers SET reports_dismissed = 4 WHERE reports_dismissed = 1",
        ):
            named = {name: value for name, value in key.items() if f":{name}" in words}
            await connection.execute(text(words), named)
