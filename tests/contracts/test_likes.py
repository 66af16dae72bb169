"""What every store promises about likes."""

import pytest

from belowline.conversation.comment import State
from belowline.conversation.ranking import best_score
from belowline.kernel.errors import NotFound
from belowline.kernel.events import EventKind
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_each_reader_likes_a_comment_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    ada, grace = newsroom.reader_id(), newsroom.reader_id()

    assert await store.like(SITE, comment.comment_id, ada) == 1
    assert await store.like(SITE, comment.comment_id, ada) == 1
    assert await store.like(SITE, comment.comment_id, grace) == 2

    now = await newsroom.now(comment)
    assert (now.likes, now.best) == (2, best_score(2, 0))


async def test_a_like_can_be_taken_back_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    ada, grace = newsroom.reader_id(), newsroom.reader_id()
    for reader in (ada, grace):
        await store.like(SITE, comment.comment_id, reader)

    assert await store.unlike(SITE, comment.comment_id, ada) == 1
    assert await store.unlike(SITE, comment.comment_id, ada) == 1
    assert await store.unlike(SITE, comment.comment_id, newsroom.reader_id()) == 1
    assert await store.like(SITE, comment.comment_id, ada) == 2


async def test_a_like_is_told_and_moves_the_version_once(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version
    reader = newsroom.reader_id()

    for _ in range(3):
        await store.like(SITE, comment.comment_id, reader)
        assert await newsroom.last_kind() is EventKind.CHANGED

    assert (await newsroom.story_now(story)).version == version + 1
    assert await store.last_event() == 2


async def test_a_like_of_what_is_not_public_tells_nobody(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story, state=State.HELD)
    version = (await newsroom.story_now(story)).version

    assert await store.like(SITE, comment.comment_id, newsroom.reader_id()) == 1

    assert await newsroom.last_kind() is EventKind.KEPT
    assert (await newsroom.story_now(story)).version == version


async def test_an_unknown_comment_cannot_be_liked(store: AnyStore, newsroom: Newsroom) -> None:
    draft, _ = newsroom.draft(await newsroom.story())

    with pytest.raises(NotFound):
        await store.like(SITE, draft.comment_id, newsroom.reader_id())
    with pytest.raises(NotFound):
        await store.unlike(SITE, draft.comment_id, newsroom.reader_id())
