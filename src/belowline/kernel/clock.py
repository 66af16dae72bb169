"""Tell the time, or be told it in a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

# A clock that is set right jumps by seconds, by an hour at most where somebody mistook the zone.
# What jumps further was wrong before, and to wait for it would stop the time for days.
LONGEST_HELD = timedelta(hours=2)
_STEP = timedelta(milliseconds=1)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def _read() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(slots=True)
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


_STEADY = SteadyClock()


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC, to the millisecond that all databases keep."""
    return _STEADY()
