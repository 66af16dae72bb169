"""An author takes a comment back: its text goes, the answers stay."""

import pytest

from belowline.conversation.comment import State
from belowline.kernel.errors import Forbidden, NotFound
from belowline.kernel.events import EventKind
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


async def test_a_withdrawn_comment_leaves_no_word_behind(room: Room, story: Story) -> None:
    comment = await room.posted(story, "My secret.")
    await room.edited(comment, "My other secret.")
    await room.edited(comment, DOUBTFUL)

    after = await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    assert after.state is State.WITHDRAWN
    assert (after.text, after.html, after.pending, after.attention) == ("", "", None, None)
    revisions = await room.store.revisions(room.site_id, comment.comment_id)
    assert {(revision.text, revision.html) for revision in revisions} == {("", "")}
    assert await room.newsroom.last_kind() is EventKind.HIDDEN
    assert (await room.newsroom.story_now(story)).comment_count == 0


async def test_the_rulings_on_a_withdrawn_comment_stay(room: Room, story: Story) -> None:
    ruled = await room.sent(story)

    comment = ruled.comment
    await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    assert await room.store.rulings(room.site_id, comment.comment_id) == [ruled.ruling]


async def test_the_answers_to_a_withdrawn_comment_stay(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    answer = await room.posted(story, parent=comment)

    after = await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    assert after.shown
    assert (await room.newsroom.now(answer)).state is State.PUBLISHED


async def test_withdrawing_twice_is_no_error(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    first = await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)
    events = await room.store.last_event(SITE)

    again = await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    assert again == first
    assert await room.store.last_event(SITE) == events


@pytest.mark.parametrize("text", [DOUBTFUL, FORBIDDEN])
async def test_what_never_was_public_can_be_withdrawn_too(
    room: Room, story: Story, text: str
) -> None:
    comment = await room.posted(story, text)

    after = await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    assert (after.state, after.attention) == (State.WITHDRAWN, None)


async def test_only_its_author_withdraws_a_comment(room: Room, story: Story) -> None:
    public, held = await room.posted(story), await room.posted(story, DOUBTFUL)
    somebody = await room.newsroom.reader()

    for reader_id in (somebody.reader_id, None):
        with pytest.raises(Forbidden) as forbidden:
            await room.withdraw(room.site_id, public.comment_id, reader_id)
        assert forbidden.value.code == "not-yours"
        with pytest.raises(NotFound):
            await room.withdraw(room.site_id, held.comment_id, reader_id)
        with pytest.raises(NotFound):
            await room.withdraw(room.site_id, unknown_comment(), reader_id)
