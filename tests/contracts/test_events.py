"""What every store promises about the order of what happened."""

import pytest

from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_where_nothing_happened_the_last_event_is_zero(store: AnyStore) -> None:
    assert await store.last_event(SITE) == 0
    assert not await store.events_after(SITE, 0, limit=10)


async def test_events_of_a_site_come_in_order_none_is_left_out_and_none_is_another_sites(
    store: AnyStore, newsroom: Newsroom
) -> None:
    here, there = await newsroom.story(), await newsroom.story(site_id=OTHER_SITE)
    posted = [await newsroom.post(story) for story in (here, there, here, there, here)]

    first = await store.events_after(SITE, 0, limit=2)
    rest = await store.events_after(SITE, first[-1].number, limit=10)
    elsewhere = await store.events_after(OTHER_SITE, 0, limit=10)

    events = [*first, *rest]
    assert [event.comment_id for event in events] == [posted[at].comment_id for at in (0, 2, 4)]
    assert [event.comment_id for event in elsewhere] == [posted[at].comment_id for at in (1, 3)]
    assert {event.site_id for event in events} == {SITE}
    # Each counts for itself: from a number nobody learns what happens elsewhere.
    assert (
        [event.number for event in events]
        == [1, 2, 3]
        == [*range(1, await store.last_event(SITE) + 1)]
    )
    assert [event.number for event in elsewhere] == [1, 2]
    assert not await store.events_after(SITE, 3, limit=10)


async def test_an_event_says_when_it_happened(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)

    (event,) = await store.events_after(SITE, 0, limit=10)

    assert event.at == comment.created_at
