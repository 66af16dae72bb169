"""What every store promises to who rules again on an archive, and may be killed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.states import after_second_look
from belowline.desk.second_look import Fate, SecondLook, Settled
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import SiteId
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def a_run(site_id: SiteId = SITE) -> SecondLook:
    """Return a run that is about to begin."""
    return SecondLook(
        site_id=site_id,
        policy_version="p1",
        engine_version="e1",
        since=START - timedelta(days=30),
        began_at=START,
    )


def held(newsroom: Newsroom, comment: Comment) -> Settled:
    """Return what takes a comment down."""
    ruling = newsroom.ruling(comment, Verdict.HOLD)
    return Settled(after_second_look(comment, ruling), ruling, Fate.HELD, comment.ruling_id)


async def test_a_run_is_kept_until_another_takes_its_place(store: AnyStore) -> None:
    assert await store.second_look(SITE) is None

    first = await store.begin_second_look(a_run())
    assert await store.second_look(SITE) == first == a_run()
    second = await store.begin_second_look(replace(a_run(), policy_version="p2", since=None))
    elsewhere = await store.begin_second_look(a_run(OTHER_SITE))

    assert await store.second_look(SITE) == second
    assert await store.second_look(OTHER_SITE) == elsewhere


async def test_rulings_are_kept_with_how_far_the_run_has_come(
    store: AnyStore, newsroom: Newsroom
) -> None:
    stories = [await newsroom.story(), await newsroom.story()]
    posted = [await newsroom.post(stories[number % 2]) for number in range(4)]
    look = await store.begin_second_look(a_run())
    reached = replace(look, after=posted[3].comment_id, read=4, fates={Fate.STAYS: 2})

    kept = await store.settle_second_look(
        look, reached, [held(newsroom, each) for each in posted[:2]]
    )
    ended = await store.settle_second_look(kept, replace(kept, ended_at=START), ())

    assert kept == replace(reached, fates={Fate.STAYS: 2, Fate.HELD: 2})
    assert await store.second_look(SITE) == ended == replace(kept, ended_at=START)
    states = [(await newsroom.now(each)).state for each in posted]
    assert states == [State.HELD] * 2 + [State.PUBLISHED] * 2
    assert [len(await store.rulings(SITE, each.comment_id)) for each in posted] == [2, 2, 1, 1]
    assert await store.check_counters(SITE) == []


async def test_who_was_ruled_on_or_withdrew_meanwhile_is_spared(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    ruled, withdrawn, other = [await newsroom.post(story) for _ in range(3)]
    settled = [held(newsroom, each) for each in (ruled, withdrawn, other)]
    await newsroom.rule(ruled, Verdict.PUBLISH)
    await store.withdraw(withdrawn)
    look = await store.begin_second_look(a_run())

    kept = await store.settle_second_look(look, replace(look, read=3), settled)

    assert kept.fates == {Fate.SPARED: 2, Fate.HELD: 1}
    states = [(await newsroom.now(each)).state for each in (ruled, withdrawn, other)]
    assert states == [State.PUBLISHED, State.WITHDRAWN, State.HELD]


async def test_a_run_that_was_overtaken_keeps_nothing(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.post(await newsroom.story())
    old = await store.begin_second_look(a_run())
    new = await store.settle_second_look(old, replace(old, read=1), ())

    with pytest.raises(Conflict) as refused:
        await store.settle_second_look(old, replace(old, read=2), [held(newsroom, comment)])

    assert refused.value.code == "second-look-elsewhere"
    assert (await newsroom.now(comment)).state is State.PUBLISHED
    assert await store.second_look(SITE) == new
