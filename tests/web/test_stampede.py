"""A thousand readers who come right after a change cause one rendering."""

from __future__ import annotations

import asyncio

import pytest

from belowline.web.single_flight import SingleFlight
from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

READERS = 1_000


async def test_a_thousand_readers_after_a_change_cause_one_rendering(newsroom: Newsroom) -> None:
    services = newsroom.belowline.services
    meters = services.operations.meters
    story = await newsroom.story("stampede")
    comment = await newsroom.post(newsroom.reader(), "What everybody wants to read.", story)
    services.cache.drop(SITE, story.story_id)
    before = meters.rendered

    async with newsroom.reader() as browser:
        path = f"/stories/{story.story_id}"
        answers = await asyncio.gather(*(browser.get(path) for _ in range(READERS)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert comment["id"] in answers[0].text
    assert meters.rendered - before == 1


async def test_readers_who_come_after_a_change_do_not_get_what_was_begun_before_it(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story("meanwhile")
    path = f"/stories/{story.story_id}"
    async with newsroom.reader() as browser:
        early = asyncio.create_task(browser.get(path))
        await asyncio.sleep(0)
        comment = await newsroom.post(newsroom.reader(), "It came meanwhile.", story)
        late = await browser.get(path)
        await early

    assert comment["id"] in late.text


async def test_an_error_reaches_all_who_wait_and_is_not_kept(newsroom: Newsroom) -> None:
    async with newsroom.reader() as browser:
        path = "/stories/0190aaaa-0000-7000-8000-000000000000"
        answers = await asyncio.gather(*(browser.get(path) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {404}
    assert not newsroom.belowline.services.cache.making._making


async def test_a_reader_who_hangs_up_stops_nobody_elses_page() -> None:
    flights, may_go = SingleFlight(), asyncio.Event()
    begun: list[int] = []

    async def make() -> str:
        begun.append(1)
        await may_go.wait()
        return "a page"

    first = asyncio.create_task(flights("address", make))
    second = asyncio.create_task(flights("address", make))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    may_go.set()

    assert await second == "a page"
    assert first.cancelled()
    assert begun == [1]
