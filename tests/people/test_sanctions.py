"""What of what moderators imposed is in force, and what a reader is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from belowline.kernel.errors import Forbidden
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.sanctions import Measure, Sanction, Standing, in_force, news_of

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def imposed(measure: Measure, number: int = 0, **facts: Any) -> Sanction:
    sanction = Sanction(
        site_id=SiteId("main"),
        sanction_id=f"s{number}",
        reader_id=ReaderId("reader"),
        measure=measure,
        reason="Insults",
        until=None,
        by=ReaderId("mo"),
        by_name="Mo",
        created_at=START + timedelta(minutes=number),
    )
    return replace(sanction, **facts)


def test_a_warning_limits_nothing_and_leaves_what_does() -> None:
    hold, warning = imposed(Measure.HOLD, 1), imposed(Measure.WARN, 2)

    assert in_force([warning], START) is None
    assert in_force([hold, warning], START) == hold


def test_a_suspension_ends_by_itself_and_takes_the_place_of_what_was_before() -> None:
    ends = START + timedelta(days=1)
    sanctions = [imposed(Measure.BAN, 1), imposed(Measure.SUSPEND, 2, until=ends)]

    assert in_force(sanctions, ends - timedelta(seconds=1)) == sanctions[1]
    assert in_force(sanctions, ends) is None


def test_what_was_taken_back_leaves_what_was_before() -> None:
    hold = imposed(Measure.HOLD, 1)

    assert in_force([hold, imposed(Measure.BAN, 2, undone_at=START)], START) == hold
    assert in_force([hold, imposed(Measure.LIFT, 2, undone_at=START)], START) == hold


def test_a_reader_is_told_of_warnings_and_of_what_limits_them_until_they_have_read_it() -> None:
    old, read = imposed(Measure.BAN, 1), imposed(Measure.WARN, 2, read_at=START)
    warning, hold = imposed(Measure.WARN, 3), imposed(Measure.HOLD, 4)

    assert news_of([old, read, warning, hold], START) == (warning, hold)


def test_who_is_suspended_is_told_why_and_until_when() -> None:
    until = START + timedelta(days=2)
    standing = Standing(sanction=imposed(Measure.SUSPEND, until=until))

    with pytest.raises(Forbidden) as refused:
        standing.check_may_write()

    assert refused.value.code == "suspended"
    assert "until 3 December 2026, 09:00 UTC" in refused.value.detail
    assert "The reason: Insults. You can appeal" in refused.value.detail


@pytest.mark.parametrize("measure", [None, Measure.WARN, Measure.HOLD])
def test_who_is_not_silenced_may_write(measure: Measure | None) -> None:
    standing = Standing(sanction=imposed(measure) if measure else None)

    standing.check_may_write()

    assert standing.is_held is (measure is Measure.HOLD)
