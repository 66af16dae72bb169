"""What every store promises about the editors' picks."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Comment, Source, State, Verdict
from belowline.conversation.states import after_ruling
from belowline.desk.audit_log import VerifyLog
from belowline.kernel.events import EventKind
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def pick(newsroom: Newsroom, comment: Comment, *, features: bool = True) -> Comment:
    """Rule as a moderator who features the comment."""
    now = await newsroom.now(comment)
    ruling = newsroom.ruling(now, Verdict.PUBLISH, Source.MODERATOR, features=features)
    judged = await newsroom.store.revision(SITE, now.comment_id, now.pending or now.revision)
    assert judged is not None
    changed = after_ruling(now, ruling, judged)
    return await newsroom.store.add_ruling(changed, ruling, seen=now.ruling_id)


async def test_the_latest_pick_comes_first(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    first, second, _ = [await newsroom.post(story) for _ in range(3)]
    elsewhere = await newsroom.post(await newsroom.story())
    for comment in (second, first, elsewhere):
        await pick(newsroom, comment)

    found = await store.featured(SITE, story.story_id, limit=5)

    assert [each.comment_id for each in found] == [first.comment_id, second.comment_id]
    assert [each.comment_id for each in await store.featured(SITE, story.story_id, limit=1)] == [
        first.comment_id
    ]


async def test_the_record_says_so_and_open_pages_are_told(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version

    await pick(newsroom, comment)

    assert await newsroom.last_kind() is EventKind.CHANGED
    assert (await newsroom.story_now(story)).version == version + 1
    assert [each.features for each in await store.rulings(SITE, comment.comment_id)] == [None, True]
    (entry,) = await store.entries(SITE, after=0, limit=5)
    assert entry.facts["features"] == 1
    assert (await VerifyLog(store=store)(SITE)).faults == 0


async def test_a_pick_is_taken_back_at_once_or_given_up_later(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    undone, given_up = await newsroom.post(story), await newsroom.post(story)
    picked = await pick(newsroom, undone)
    await pick(newsroom, given_up)

    await store.undo(SITE, undone.comment_id, picked.ruling_id, at=newsroom.moment())
    await pick(newsroom, given_up, features=False)

    assert list(await store.featured(SITE, story.story_id, limit=5)) == []
    assert (await newsroom.now(undone)).featured_at is None


async def test_undoing_a_removal_brings_the_pick_back(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    picked = await pick(newsroom, comment)
    ruled = await newsroom.rule(picked, Verdict.REMOVE, featured_at=None)
    assert list(await store.featured(SITE, story.story_id, limit=5)) == []

    await store.undo(SITE, comment.comment_id, ruled.ruling_id, at=newsroom.moment())

    (found,) = await store.featured(SITE, story.story_id, limit=5)
    assert found.featured_at == picked.featured_at


async def test_only_what_is_public_is_shown(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    held, withdrawn = await newsroom.post(story), await newsroom.post(story)
    for comment in (held, withdrawn):
        await pick(newsroom, comment)
    await store.withdraw(withdrawn)
    await newsroom.report(replace(held, cleared=False), hold_at=0.5)
    await newsroom.rule(await newsroom.now(held), Verdict.HOLD)

    assert (await newsroom.now(held)).state is State.HELD
    assert list(await store.featured(SITE, story.story_id, limit=5)) == []
