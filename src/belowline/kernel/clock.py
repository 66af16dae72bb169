"""Tell the time, or be told it in a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

# A clock that is set right jumps by seconds, by an hour at most where somebody mistook the zone.
# What jumps further was wrong before, and to wait for it would stop the time for days.
LONGEST_HELD = timedelta(hours=2)
# What is told of other machines' clocks is believed so far and no further: one that is wrong by a
# day must not take all others along.
MOST_AHEAD = timedelta(minutes=5)
_STEP = timedelta(milliseconds=1)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def _read() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(slots=True, eq=False)
class SteadyClock:
    """A clock that does not go back when the machine's is set back.

    Rulings, reports and events of this process stay in the order in which they were made. Until
    the machine's clock has come to where ours was, each look at it is a millisecond later than the
    one before: what was done at another moment has another time.
    """

    read: Clock = _read
    _last: datetime = _LONG_AGO

    def __call__(self) -> datetime:
        """Return the moment that it is."""
        now = self.read()
        if now < self._last and self._last - now <= LONGEST_HELD:
            now = self._last + _STEP
        self._last = now
        return now

    def hear(self, moment: datetime) -> bool:
        """Go on behind a moment that another clock said; False where it is too far ahead."""
        if moment - self.read() > MOST_AHEAD:
            return False
        self._last = max(self._last, moment)
        return True


# The present moment, aware, in UTC, to the millisecond that all databases keep.
utc_now = SteadyClock()


def later_than(clock: Clock, moment: datetime) -> datetime:
    """Return the present, and something behind the moment where this machine's clock is."""
    now = clock()
    if now <= moment and isinstance(clock, SteadyClock) and clock.hear(moment):
        now = clock()
    return now if now > moment else moment + _STEP
