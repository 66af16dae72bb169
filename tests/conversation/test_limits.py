"""Limits that carry their reason: reports in vain, what reports take down, first comments."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import ILLEGAL, Attention, State, Verdict
from belowline.kernel.errors import Refused
from belowline.moderation import Moderator, Policy
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, FORBIDDEN, Room, Scripted

pytestmark = pytest.mark.anyio

PLAIN = Moderator(detectors=[]).policy


def room_with(policy: Policy) -> Room:
    detector = Scripted()
    room = Room(Moderator(policy, [detector]))
    room.detector = detector
    return room


@pytest.fixture
def few() -> Iterator[Room]:
    """Lend a room in which reports take down two comments a day."""
    room = room_with(replace(PLAIN, removals_per_day=2))
    yield room
    room.close()


@pytest.fixture
def careful() -> Iterator[Room]:
    """Lend a room in which the first two comments of a reader wait."""
    room = room_with(replace(PLAIN, first_comments_held=2))
    yield room
    room.close()


async def test_who_reports_five_times_in_vain_waits_and_may_report_what_breaks_the_law(
    room: Room, story: Story
) -> None:
    reporter = await room.newsroom.reader()
    for _ in range(5):
        comment = await room.posted(story)
        await room.reported(comment, by=reporter)
        await room.ruled(comment, Verdict.PUBLISH)
    comment = await room.posted(story)

    with pytest.raises(Refused) as refused:
        await room.reported(comment, by=reporter)

    assert refused.value.code == "reports-limited"
    await room.reported(comment, by=reporter, reason=ILLEGAL, note="Section 130")
    await room.reported(await room.posted(story))
    room.now += timedelta(days=31)
    await room.reported(await room.posted(story), by=reporter)


async def test_one_report_that_was_right_clears_the_others(room: Room, story: Story) -> None:
    reporter = await room.newsroom.reader()
    for verdict in (Verdict.REMOVE, *[Verdict.PUBLISH] * 6):
        comment = await room.posted(story)
        await room.reported(comment, by=reporter)
        await room.ruled(comment, verdict)

    await room.reported(await room.posted(story), by=reporter)

    assert (await room.make_report.in_vain(room.site_id, reporter.reader_id)).times == ()


async def test_past_the_days_limit_reports_only_flag(few: Room) -> None:
    story = await few.newsroom.story()
    first, second, third = [await few.posted(story) for _ in range(3)]
    assert (await few.held_by_readers(first)).state is State.HELD
    assert not (await few.make_report.removals(few.site_id)).is_reached
    assert (await few.held_by_readers(second)).state is State.HELD

    after = await few.held_by_readers(third)

    assert (after.state, after.attention) == (State.PUBLISHED, Attention.REPORTED)
    assert after.report_weight >= few.policy.report_threshold
    full = await few.make_report.removals(few.site_id)
    assert (full.count, full.limit, full.is_reached) == (2, 2, True)
    few.now += timedelta(days=1)
    await few.reported(third)
    assert (await few.newsroom.now(third)).state is State.HELD


async def test_the_first_comments_of_a_reader_wait_until_two_are_approved(careful: Room) -> None:
    story = await careful.newsroom.story()
    reader = await careful.newsroom.reader(Role.GUEST)
    first = await careful.sent(story, by=reader)
    assert (first.comment.state, first.comment.attention) == (State.HELD, Attention.HELD)
    assert first.ruling.note == "The first 2 comments of a reader wait; 0 were approved."
    assert (await careful.edited(first.comment, f"{CLEAN} More.")).state is State.HELD
    assert (await careful.posted(story, FORBIDDEN, by=reader)).state is State.REJECTED

    await careful.ruled(first.comment, Verdict.PUBLISH)
    second = await careful.posted(story, by=reader)
    assert second.state is State.HELD
    await careful.ruled(second, Verdict.PUBLISH)

    assert (await careful.posted(story, by=reader)).state is State.PUBLISHED


async def test_staff_are_not_new(careful: Room) -> None:
    story = await careful.newsroom.story()
    moderator = await careful.newsroom.reader(Role.MODERATOR)

    assert (await careful.posted(story, by=moderator)).state is State.PUBLISHED
