"""Show an editor a month, or a year, in numbers beside the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from belowline.conversation.nudge import NudgeStore, Step
from belowline.desk.decided import DecidedStore
from belowline.desk.numbers import Numbers, numbers_of, tally_of
from belowline.desk.tally import FORM, Tally, from_text, to_text
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

_FIRST_YEAR, _LAST_YEAR = 2000, 2999

# Who opens the page again within a minute is shown the same, and how old it is.
GOOD_FOR = timedelta(minutes=1)
_DAY = timedelta(days=1)
# A ruling of the day's last second may be on its way, or be taken back, a little longer.
_SETTLED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, or a year where `month` is None, in UTC."""

    year: int
    month: int | None

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026-11` or `2026`; raises Refused."""
        year, _, month = text.partition("-")
        digits = year + month
        fits = len(year) == 4 and len(month) in (0, 2) and digits.isascii() and digits.isdigit()
        found = cls(int(year), int(month) if month else None) if fits else cls(0, None)
        is_month = found.month is None or 1 <= found.month <= 12
        if not (_FIRST_YEAR < found.year < _LAST_YEAR and is_month):
            raise Refused("Give a month as 2026-11 or a year as 2026.", code="bad-date")
        return found

    @property
    def since(self) -> datetime:
        """Return its first moment."""
        return datetime(self.year, self.month or 1, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """Return the first moment behind it."""
        return self.next.since

    @property
    def next(self) -> "Period":
        """Return the one after it."""
        if self.month is None:
            return Period(self.year + 1, None)
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> "Period":
        """Return the one before it."""
        if self.month is None:
            return Period(self.year - 1, None)
        return Period(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def parts(self) -> Sequence[tuple[datetime, datetime]]:
        """Return its days, or a year's months."""
        if self.month is None:
            months = [Period(self.year, month) for month in range(1, 13)]
            return [(month.since, month.until) for month in months]
        days = range((self.until - self.since).days)
        starts = [self.since + timedelta(days=day) for day in days]
        return [(start, start + timedelta(days=1)) for start in starts]

    def __str__(self) -> str:
        return f"{self.year}" if self.month is None else f"{self.year}-{self.month:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPeriods:
    """A period and the one before it; `days` counts comments part by part, by what came of them.

    All of it is as of `counted_at`. `nudges` says of both how often readers were
    asked to think again, and what they did.
    """

    period: Period
    now: Numbers
    before: Numbers
    days: Sequence[tuple[datetime, int]]
    counted_at: datetime
    nudges: tuple[Mapping[Step, int], Mapping[Step, int]] = ({}, {})


class TallyStore(DecidedStore, Protocol):
    """What was decided, and what of it was counted already."""

    async def tallies(
        self, site_id: SiteId, *, form: int, since: datetime, until: datetime
    ) -> Mapping[datetime, str]:
        """Return what was kept in this form of the days that begin in the time."""
        ...

    async def keep_tally(self, site_id: SiteId, day: datetime, *, form: int, text: str) -> None:
        """Keep what was counted of a day, in the place of what was."""
        ...


class NumbersStore(TallyStore, NudgeStore, Protocol):
    """What was decided, and how often readers thought again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumbers:
    """The use case, for editors and owners.

    A day that is over is counted once and kept; only today's rulings are counted again.
    """

    store: NumbersStore
    clock: Clock
    _latest: dict[tuple[SiteId, Period], TwoPeriods] = field(default_factory=dict)

    async def __call__(self, me: Reader | None, site_id: SiteId, period: Period) -> TwoPeriods:
        """Add both periods up, or return what was added up within a minute. Who ruled is not
        counted."""
        require(Right.OVERSEE, me)
        now = self.clock()
        known = self._latest.get((site_id, period))
        if known is not None and now - known.counted_at < GOOD_FOR:
            return known
        days = await self._days(site_id, period, now)
        earlier = await self._days(site_id, period.before, now)
        told = TwoPeriods(
            period=period,
            now=await self._numbers(site_id, period, days),
            before=await self._numbers(site_id, period.before, earlier),
            days=[(since, _posted(days, since, until)) for since, until in period.parts],
            counted_at=now,
            nudges=(
                await self.store.nudges(site_id, since=period.since, until=period.until),
                await self.store.nudges(
                    site_id, since=period.before.since, until=period.before.until
                ),
            ),
        )
        for other in [each for each, kept in self._latest.items() if _is_old(kept, now)]:
            del self._latest[other]
        self._latest[site_id, period] = told
        return told

    async def _days(
        self, site_id: SiteId, period: Period, now: datetime
    ) -> Mapping[datetime, Tally]:
        """Return what was decided on each day, of which nothing lies in the future."""
        since, until = period.since, min(period.until, now)
        kept = await self.store.tallies(site_id, form=FORM, since=since, until=until)
        found: dict[datetime, Tally] = {}
        while since < until:
            text = kept.get(since)
            found[since] = from_text(text) if text else await self._count(site_id, since, now)
            since += _DAY
        return found

    async def _count(self, site_id: SiteId, day: datetime, now: datetime) -> Tally:
        tally = await tally_of(self.store, site_id, since=day, until=day + _DAY)
        if now > day + _DAY + _SETTLED_AFTER:
            await self.store.keep_tally(site_id, day, form=FORM, text=to_text(tally))
        return tally

    async def _numbers(
        self, site_id: SiteId, period: Period, days: Mapping[datetime, Tally]
    ) -> Numbers:
        whole = Tally()
        for tally in days.values():
            whole.merge(tally)
        return await numbers_of(self.store, site_id, whole, since=period.since, until=period.until)


def _posted(days: Mapping[datetime, Tally], since: datetime, until: datetime) -> int:
    return sum(tally.posted.total() for day, tally in days.items() if since <= day < until)


def _is_old(told: TwoPeriods, now: datetime) -> bool:
    return now - told.counted_at >= GOOD_FOR
