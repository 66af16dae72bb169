"""Readers like what is public, once each."""

import pytest

from belowline.kernel.errors import NotFound
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


async def test_each_reader_counts_once(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    ada, grace = room.newsroom.reader_id(), room.newsroom.reader_id()

    assert await room.like(room.site_id, comment.comment_id, ada) == 1
    assert await room.like(room.site_id, comment.comment_id, ada) == 1
    assert await room.like(room.site_id, comment.comment_id, grace) == 2


async def test_a_like_is_taken_back_by_who_gave_it_and_by_nobody_else(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story)
    ada, grace = room.newsroom.reader_id(), room.newsroom.reader_id()
    await room.like(room.site_id, comment.comment_id, ada)

    assert await room.like.undo(room.site_id, comment.comment_id, grace) == 1
    assert await room.like.undo(room.site_id, comment.comment_id, None) == 1
    assert await room.like.undo(room.site_id, comment.comment_id, ada) == 0
    assert await room.like.undo(room.site_id, comment.comment_id, ada) == 0


@pytest.mark.parametrize("text", [DOUBTFUL, FORBIDDEN])
async def test_what_is_not_public_can_neither_be_liked_nor_found_out_by_liking(
    room: Room, story: Story, text: str
) -> None:
    comment = await room.posted(story, text)

    for comment_id in (comment.comment_id, unknown_comment()):
        with pytest.raises(NotFound):
            await room.like(room.site_id, comment_id, room.newsroom.reader_id())
        with pytest.raises(NotFound):
            await room.like.undo(room.site_id, comment_id, comment.author.reader_id)
