"""What every store promises about counting what was taken down with no person deciding."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Source, State, Verdict
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_what_reports_held_counts_and_only_since_then(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    first, second, third, untouched = [await newsroom.post(story) for _ in range(4)]
    await newsroom.post(story, state=State.HELD)
    await newsroom.rule(third, Verdict.HOLD)
    await newsroom.report(untouched)
    held, _ = await newsroom.report(first, hold_at=1.0)
    (ruling,) = [
        each for each in await store.rulings(SITE, held.comment_id) if each.source is Source.REPORTS
    ]
    await newsroom.report(second, hold_at=1.0)

    assert await store.automatic_removals(SITE, ruling.created_at - timedelta(seconds=1)) == 2
    assert await store.automatic_removals(SITE, ruling.created_at) == 1
    assert await store.automatic_removals(OTHER_SITE, story.published_at) == 0


async def test_what_the_engine_takes_down_counts_and_what_people_do_does_not(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    by_engine, by_moderator, never_public = [await newsroom.post(story) for _ in range(2)] + [
        await newsroom.post(story, state=State.HELD)
    ]
    flagged = await newsroom.post(story)
    edited = await newsroom.edit(await newsroom.post(story), "Other words.")

    await newsroom.rule(by_engine, Verdict.HOLD, Source.ENGINE)
    await newsroom.rule(by_moderator, Verdict.REMOVE)
    await newsroom.rule(never_public, Verdict.REJECT, Source.ENGINE)
    await newsroom.rule(flagged, Verdict.PUBLISH, Source.ENGINE)

    assert (await newsroom.now(edited)).state is State.PUBLISHED
    assert await store.automatic_removals(SITE, story.published_at) == 1
