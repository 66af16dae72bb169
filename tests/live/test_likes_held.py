"""While many pages listen, likes are held back and told together: in order, and none for ever."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, StoryId
from belowline.live.hub import Hub
from belowline.live.likes_held import LONGEST, LikesHeld, pause
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.live.pages import NEVER, Outage, Page, listening, running

pytestmark = pytest.mark.anyio

# So many that their likes are held back, for a twentieth of a second.
MANY = 160


class Hand:
    """A clock that moves as told."""

    time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def hub(store: Outage, hand: Hand) -> Hub:
    return Hub(
        store=store,
        site_id=SITE,
        on_event=lambda _: None,
        poll_seconds=NEVER,
        beat_seconds=NEVER,
        likes=LikesHeld(now=hand),
    )


async def crowd(stack: AsyncExitStack, hub: Hub, story: Story) -> Page:
    """Have many pages listen; return one of them."""
    pages = [await stack.enter_async_context(listening(hub, story)) for _ in range(MANY)]
    return pages[0]


async def like(newsroom: Newsroom, comment_id: CommentId, hub: Hub) -> None:
    await newsroom.store.like(SITE, comment_id, newsroom.reader_id())
    await hub.relay()


async def test_the_first_like_is_told_at_once_and_those_behind_it_when_the_pause_is_over(
    hub: Hub, newsroom: Newsroom, story: Story, hand: Hand
) -> None:
    comment = await newsroom.post(story)
    await hub.relay()
    async with AsyncExitStack() as stack:
        page = await crowd(stack, hub, story)
        for _ in range(5):
            await like(newsroom, comment.comment_id, hub)
        await page.has_heard(1)
        assert [news.event.likes for news in page.heard] == [1]

        hand.time += pause(MANY)
        await hub.relay()
        await page.has_heard(2)

    assert [news.event.likes for news in page.heard] == [1, 5]
    assert page.heard[1].before == ()
    assert page.heard[1].pages == MANY


async def test_what_else_happens_is_told_at_once_behind_the_likes_that_came_before_it(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    one, other = await newsroom.post(story), await newsroom.post(story)
    await hub.relay()
    async with AsyncExitStack() as stack:
        page = await crowd(stack, hub, story)
        for comment in (one, one, other, one):
            await like(newsroom, comment.comment_id, hub)
        await newsroom.post(story)
        await hub.relay()
        await page.has_heard(2)

    last = page.heard[1]
    assert last.event.kind is EventKind.PUBLISHED
    told = [(news.event.comment_id, news.event.likes) for news in last.before]
    assert told == [(other.comment_id, 1), (one.comment_id, 3)]
    numbers = [news.event.number for news in (*last.before, last)]
    assert numbers == sorted(numbers)


async def test_a_page_that_comes_while_likes_are_held_back_hears_of_them(
    hub: Hub, newsroom: Newsroom, story: Story, hand: Hand
) -> None:
    comment = await newsroom.post(story)
    await hub.relay()
    async with AsyncExitStack() as stack:
        await crowd(stack, hub, story)
        for _ in range(3):
            await like(newsroom, comment.comment_id, hub)
        late = await stack.enter_async_context(listening(hub, story))

        hand.time += LONGEST
        await hub.relay()
        await late.has_heard(1)

    assert [news.event.likes for news in late.heard] == [3]


async def test_a_running_hub_tells_what_it_held_back_without_being_woken(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    hub = Hub(
        store=store, site_id=SITE, on_event=lambda _: None, poll_seconds=NEVER, beat_seconds=NEVER
    )
    comment = await newsroom.post(story)
    await hub.start()
    async with AsyncExitStack() as stack:
        page = await crowd(stack, hub, story)
        await stack.enter_async_context(running(hub))
        for _ in range(2):
            await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
            await hub.relay()
        await page.has_heard(2)

    assert [news.event.likes for news in page.heard] == [1, 2]


async def test_likes_whose_telling_fails_are_told_once_the_database_is_back(
    hub: Hub, store: Outage, newsroom: Newsroom, story: Story, hand: Hand
) -> None:
    comment = await newsroom.post(story)
    await hub.relay()
    async with AsyncExitStack() as stack:
        page = await crowd(stack, hub, story)
        for _ in range(2):
            await like(newsroom, comment.comment_id, hub)
        hand.time += LONGEST
        store.comments_away = True
        with pytest.raises(Exception, match="away"):
            await hub.relay()
        store.comments_away = False
        await hub.relay()
        await page.has_heard(2)

    assert [news.event.likes for news in page.heard] == [1, 2]


def test_few_pages_wait_for_nothing_and_many_not_for_long() -> None:
    assert pause(1) == pause(100) == 0.0
    assert pause(10_000) == pytest.approx(3.0)
    assert pause(1_000_000) == LONGEST


def a_like(number: int, comment: str, story: str) -> Event:
    return Event(
        number=number,
        site_id=SITE,
        story_id=StoryId(story),
        comment_id=CommentId(comment),
        kind=EventKind.CHANGED,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        likes=number,
    )


LIKES = st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.floats(0.0, 2.0))


@given(st.lists(LIKES, max_size=40))
def test_the_newest_number_of_each_comment_is_told_within_the_pause(
    likes: list[tuple[str, str, float]],
) -> None:
    hand = Hand()
    held = LikesHeld(now=hand)
    told: dict[str, int] = {}
    newest: dict[str, tuple[int, float]] = {}

    def tell(topic: tuple[object, StoryId], *events: Event) -> None:
        for event in (*held.of((SITE, topic[1])), *events):
            assert event.number > told.get(event.comment_id, 0)
            told[event.comment_id] = event.number
        held.told((SITE, topic[1]), 1.0)

    for number, (story, comment, after) in enumerate(likes, 1):
        until = hand.time + after
        while (wait := held.wait(until - hand.time)) < until - hand.time:
            hand.time += wait
            for topic in held.due():
                tell(topic)
        hand.time = until
        event = a_like(number, story + comment, story)
        newest[event.comment_id] = number, hand.time
        if not held.holds(event, 1.0):
            tell((SITE, event.story_id), event)
        for of, (expected, at) in newest.items():
            assert told.get(of) == expected or hand.time - at <= 1.0 + 1e-9
    hand.time += 1.0
    for topic in held.due():
        tell(topic)
    assert told == {of: number for of, (number, _) in newest.items()}
    assert not held._held
