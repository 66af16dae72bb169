"""Processes tell each other over a real Redis; the outbox stays the truth when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from belowline.kernel.errors import Refused
from belowline.live.hub import Hub
from belowline.live.redis_wire import RedisWire
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.live.pages import AT_ONCE, NEVER, Outage, listening, running
from tests.polling import PATIENCE, until_async
from tests.redis import OwnRedis, own_redis

pytestmark = pytest.mark.anyio

CHANNEL = "belowline:tests"


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    with own_redis() as server:
        yield server


def process(store: Outage, redis: OwnRedis, *, poll_seconds: float = NEVER) -> Hub:
    """What one process has: a hub on the shared store, which never looks by itself while wired."""
    return Hub(
        store=store,
        site_id=SITE,
        on_event=lambda _: None,
        wire=RedisWire(redis.url, CHANNEL, silent_seconds=0.2),
        poll_seconds=poll_seconds,
        repair_seconds=NEVER,
        beat_seconds=NEVER,
    )


@asynccontextmanager
async def both(*hubs: Hub) -> AsyncIterator[None]:
    """Run two processes until the end of the block, from when they hear each other."""
    here, there = hubs
    async with running(here), running(there):
        for hub in hubs:
            await wired(hub)
        yield


async def wired(hub: Hub) -> None:
    async def works() -> bool:
        return hub.wire.problem is None

    await until_async(works, "the wire")


async def unwired(hub: Hub) -> str:
    async def broken() -> str | None:
        return hub.wire.problem

    found = await until_async(broken, "the wire to be given up")
    assert found
    return found


async def test_what_one_process_keeps_another_tells_its_pages_at_once(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis)

    async with both(here, there), listening(there, story) as page:
        await newsroom.post(story)
        here.wake()
        await page.has_heard(1)
        await newsroom.post(story)
        here.wake()
        await page.has_heard(2)

    assert page.numbers == [1, 2]


async def test_a_message_that_was_lost_is_noticed_by_the_number_of_the_next(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis)

    async with both(here, there), listening(there, story) as page:
        await newsroom.post(story)  # by a process that died before it could tell
        await newsroom.post(story)
        here.wake()
        await page.has_heard(2)

    assert page.numbers == [1, 2]


async def test_a_message_without_a_next_one_is_repaired_by_asking(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis, poll_seconds=AT_ONCE)
    there.repair_seconds = AT_ONCE

    async with both(here, there), listening(there, story) as page, listening(here, story) as other:
        await newsroom.post(story)
        await page.has_heard(1)
        # Who finds something that nobody told tells the others.
        await other.has_heard(1)


async def test_each_change_is_told_once_however_many_hear_it(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis)
    told: list[bytes] = []
    spy = Redis.from_url(redis.url)
    async with spy, spy.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(CHANNEL)
        await channel.get_message(timeout=1)

        async def overheard() -> bool:
            message = await channel.get_message(timeout=0)
            told.extend([message["data"]] if message else [])
            return told[-1:] == [b"3"]

        async with both(here, there), listening(there, story) as page:
            for number in range(1, 4):
                await newsroom.post(story)
                here.wake()
                await page.has_heard(number)
            await until_async(overheard, "the third message")

    assert told == [b"1", b"2", b"3"]


async def test_a_redis_that_dies_costs_freshness_and_one_that_comes_back_is_found(
    store: Outage,
    newsroom: Newsroom,
    story: Story,
    redis: OwnRedis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    here, there = process(store, redis), process(store, redis, poll_seconds=AT_ONCE)

    async with both(here, there), listening(there, story) as page:
        redis.kill()
        problem = await unwired(there)
        there.wake()
        await newsroom.post(story)
        await page.has_heard(1)  # by asking the outbox

        redis.start()
        await wired(there)
        await wired(here)
        await newsroom.post(story)
        here.wake()
        await page.has_heard(2)

    assert "Redis can't be reached" in problem
    assert "the outbox is asked" in caplog.text
    assert caplog.text.count("can't be reached") == 2  # once for each process
    assert page.numbers == [1, 2]


async def test_a_redis_that_hangs_is_given_up_and_found_again(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis, poll_seconds=AT_ONCE)

    async with both(here, there), listening(there, story) as page:
        redis.hang()
        try:
            await unwired(there)
            there.wake()
            await newsroom.post(story)
            await page.has_heard(1)
        finally:
            redis.wake()
        await wired(there)


async def test_what_else_is_said_on_the_channel_does_nothing(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    here, there = process(store, redis), process(store, redis)
    async with both(here, there), listening(there, story) as page:
        stranger = Redis.from_url(redis.url)
        async with stranger:
            for words in (b"", b"nonsense", b"-1", b"9" * 40, b"999999", b"\xff\x00"):
                await stranger.publish(CHANNEL, words)
        await newsroom.post(story)
        here.wake()
        await page.has_heard(1)

    assert page.numbers == [1]


async def test_a_process_that_never_finds_redis_lives_by_the_outbox(
    store: Outage, newsroom: Newsroom, story: Story, redis: OwnRedis
) -> None:
    redis.kill()
    hub = process(store, redis, poll_seconds=AT_ONCE)

    async with running(hub), listening(hub, story) as page:
        await newsroom.post(story)
        await page.has_heard(1)


async def test_an_address_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="--live must be redis://"):
        RedisWire("http://redis", CHANNEL)
    await asyncio.sleep(0)


async def test_one_that_is_told_to_stop_stops_whatever_it_was_waiting_for(redis: OwnRedis) -> None:
    for turns in range(60):
        wire = RedisWire(redis.url, CHANNEL, silent_seconds=0.0005)
        task = asyncio.create_task(wire.run(lambda _: None))
        while wire.problem is not None or turns > 0:
            turns -= wire.problem is None
            await asyncio.sleep(0)
        task.cancel()
        ended, _ = await asyncio.wait([task], timeout=PATIENCE)
        assert ended
