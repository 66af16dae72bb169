"""A moderator hands a comment to the editors; only they rule on it then."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State
from belowline.desk.escalate import Escalate
from belowline.desk.filters import Filters, WithEditors
from belowline.desk.rule import Order
from belowline.desk.undo import Undo
from belowline.kernel.errors import Conflict, Forbidden, Refused
from belowline.kernel.ids import RulingId
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, Room

pytestmark = pytest.mark.anyio


@pytest.fixture
def escalate(room: Room) -> Escalate:
    """Lend the use case."""
    return Escalate(store=room.store, clock=room.clock, new_id=room.newsroom.id)


@pytest.fixture
async def editor(room: Room) -> Reader:
    """Lend an editor."""
    return await room.newsroom.reader(Role.EDITOR, name="Grace")


def publish(comment: Comment) -> Order:
    return Order(
        site_id=comment.site_id,
        comment_id=comment.comment_id,
        verdict="publish",
        clause=None,
        note="",
        seen=comment.ruling_id,
    )


async def test_an_editor_rules_with_the_moderators_note_and_a_moderator_cannot(
    room: Room, story: Story, moderator: Reader, editor: Reader, escalate: Escalate
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    await escalate(moderator, room.site_id, comment.comment_id, comment.ruling_id, " Satire? ")

    with pytest.raises(Forbidden) as error:
        await room.rule(moderator, publish(comment))
    item = await room.desk.item(editor, room.site_id, comment.comment_id)
    after, ruling = await room.rule(editor, publish(comment))

    assert error.value.code == "escalated"
    assert "Mo" in error.value.detail
    assert item.escalated is not None
    assert (item.escalated.by_name, item.escalated.note) == ("Mo", "Satire?")
    assert after.state is State.PUBLISHED
    now = await room.desk.item(moderator, room.site_id, comment.comment_id)
    assert [each.answered_by for each in now.escalations] == [ruling.ruling_id]
    assert now.escalated is None


async def test_it_leaves_the_moderators_queue_and_stays_in_the_editors(
    room: Room, story: Story, moderator: Reader, editor: Reader, escalate: Escalate
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    other = await room.posted(story, DOUBTFUL)
    await escalate(moderator, room.site_id, comment.comment_id, comment.ruling_id, "Satire?")

    theirs = await room.desk.queue(moderator, room.site_id, after=None)
    asked = await room.desk.queue(
        moderator, room.site_id, filters=Filters(escalated=WithEditors.YES), after=None
    )
    all_of_it = await room.desk.queue(editor, room.site_id, after=None)

    assert [each.comment.comment_id for each in theirs.items] == [other.comment_id]
    assert (theirs.size, await room.desk.size(moderator, room.site_id)) == (1, 1)
    assert [each.comment.comment_id for each in asked.items] == [comment.comment_id]
    assert all_of_it.size == 2


async def test_the_editors_are_told_why(
    room: Room, story: Story, moderator: Reader, escalate: Escalate
) -> None:
    comment = await room.posted(story, DOUBTFUL)

    with pytest.raises(Refused) as error:
        await escalate(moderator, room.site_id, comment.comment_id, comment.ruling_id, "  ")

    assert (error.value.code, error.value.field) == ("note-missing", "note")


async def test_it_is_taken_back_at_once_by_who_did_it(
    room: Room, story: Story, moderator: Reader, editor: Reader, escalate: Escalate
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    undo = Undo(store=room.store, clock=room.clock)
    asked = await escalate(
        moderator, room.site_id, comment.comment_id, comment.ruling_id, "Satire?"
    )
    given = RulingId(asked.escalation_id)

    with pytest.raises(Forbidden):
        await undo(editor, room.site_id, comment.comment_id, given)
    after = await undo(moderator, room.site_id, comment.comment_id, given)

    assert after == comment
    ruled, _ = await room.rule(moderator, publish(comment))
    assert ruled.state is State.PUBLISHED


async def test_after_a_while_only_an_editor_ends_it(
    room: Room, story: Story, moderator: Reader, escalate: Escalate
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    asked = await escalate(
        moderator, room.site_id, comment.comment_id, comment.ruling_id, "Satire?"
    )
    room.now += timedelta(seconds=20)

    with pytest.raises(Conflict) as error:
        await Undo(store=room.store, clock=room.clock)(
            moderator, room.site_id, comment.comment_id, RulingId(asked.escalation_id)
        )

    assert error.value.code == "too-late"


async def test_readers_hand_nothing_over(room: Room, story: Story, escalate: Escalate) -> None:
    comment = await room.posted(story, DOUBTFUL)
    member = await room.newsroom.reader()

    with pytest.raises(Forbidden):
        await escalate(member, room.site_id, comment.comment_id, comment.ruling_id, "Me!")
