"""Clocks and ids of several machines go on behind each other, and none is led astray by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.clock import MOST_AHEAD, SteadyClock, later_than
from belowline.kernel.ids import RisingIds, first_at, is_id, sorts_behind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=1)


class Machine:
    """A machine whose clock is wrong by so much, with what a process on it makes."""

    def __init__(self, wrong_by: timedelta, now: datetime = NOON) -> None:
        self.now = now + wrong_by
        self._number = 0
        self.clock = SteadyClock(lambda: self.now)
        self.ids = RisingIds(self._make)

    def _make(self) -> str:
        self._number += 1
        return str(UUID(int=UUID(first_at(self.now)).int + self._number))

    def comment(self, above: tuple[datetime, str] | None = None) -> tuple[datetime, str]:
        """The time and the id of a new comment."""
        if above is None:
            return self.clock(), self.ids()
        return later_than(self.clock, above[0]), sorts_behind(self.ids, above[1])


seconds = st.integers(min_value=-400_000, max_value=400_000).map(
    lambda each: timedelta(seconds=each)
)


@given(st.lists(seconds, min_size=1, max_size=4), st.lists(st.integers(0, 3), max_size=25))
def test_an_answer_is_never_before_what_it_answers(wrong: list[timedelta], who: list[int]) -> None:
    machines = [Machine(each) for each in wrong]
    chain = [machines[0].comment()]
    for number in who:
        machine = machines[number % len(machines)]
        machine.now += timedelta(milliseconds=number)
        chain.append(machine.comment(chain[-1]))

    times, ids = [each[0] for each in chain], [each[1] for each in chain]
    assert times == sorted(set(times))
    assert ids == sorted(set(ids))
    assert all(is_id(each) and UUID(each).version == 7 for each in ids)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=25))
def test_answers_from_a_machine_that_is_behind_stay_in_order(
    steps: list[tuple[bool, bool]],
) -> None:
    ahead, behind = Machine(timedelta()), Machine(-3 * MINUTE)
    root = ahead.comment()
    written = [behind.comment(root)]
    for goes_on, is_answer in steps:
        behind.now += timedelta(seconds=goes_on)
        written.append(behind.comment(root if is_answer else None))

    assert [each[1] for each in written] == sorted(each[1] for each in written)
    assert [each[0] for each in written] == sorted(each[0] for each in written)
    assert root < written[0]


@given(st.lists(seconds, max_size=20))
def test_no_clock_is_led_further_ahead_than_some_minutes(heard: list[timedelta]) -> None:
    machine = Machine(timedelta())
    for ahead in heard:
        believed = machine.clock.hear(NOON + ahead), machine.ids.hear(first_at(NOON + ahead))
        assert believed == (ahead <= MOST_AHEAD,) * 2

    moment, made = machine.comment()

    assert NOON <= moment <= NOON + MOST_AHEAD + MOMENT
    assert first_at(moment - MOMENT) <= made < first_at(NOON + MOST_AHEAD + 3 * MOMENT)


def test_two_machines_that_hear_of_one_id_make_two() -> None:
    one, other = Machine(timedelta()), Machine(timedelta())
    heard = first_at(NOON + MINUTE)
    for machine in (one, other):
        assert machine.ids.hear(heard)

    made = {machine.ids() for machine in (one, other) for _ in range(100)}

    assert len(made) == 200
    assert min(made) > heard


def test_a_comment_of_a_wrong_day_is_answered_behind_it_and_leads_nobody_there() -> None:
    wrong, right = Machine(timedelta(days=3)), Machine(timedelta())
    root = wrong.comment()

    answer, next_of_all = right.comment(root), right.comment()

    assert answer > root
    assert answer[1] > root[1]
    assert next_of_all[0] < NOON + MOMENT * 5
    assert next_of_all[1] < first_at(NOON + MOMENT * 5)
