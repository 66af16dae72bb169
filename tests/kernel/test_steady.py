"""A machine's clock that is set back puts nothing of ours out of order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.clock import LONGEST_HELD, SteadyClock, utc_now
from belowline.kernel.ids import RisingIds, is_id, new_id

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(*minutes: float) -> list[datetime]:
    """What a steady clock says while the machine's says noon and so many minutes."""
    said = iter(NOON + timedelta(minutes=each) for each in minutes)
    clock = SteadyClock(lambda: next(said))
    return [clock() for _ in minutes]


def test_the_time_goes_on_while_the_machines_clock_is_set_back() -> None:
    moments = told(0, -5, -4, -3, 1)

    assert moments == sorted(set(moments))
    assert moments[-1] == NOON + timedelta(minutes=1)
    assert moments[-2] - NOON < timedelta(seconds=1)


def test_a_clock_that_was_far_ahead_is_believed_once_it_is_right() -> None:
    ahead = LONGEST_HELD / timedelta(minutes=1) + 1

    assert told(ahead, 0, 1) == [NOON + timedelta(minutes=each) for each in (ahead, 0, 1)]


@given(st.lists(st.integers(min_value=-110, max_value=110), min_size=2, max_size=30))
def test_two_looks_at_the_time_are_never_out_of_order(minutes: list[int]) -> None:
    moments = told(*(each / 2 for each in minutes))

    assert moments == sorted(moments)


def test_the_present_is_the_machines() -> None:
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(seconds=1)


@pytest.mark.parametrize("back", [1, 60_000, 3_600_000])
def test_ids_rise_while_the_clock_is_set_back(back: int) -> None:
    moment = 1_772_366_400_000

    def at(milliseconds: int) -> str:
        return str(UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | 12345))

    made = iter([at(moment), at(moment - back), at(moment - back), at(moment + 1)])
    ids = RisingIds(lambda: next(made))

    found = [ids() for _ in range(4)]

    assert found == sorted(set(found))
    assert all(is_id(each) and UUID(each).version == 7 for each in found)
    assert found[-1] == at(moment + 1)


def test_a_thousand_ids_of_one_moment_rise() -> None:
    found = [new_id() for _ in range(1000)]

    assert found == sorted(set(found))
