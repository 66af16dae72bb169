"""An edit is ruled on before it replaces what is public."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Attention, Comment, Source, State, Verdict
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.kernel.events import EventKind
from belowline.moderation import Facts, Repeats
from belowline.stories.story import Story
from tests.conversation.room import (
    BREAKS,
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    WINDOW,
    Room,
    unknown_comment,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def comment(room: Room, story: Story) -> Comment:
    """Lend a public comment."""
    return await room.posted(story)


async def test_a_clean_edit_becomes_the_public_text(room: Room, comment: Comment) -> None:
    after = await room.edited(comment, " A **better** point. ")

    assert after.state is State.PUBLISHED
    assert (after.text, after.revision) == ("A **better** point.", 2)
    assert after.html == "<p>A <strong>better</strong> point.</p>"
    assert after.edited_at == room.now
    assert await room.newsroom.last_kind() is EventKind.CHANGED


async def test_an_edit_that_is_held_waits_while_the_old_text_stands(
    room: Room, comment: Comment
) -> None:
    after = await room.edited(comment, DOUBTFUL)

    assert (after.state, after.text, after.pending) == (State.PUBLISHED, CLEAN, 2)
    assert after.attention is Attention.EDITED
    assert await room.newsroom.last_kind() is EventKind.KEPT


async def test_an_edit_that_could_not_be_checked_says_so_at_the_desk(
    room: Room, comment: Comment
) -> None:
    after = await room.edited(comment, BREAKS)

    assert (after.text, after.pending) == (CLEAN, 2)
    assert after.attention is Attention.UNCHECKED


async def test_a_rejected_edit_changes_nothing_public_and_stays_on_record(
    room: Room, comment: Comment
) -> None:
    ruled = await room.edit(room.site_id, comment.comment_id, comment.author.reader_id, FORBIDDEN)

    assert ruled.ruling.verdict is Verdict.REJECT
    assert ruled.comment == replace(comment, ruling_id=ruled.ruling.ruling_id)
    revisions = await room.store.revisions(room.site_id, comment.comment_id)
    assert [revision.text for revision in revisions] == [CLEAN, FORBIDDEN]
    rulings = await room.store.rulings(room.site_id, comment.comment_id)
    assert [(each.revision, each.verdict) for each in rulings] == [
        (1, Verdict.PUBLISH),
        (2, Verdict.REJECT),
    ]


async def test_a_clean_edit_after_one_that_waits_makes_it_moot(
    room: Room, comment: Comment
) -> None:
    await room.edited(comment, DOUBTFUL)

    after = await room.edited(comment, "A better point.")

    assert (after.text, after.revision, after.pending) == ("A better point.", 3, None)
    assert after.attention is None


async def test_a_clean_edit_frees_what_only_the_engine_held(room: Room, story: Story) -> None:
    comment = await room.posted(story, DOUBTFUL)

    after = await room.edited(comment, CLEAN)

    assert (after.state, after.text, after.attention) == (State.PUBLISHED, CLEAN, None)
    assert await room.newsroom.last_kind() is EventKind.PUBLISHED


async def test_no_edit_frees_what_readers_held(room: Room, comment: Comment) -> None:
    held = await room.held_by_readers(comment)
    assert held.state is State.HELD

    for _ in range(2):
        after = await room.edited(comment, "A better point.")

        assert after.state is State.HELD
        assert after.attention is Attention.REPORTED
        assert after.text == "A better point."


async def test_no_edit_frees_what_a_moderator_held(room: Room, story: Story) -> None:
    comment = await room.posted(story, DOUBTFUL)
    await room.ruled(comment, Verdict.HOLD)

    for _ in range(2):
        after = await room.edited(comment, CLEAN)

        assert (after.state, after.attention) == (State.HELD, Attention.HELD)


async def test_an_edit_does_not_free_a_comment_whose_name_a_person_must_see(
    room: Room, story: Story
) -> None:
    comment = (await room.sent(story, CLEAN, name="doubtful name")).comment

    after = await room.edited(comment, "A better point.")

    assert after.state is State.HELD


async def test_the_engine_knows_the_story_and_the_parent_of_an_edit(
    room: Room, story: Story, comment: Comment
) -> None:
    answer = await room.posted(story, "Yes.", parent=comment)

    await room.edited(answer, "Yes, it is.")

    assert room.detector.facts_of("Yes, it is.") == Facts(
        text="Yes, it is.",
        story=story.words,
        parent=CLEAN,
        author_published=1,
        recent=(),
        repeats=Repeats(),
    )


async def test_a_comment_can_be_edited_until_the_last_moment_of_the_window(
    room: Room, comment: Comment
) -> None:
    room.now = comment.created_at + WINDOW - timedelta(seconds=1)

    assert (await room.edited(comment, "Just in time.")).text == "Just in time."


async def test_a_comment_cannot_be_edited_after_the_window(room: Room, comment: Comment) -> None:
    room.now = comment.created_at + WINDOW

    with pytest.raises(Refused, match="reply to it, or withdraw it") as refused:
        await room.edited(comment, "Too late.")
    assert refused.value.code == "edit-window-closed"


@pytest.mark.parametrize("verdict", [Verdict.REMOVE, Verdict.REJECT])
async def test_what_was_ruled_out_cannot_be_edited(
    room: Room, comment: Comment, verdict: Verdict
) -> None:
    await room.ruled(comment, verdict)

    with pytest.raises(Refused) as refused:
        await room.edited(comment, CLEAN)
    assert refused.value.code == "edit-window-closed"


async def test_a_rejected_comment_cannot_be_edited(room: Room, story: Story) -> None:
    comment = await room.posted(story, FORBIDDEN)

    with pytest.raises(Refused):
        await room.edited(comment, CLEAN)


async def test_what_was_withdrawn_cannot_be_edited(room: Room, comment: Comment) -> None:
    await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    with pytest.raises(Refused):
        await room.edited(comment, CLEAN)


async def test_nobody_edits_on_a_story_that_has_closed(
    room: Room, story: Story, comment: Comment
) -> None:
    await room.store.set_open(story.site_id, story.story_id, False)

    with pytest.raises(Refused) as refused:
        await room.edited(comment, "A better point.")
    assert refused.value.code == "story-closed"


@pytest.mark.parametrize("text", [" ", "a\0", "a" * 10_001])
async def test_words_that_cannot_be_taken_are_refused(
    room: Room, comment: Comment, text: str
) -> None:
    with pytest.raises(Refused) as refused:
        await room.edited(comment, text)
    assert refused.value.field == "text"


async def test_only_its_author_edits_a_comment(room: Room, story: Story, comment: Comment) -> None:
    somebody = await room.newsroom.reader()
    held = await room.posted(story, DOUBTFUL)

    for reader_id in (somebody.reader_id, None):
        with pytest.raises(Forbidden):
            await room.edit(room.site_id, comment.comment_id, reader_id, CLEAN)
        with pytest.raises(NotFound):
            await room.edit(room.site_id, held.comment_id, reader_id, CLEAN)
        with pytest.raises(NotFound):
            await room.edit(room.site_id, unknown_comment(), reader_id, CLEAN)


async def test_an_edit_of_what_was_ruled_on_meanwhile_is_a_conflict(
    room: Room, comment: Comment
) -> None:
    seen = comment.ruling_id
    await room.edited(comment, "A better point.")

    ruling = room.newsroom.ruling(comment, Verdict.PUBLISH, Source.ENGINE, revision=3)
    revision = (await room.store.revisions(room.site_id, comment.comment_id))[-1]
    with pytest.raises(Conflict) as conflict:
        await room.store.add_revision(comment, replace(revision, number=3), ruling, seen=seen)
    assert conflict.value.code == "ruled-meanwhile"
