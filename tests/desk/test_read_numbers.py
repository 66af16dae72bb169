"""An editor reads a month: days that are over are counted once, and the page says how old it is."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Verdict
from belowline.desk.read_numbers import Period, ReadNumbers
from belowline.desk.tally import FORM
from belowline.kernel.errors import Forbidden
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.contracts.newsroom import START
from tests.conversation.room import DOUBTFUL, Room

pytestmark = pytest.mark.anyio

MARCH = Period(2026, 3)


@pytest.fixture
async def editor(room: Room) -> Reader:
    """Lend an editor."""
    return await room.newsroom.reader(Role.EDITOR, name="Grace")


@pytest.fixture
def read(room: Room) -> ReadNumbers:
    """Lend the use case."""
    return ReadNumbers(store=room.store, clock=room.clock)


async def test_a_day_that_is_over_is_kept_and_today_is_not(
    room: Room, story: Story, editor: Reader, read: ReadNumbers
) -> None:
    await room.ruled(await room.posted(story, DOUBTFUL), Verdict.PUBLISH)
    room.now += timedelta(days=2)
    await room.ruled(await room.posted(story, DOUBTFUL), Verdict.REJECT)

    told = await read(editor, room.site_id, MARCH)

    assert (told.now.comments, told.now.waiting.count) == (2, 2)
    assert [count for _, count in told.days[:4]] == [1, 0, 1, 0]
    kept = await room.store.tallies(room.site_id, form=FORM, since=MARCH.since, until=MARCH.until)
    first = START.replace(hour=0)
    assert set(kept) == {first, first + timedelta(days=1)}


async def test_what_was_kept_is_not_counted_again_but_added_up(
    room: Room, story: Story, editor: Reader, read: ReadNumbers
) -> None:
    await room.ruled(await room.posted(story, DOUBTFUL), Verdict.PUBLISH)
    room.now += timedelta(days=1)
    first = await read(editor, room.site_id, MARCH)
    room.now += timedelta(minutes=2)
    await room.posted(story, DOUBTFUL)

    second = await read(editor, room.site_id, MARCH)

    assert (first.now.comments, second.now.comments) == (1, 2)
    assert second.now.waiting == first.now.waiting


async def test_within_a_minute_the_same_is_shown_with_its_age(
    room: Room, story: Story, editor: Reader, read: ReadNumbers
) -> None:
    first = await read(editor, room.site_id, MARCH)
    await room.posted(story, DOUBTFUL)

    again = await read(editor, room.site_id, MARCH)
    room.now += timedelta(minutes=1)
    later = await read(editor, room.site_id, MARCH)

    assert again is first
    assert again.counted_at < room.now
    assert later.now.comments == 1


async def test_moderators_are_kept_out(room: Room, moderator: Reader, read: ReadNumbers) -> None:
    with pytest.raises(Forbidden):
        await read(moderator, room.site_id, MARCH)
