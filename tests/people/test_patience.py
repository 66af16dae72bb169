"""Whose reports came to nothing too often waits, and is told until when."""

from datetime import UTC, datetime, timedelta

import pytest

from belowline.kernel.errors import Refused
from belowline.people.patience import IN_VAIN_WITHIN, in_vain

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def days_ago(*days: int, was_right: bool = False) -> list[tuple[bool, datetime]]:
    return [(was_right, NOW - timedelta(days=each)) for each in days]


def test_five_in_vain_within_a_month_have_to_wait_until_the_first_is_a_month_old() -> None:
    told = in_vain(days_ago(1, 2, 3, 4, 20), NOW)

    assert told.until == NOW - timedelta(days=20) + IN_VAIN_WITHIN
    with pytest.raises(Refused) as refused:
        told.check()
    assert refused.value.code == "reports-limited"
    assert "from 11 December 2026" in refused.value.detail
    assert "last 5 comments" in refused.value.detail


def test_three_in_vain_are_warned_and_may_go_on() -> None:
    told = in_vain(days_ago(1, 2, 3), NOW)

    told.check()
    assert "After 5 within a month you have to wait." in told.sentence


def test_two_hear_nothing_and_what_is_older_than_a_month_is_forgotten() -> None:
    told = in_vain(days_ago(1, 2, 31, 32, 33, 34), NOW)

    told.check()
    assert told.sentence == ""


def test_who_was_right_once_of_late_never_waits() -> None:
    told = in_vain(days_ago(1, 2, 3, 4, 5, 6) + days_ago(7, was_right=True), NOW)

    told.check()
    assert told.sentence == ""
