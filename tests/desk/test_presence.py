"""Moderators see what the others have open, for as long as they are there."""

from datetime import timedelta

import pytest

from belowline.desk.presence import AWAY_AFTER, Presence
from belowline.kernel.errors import Forbidden
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, Room

pytestmark = pytest.mark.anyio


async def test_what_one_has_open_the_other_sees_until_a_minute_of_silence(
    room: Room, moderator: Reader, story: Story
) -> None:
    presence = Presence(store=room.store, clock=room.clock)
    sam = await room.newsroom.reader(Role.MODERATOR, name="Sam")
    held = await room.posted(story, DOUBTFUL)

    await presence.open(moderator, room.site_id, held.comment_id)
    await presence.open(sam, room.site_id, held.comment_id)
    assert await presence.others(sam, room.site_id) == {held.comment_id: "Mo"}
    assert await presence.others(moderator, room.site_id) == {}

    room.now += AWAY_AFTER - timedelta(seconds=10)
    assert await presence.others(sam, room.site_id) == {held.comment_id: "Mo"}
    room.now += timedelta(seconds=10)
    assert await presence.others(sam, room.site_id) == {}


async def test_presence_is_for_staff_only(room: Room, story: Story) -> None:
    presence = Presence(store=room.store, clock=room.clock)
    member = await room.newsroom.reader(Role.MEMBER)
    held = await room.posted(story, DOUBTFUL)

    with pytest.raises(Forbidden):
        await presence.open(member, room.site_id, held.comment_id)
    with pytest.raises(Forbidden):
        await presence.others(member, room.site_id)
