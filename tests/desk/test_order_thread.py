"""A moderator opens, holds, pauses or closes a whole thread."""

import pytest

from belowline.conversation.comment import Attention, State
from belowline.conversation.threads import ThreadMode
from belowline.desk.order_thread import OrderThread
from belowline.kernel.errors import Forbidden, NotFound, Refused
from belowline.kernel.ids import StoryId
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


@pytest.fixture
async def me(room: Room) -> Reader:
    return await room.newsroom.reader(Role.MODERATOR, name="Mo")


async def ordered(room: Room, me: Reader, story: Story, mode: str) -> Story:
    run = OrderThread(store=room.store, clock=room.clock, new_id=room.newsroom.id)
    return await run(me, room.site_id, story.story_id, mode)


async def test_in_a_held_thread_a_person_sees_every_new_word_first(
    room: Room, me: Reader, story: Story
) -> None:
    before = await room.posted(story)
    await ordered(room, me, story, ThreadMode.HELD)

    clean, forbidden = await room.posted(story), await room.posted(story, FORBIDDEN)
    edited = await room.edited(before, CLEAN + " More.")

    assert (clean.state, clean.attention) == (State.HELD, Attention.HELD)
    assert forbidden.state is State.REJECTED
    assert (edited.state, edited.text, edited.attention) == (
        State.PUBLISHED,
        before.text,
        Attention.EDITED,
    )
    await ordered(room, me, story, ThreadMode.OPEN)
    assert (await room.posted(story)).state is State.PUBLISHED


@pytest.mark.parametrize("mode", [ThreadMode.PAUSED, ThreadMode.CLOSED])
async def test_a_thread_that_is_paused_or_closed_takes_nothing(
    room: Room, me: Reader, story: Story, mode: ThreadMode
) -> None:
    await ordered(room, me, story, mode)

    with pytest.raises(Refused) as refused:
        await room.posted(story)

    assert refused.value.code == "story-closed"


async def test_only_staff_order_and_only_what_there_is(
    room: Room, me: Reader, story: Story
) -> None:
    member = await room.newsroom.reader()
    run = OrderThread(store=room.store, clock=room.clock, new_id=room.newsroom.id)

    with pytest.raises(Forbidden):
        await run(member, room.site_id, story.story_id, "closed")
    with pytest.raises(Refused):
        await run(me, room.site_id, story.story_id, "shut")
    with pytest.raises(NotFound):
        await run(me, room.site_id, StoryId(unknown_comment()), "closed")
