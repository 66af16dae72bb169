"""A moderator asks an author for better words, and the author has a week for them."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.own import ASKED_EDIT_WINDOW
from belowline.desk.rule import ASK_EDIT, Order
from belowline.kernel.errors import Refused
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Room

pytestmark = pytest.mark.anyio


async def asked(room: Room, comment: Comment, message: str = "Leave her name out.") -> Comment:
    now = await room.newsroom.now(comment)
    order = Order(
        site_id=room.site_id,
        comment_id=comment.comment_id,
        verdict=ASK_EDIT,
        clause=None,
        note="",
        seen=now.ruling_id,
        message=message,
    )
    after, _ = await room.rule(await room.newsroom.reader(Role.MODERATOR), order)
    return after


@pytest.mark.parametrize("text", [CLEAN, DOUBTFUL, FORBIDDEN])
async def test_what_is_to_be_changed_is_held_and_its_author_told_at_once(
    room: Room, story: Story, text: str
) -> None:
    comment = await room.posted(story, text)

    after = await asked(room, comment)

    assert after.state is State.HELD
    statement = await room.explain.of(after)
    assert statement is not None
    assert statement.ruling.asks_edit
    assert statement.ruling.message == "Leave her name out."


async def test_the_author_may_edit_for_a_week_and_a_person_looks_again(
    room: Room, story: Story
) -> None:
    first, second = await room.posted(story), await room.posted(story)
    room.now += timedelta(hours=1)
    for comment in (first, second):
        await asked(room, comment)

    room.now += ASKED_EDIT_WINDOW - timedelta(minutes=1)
    edited = await room.edited(await room.newsroom.now(first), CLEAN + " Better.")
    assert (edited.state, edited.text) == (State.HELD, CLEAN + " Better.")
    assert edited.attention is not None

    room.now += timedelta(minutes=2)
    with pytest.raises(Refused) as refused:
        await room.edited(await room.newsroom.now(second), CLEAN)
    assert refused.value.code == "edit-window-closed"


async def test_a_later_ruling_closes_the_window(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    room.now += timedelta(hours=1)
    await asked(room, comment)

    after, _ = await room.ruled(comment, Verdict.PUBLISH)

    with pytest.raises(Refused):
        await room.edited(after, CLEAN)


async def test_nobody_is_asked_without_being_told_what_for(room: Room, story: Story) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused) as refused:
        await asked(room, comment, " ")

    assert (refused.value.code, refused.value.field) == ("message-missing", "message")
    assert await room.newsroom.now(comment) == comment
