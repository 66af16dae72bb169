"""A process goes on behind the events it hears of, and one wrong clock hides nothing from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from belowline.kernel.clock import SteadyClock
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, RisingIds, SiteId, StoryId, first_at
from belowline.main.timekeeping import Timekeeper

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def heard(*ahead: timedelta) -> Timekeeper:
    """A process on a machine on which it is noon, told of events that were kept so much later."""
    keeper = Timekeeper(SteadyClock(lambda: NOON), RisingIds(lambda: first_at(NOON)))
    for number, each in enumerate(ahead, start=1):
        keeper.heard(
            Event(
                number=number,
                site_id=SiteId("main"),
                story_id=StoryId(first_at(NOON)),
                comment_id=CommentId(first_at(NOON + each)),
                kind=EventKind.PUBLISHED,
                at=NOON + each,
            )
        )
    return keeper


def test_one_event_of_a_wrong_day_does_not_hide_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = heard(3 * MINUTE, timedelta(days=3), 2 * MINUTE, timedelta(days=3))

    assert NOON + 3 * MINUTE < keeper.clock() < NOON + 4 * MINUTE
    assert first_at(NOON + 3 * MINUTE) < keeper.ids() < first_at(NOON + 4 * MINUTE)
    assert [("259200 s ahead" in each, "180 s ahead" in each) for each in caplog.messages] == [
        (False, True),
        (True, False),
    ]


def test_events_of_the_past_change_nothing(caplog: pytest.LogCaptureFixture) -> None:
    keeper = heard(-MINUTE, -timedelta(days=3))

    assert keeper.clock() == NOON
    assert keeper.ids() == first_at(NOON)
    assert caplog.messages == []
