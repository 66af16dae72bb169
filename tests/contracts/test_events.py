"""What every store promises about the order of what happened."""

import pytest

from tests.contracts.newsroom import OTHER_SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_where_nothing_happened_the_last_event_is_zero(store: AnyStore) -> None:
    assert await store.last_event() == 0
    assert not await store.events_after(0, limit=10)


async def test_events_of_all_sites_come_in_order_and_none_is_left_out(
    store: AnyStore, newsroom: Newsroom
) -> None:
    here, there = await newsroom.story(), await newsroom.story(site_id=OTHER_SITE)
    posted = [await newsroom.post(story) for story in (here, there, here, there, here)]

    first = await store.events_after(0, limit=2)
    rest = await store.events_after(first[-1].number, limit=10)

    events = [*first, *rest]
    assert [event.comment_id for event in events] == [comment.comment_id for comment in posted]
    assert [event.site_id for event in events] == [comment.site_id for comment in posted]
    numbers = [event.number for event in events]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == await store.last_event()
    assert not await store.events_after(numbers[-1], limit=10)


async def test_an_event_says_when_it_happened(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)

    (event,) = await store.events_after(0, limit=10)

    assert event.at == comment.created_at
