"""A moderator takes a ruling back within ten seconds, and only their own."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.undo import Undo
from belowline.kernel.errors import Conflict, Forbidden, NotFound
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, Room

pytestmark = pytest.mark.anyio


@pytest.fixture
def undo(room: Room) -> Undo:
    """Lend the use case."""
    return Undo(store=room.store, clock=room.clock)


@pytest.fixture
async def ruled(room: Room, story: Story, moderator: Reader) -> Comment:
    """Lend a comment that our moderator has just rejected."""
    comment, _ = await room.ruled(await room.posted(story, DOUBTFUL), Verdict.REJECT, by=moderator)
    return comment


async def test_a_slip_of_the_finger_is_taken_back(
    room: Room, moderator: Reader, ruled: Comment, undo: Undo
) -> None:
    after = await undo(moderator, room.site_id, ruled.comment_id, ruled.ruling_id)

    assert after.state is State.HELD
    item = await room.desk.item(moderator, room.site_id, ruled.comment_id)
    assert [each.verdict for each in item.rulings] == [Verdict.HOLD]
    assert [each.verdict for each in item.undone] == [Verdict.REJECT]


async def test_after_a_while_it_is_too_late(
    room: Room, moderator: Reader, ruled: Comment, undo: Undo
) -> None:
    room.now += timedelta(seconds=15)

    with pytest.raises(Conflict) as error:
        await undo(moderator, room.site_id, ruled.comment_id, ruled.ruling_id)

    assert error.value.code == "too-late"
    assert (await room.newsroom.now(ruled)).state is State.REJECTED


async def test_nobody_takes_anothers_ruling_back(
    room: Room, story: Story, ruled: Comment, undo: Undo
) -> None:
    other = await room.newsroom.reader(Role.MODERATOR, name="Sam")
    member = await room.newsroom.reader(Role.MEMBER)
    held = await room.posted(story, DOUBTFUL)

    with pytest.raises(Forbidden):
        await undo(other, room.site_id, ruled.comment_id, ruled.ruling_id)
    with pytest.raises(Forbidden):
        await undo(member, room.site_id, ruled.comment_id, ruled.ruling_id)
    with pytest.raises(Forbidden):
        await undo(other, room.site_id, held.comment_id, held.ruling_id)
    with pytest.raises(NotFound):
        await undo(other, room.site_id, ruled.comment_id, held.ruling_id)
