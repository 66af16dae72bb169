"""Whoever opens a page at any moment sees every comment, whatever happens around it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.paging import Sort
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId
from belowline.live.hub import Hub
from belowline.live.recent import Recent
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.live.pages import NEVER, Outage, Page, listening

ACTS = ("post", "hold", "approve", "remove", "edit", "like", "elsewhere", "relay")
Seen = dict[CommentId, str]


class Scene:
    """A story in which things happen one after the other."""

    def __init__(self, remembers: int) -> None:
        self.store = Outage()
        self.newsroom = Newsroom(self.store)
        self.hub = Hub(
            store=self.store,
            site_id=SITE,
            on_event=lambda _: None,
            poll_seconds=NEVER,
            beat_seconds=NEVER,
        )
        self.hub._recent = Recent(most=remembers)
        self.comments: list[Comment] = []

    async def begin(self) -> None:
        """Publish the story and one more, with a comment each, before the hub is there."""
        self.story, self.other = await self.newsroom.story(), await self.newsroom.story()
        self.comments.append(await self.newsroom.post(self.story))
        self.elsewhere = await self.newsroom.post(self.other)
        await self.hub.start()

    async def act(self, act: str, number: int) -> None:
        """Let one thing happen, to one of the comments that it can happen to."""
        if act == "relay":
            await self.hub.relay()
        elif act == "elsewhere":
            await self.newsroom.edit(
                await self.newsroom.now(self.elsewhere), f"Elsewhere {number}."
            )
        elif act in ("post", "hold"):
            state = State.PUBLISHED if act == "post" else State.HELD
            fit = await self._in(State.PUBLISHED)
            parent = fit[0] if fit and number % 2 else None
            self.comments.append(await self.newsroom.post(self.story, parent, state=state))
        else:
            await self._change(act, number)

    async def _change(self, act: str, number: int) -> None:
        fit = await self._in(State.HELD if act == "approve" else State.PUBLISHED)
        if not fit:
            return
        comment = fit[number % len(fit)]
        if act == "like":
            await self.store.like(comment.site_id, comment.comment_id, self.newsroom.reader_id())
        elif act == "edit":
            await self.newsroom.edit(comment, f"Words of step {number}.")
        else:
            verdict = Verdict.PUBLISH if act == "approve" else Verdict.REMOVE
            await self.newsroom.rule(comment, verdict)

    async def _in(self, state: State) -> list[Comment]:
        now = [await self.newsroom.now(each) for each in self.comments]
        return [each for each in now if each.state is state]

    async def page(self) -> Seen:
        """Return what a page that is made now shows."""
        found = await self.store.listing(
            self.story.site_id, self.story.story_id, sort=Sort.NEWEST, after=None, limit=1000
        )
        return {each.comment_id: each.text for each in found}


async def seen_by_a_reader(scene: Scene, acts: Sequence[str], moments: Sequence[int]) -> Seen:
    """Begin the page, read for it and open its stream at three moments; return what it shows."""
    begun, read, opened = moments
    topic = scene.story.site_id, scene.story.story_id
    heard, shown = 0, Seen()
    for number, act in enumerate(acts[:opened]):
        if number == begun:
            heard = scene.hub.heard_of(*topic)
        if number == read:
            shown = await scene.page()
        await scene.act(act, number)
    heard = scene.hub.heard_of(*topic) if begun >= opened else heard
    shown = await scene.page() if read >= opened else shown

    async with listening(scene.hub, scene.story, after=heard) as page:
        await asyncio.sleep(0)
        if page.missed is not None:
            shown |= await scene.page()
        for number, act in enumerate(acts[opened:], opened):
            await scene.act(act, number)
        last = await scene.newsroom.post(scene.story)
        await scene.hub.relay()
        await has_heard_of(page, last)
    return shown_after(shown, page, await scene.page())


async def has_heard_of(page: Page, last: Comment) -> None:
    for _ in range(10_000):
        if page.heard and page.heard[-1].comment.comment_id == last.comment_id:
            return
        await asyncio.sleep(0)
    raise AssertionError("The last comment was never told of.")


def shown_after(shown: Seen, page: Page, now: Seen) -> Seen:
    """Return what is shown after the news: each comment told of is asked for anew."""
    told = {news.comment.comment_id for news in page.heard}
    return {
        **{key: words for key, words in shown.items() if key not in told},
        **{key: words for key, words in now.items() if key in told},
    }


@pytest.mark.parametrize("remembers", [1, 3, 4096])
@given(
    acts=st.lists(st.sampled_from(ACTS), max_size=14),
    moments=st.lists(st.integers(0, 14), min_size=3, max_size=3).map(sorted),
)
def test_a_reader_sees_every_comment(remembers: int, acts: list[str], moments: list[int]) -> None:
    async def run() -> None:
        scene = Scene(remembers)
        await scene.begin()

        shown = await seen_by_a_reader(scene, acts, [min(each, len(acts)) for each in moments])

        now = await scene.page()
        assert set(now) <= set(shown)
        # Nothing else, and in the words of now, where all that happened was told.
        if remembers > len(acts):
            assert shown == now

    asyncio.run(run())


def test_what_can_not_be_told_is_said_to_be_missed() -> None:
    async def run() -> None:
        scene = Scene(remembers=3)
        await scene.begin()
        heard = scene.hub.heard_of(scene.story.site_id, scene.story.story_id)
        for number in range(5):
            await scene.act("post", number)
        await scene.hub.relay()

        async with listening(scene.hub, scene.story, after=heard) as page:
            await scene.act("post", 6)
            await scene.hub.relay()
            await page.has_heard(1)

        # From here on a page that comes again goes on.
        assert page.missed == page.numbers[0] - 1
        assert len(page.heard) == 1

    asyncio.run(run())


def test_a_page_that_missed_little_asks_no_database() -> None:
    async def run() -> None:
        scene = Scene(remembers=4096)
        await scene.begin()
        heard = scene.hub.heard_of(scene.story.site_id, scene.story.story_id)
        async with listening(scene.hub, scene.story) as first:
            await scene.act("post", 0)
            await scene.hub.relay()
            await first.has_heard(1)

        scene.store.away = scene.store.comments_away = True
        async with listening(scene.hub, scene.story, after=heard) as page:
            await page.has_heard(1)

        assert page.numbers == first.numbers
        assert scene.store.asked_in_vain == 0

    asyncio.run(run())


def test_a_server_that_was_started_anew_reads_once_for_all_its_pages() -> None:
    async def run() -> None:
        scene = Scene(remembers=4096)
        await scene.begin()
        for number in range(5):
            await scene.act("post", number)
        await scene.hub.start()
        pages = [await opened(scene.hub, scene.story, after) for after in (2, 3, 2)]
        scene.store.away = scene.store.comments_away = True
        pages.append(await opened(scene.hub, scene.story, 2))

        assert [len(page.heard) for page in pages] == [5, 4, 5, 5]

    asyncio.run(run())


async def opened(hub: Hub, story: Story, after: int) -> Page:
    async with listening(hub, story, after=after) as page:
        for _ in range(100):
            await asyncio.sleep(0)
    return page


def happened(number: int, comment: Comment) -> Event:
    """Return an event about a comment."""
    return Event(
        number=number,
        site_id=comment.site_id,
        story_id=comment.story_id,
        comment_id=comment.comment_id,
        kind=EventKind.CHANGED,
        at=comment.created_at,
    )


def test_a_quiet_storys_number_moves_seldom_and_is_remembered() -> None:
    async def run() -> None:
        scene = Scene(remembers=4096)
        await scene.begin()
        topic = scene.story.site_id, scene.story.story_id
        numbers = set()
        comment = scene.elsewhere
        for number in range(6000):
            event = happened(number + scene.hub.seen + 1, comment)
            scene.hub._recent.add(event)
            numbers.add(scene.hub.heard_of(*topic))
            assert scene.hub._recent.reaches(scene.hub.heard_of(*topic))

        assert len(numbers) < 6000 / 200

    asyncio.run(run())
