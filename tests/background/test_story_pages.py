"""A story's page is read in the background, also after a restart, and not for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from belowline.background.embedded import Embedded
from belowline.kernel.background import NotNow
from belowline.kernel.ids import StoryId, new_id
from belowline.stories.learn import FetchedPage, LearnStory, NotFetched, PushStory
from belowline.stories.story import Story
from belowline.web import learning
from belowline.web.learning import Learning
from tests.contracts.newsroom import SITE, Newsroom
from tests.memory_store import MemoryStore
from tests.polling import until_async
from tests.web.newsroom import Clock

pytestmark = pytest.mark.anyio

PAGE = "<html><head><title>Harbour bridge closes</title></head><body></body></html>"


@dataclass(slots=True)
class Site:
    """A publisher's site, which may be away."""

    asked: list[str] = field(default_factory=list)
    is_away: bool = False

    async def page(self, url: str) -> FetchedPage:
        """Answer with the page."""
        self.asked.append(url)
        if self.is_away:
            raise NotFetched("it is away")
        return FetchedPage(url=url, html=PAGE)


@dataclass(slots=True)
class Installation:
    """What outlives a process: the tables, the clock, the publisher's site."""

    store: MemoryStore = field(default_factory=MemoryStore)
    site: Site = field(default_factory=Site)
    clock: Clock = field(default_factory=Clock)
    changed: list[StoryId] = field(default_factory=list)
    most: int = learning.MOST_WAITING
    newsroom: Newsroom = field(init=False)

    def __post_init__(self) -> None:
        """Open the newsroom."""
        self.newsroom = Newsroom(self.store)

    @asynccontextmanager
    async def process(self, *, works: bool = True) -> AsyncIterator[Learning]:
        """Run a process for the block."""
        background = Embedded(count=lambda job, outcome: None)
        process = Learning(
            site_id=SITE,
            store=self.store,
            learn=LearnStory(store=self.store, source=self.site),
            push=PushStory(store=self.store, clock=self.clock, new_id=new_id, domains=()),
            changed=self.changed.append,
            background=background,
            clock=self.clock,
            most_waiting=self.most,
        )
        await background.start(process.jobs(), works=works)
        yield process
        await background.stop()

    async def story(self) -> Story:
        """Open a story that nothing is known of."""
        return await self.newsroom.story(headline="")

    async def waiting(self) -> int:
        """Count the pages that are not done with."""
        far = self.clock() + timedelta(days=1)
        return len(await self.store.pages_due(SITE, now=far, limit=100))

    async def until_nothing_waits(self) -> None:
        """Wait until all is read."""

        async def nothing() -> bool:
            return not await self.waiting()

        await until_async(nothing, "all pages to be read")


async def go_round(process: Learning) -> None:
    (job,) = [job for job in process.jobs() if job.name == learning.FORGOTTEN_PAGES]
    await job.run({})


async def read(process: Learning, story: Story) -> None:
    (job,) = [job for job in process.jobs() if job.name == learning.PAGE]
    await job.run({"story": story.story_id})


async def test_a_new_storys_page_is_read() -> None:
    all_ = Installation()
    story = await all_.story()

    async with all_.process() as process:
        await process.later(story)
        await all_.until_nothing_waits()

    known = await all_.store.story(SITE, story.story_id)
    assert known
    assert known.headline == "Harbour bridge closes"
    assert all_.changed == [story.story_id]


async def test_what_was_not_read_before_a_restart_is_read_behind_it() -> None:
    all_ = Installation()
    stories = [await all_.story() for _ in range(300)]
    async with all_.process(works=False) as process:
        for story in stories:
            await process.later(story)

    all_.clock.advance(minutes=2)
    async with all_.process() as process:
        await go_round(process)
        await all_.until_nothing_waits()

    assert sorted(all_.changed) == sorted(story.story_id for story in stories)


async def test_a_page_that_can_not_be_read_is_tried_again_and_then_given_up() -> None:
    all_ = Installation()
    all_.site.is_away = True
    story = await all_.story()
    async with all_.process(works=False) as process:
        await process.later(story)
        tries = 0
        while await all_.waiting():
            tries += 1
            with suppress(NotNow):
                await read(process, story)

    assert tries == len(all_.site.asked) == 9
    assert not all_.changed


async def test_a_page_that_nobody_wants_any_more_is_not_read() -> None:
    all_ = Installation()
    story = await all_.story()

    async with all_.process(works=False) as process:
        await read(process, story)

    assert not all_.site.asked


async def test_more_stories_than_anybody_writes_are_not_all_read() -> None:
    all_ = Installation(most=2)

    async with all_.process(works=False) as process:
        for _ in range(3):
            await process.later(await all_.story())

    assert await all_.waiting() == 2
