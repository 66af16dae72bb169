"""An appeal is decided by somebody else than ruled, and with a reason."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Answer, Comment, State, Verdict
from belowline.kernel.errors import Forbidden, Refused
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import FORBIDDEN, Room

pytestmark = pytest.mark.anyio


@pytest.fixture
async def first(room: Room) -> Reader:
    return await room.newsroom.reader(Role.MODERATOR, name="Fiona First")


async def removed_and_appealed(room: Room, story: Story, by: Reader) -> Comment:
    comment = await room.posted(story)
    await room.ruled(comment, Verdict.REMOVE, by=by)
    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")
    return await room.newsroom.now(comment)


@pytest.mark.parametrize("verdict", [Verdict.PUBLISH, Verdict.REJECT, Verdict.REMOVE])
async def test_nobody_decides_about_their_own_ruling(
    room: Room, story: Story, first: Reader, verdict: Verdict
) -> None:
    comment = await removed_and_appealed(room, story, first)

    with pytest.raises(Forbidden) as forbidden:
        await room.ruled(comment, verdict, by=first)

    assert forbidden.value.code == "own-ruling"
    assert await room.newsroom.now(comment) == comment


async def test_a_colleague_reverses_it_and_the_comment_is_back_in_its_place(
    room: Room, story: Story, first: Reader
) -> None:
    comment = await removed_and_appealed(room, story, first)

    after, _ = await room.ruled(comment, Verdict.PUBLISH)

    assert (after.state, after.shown, after.text) == (State.PUBLISHED, True, comment.text)
    [appeal] = await room.store.appeals(room.site_id, comment.comment_id)
    assert appeal.answer is Answer.REVERSED


async def test_an_appeal_is_turned_down_with_a_reason_only(
    room: Room, story: Story, first: Reader
) -> None:
    comment = await removed_and_appealed(room, story, first)

    with pytest.raises(Refused) as refused:
        await room.ruled(comment, Verdict.REMOVE, message=" ")
    assert (refused.value.code, refused.value.field) == ("message-missing", "message")

    await room.ruled(comment, Verdict.REMOVE, message="It names her street.", clause="doxing")
    [appeal] = await room.store.appeals(room.site_id, comment.comment_id)
    assert appeal.answer is Answer.CHANGED


async def test_the_engines_rulings_are_anybodys_to_decide(
    room: Room, story: Story, first: Reader
) -> None:
    comment = await room.posted(story, FORBIDDEN)
    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "")

    after, _ = await room.ruled(replace(comment), Verdict.PUBLISH, by=first)

    assert after.state is State.PUBLISHED
