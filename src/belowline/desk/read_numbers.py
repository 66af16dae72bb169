"""Show an editor a month, or a year, in numbers beside the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from belowline.conversation.comment import Verdict
from belowline.desk.decided import DecidedStore
from belowline.desk.numbers import Numbers, count_up
from belowline.kernel.errors import Refused
from belowline.kernel.ids import SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

_FIRST_YEAR, _LAST_YEAR = 2000, 2999


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
    """A period and the one before it; `days` counts comments part by part, by what came of them."""

    period: Period
    now: Numbers
    before: Numbers
    days: Sequence[tuple[datetime, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNumbers:
    """The use case, for editors and owners."""

    store: DecidedStore

    async def __call__(self, me: Reader | None, site_id: SiteId, period: Period) -> TwoPeriods:
        """Add both periods up. Who ruled is not counted."""
        require(Right.OVERSEE, me)
        before = period.before
        days = []
        for since, until in period.parts:
            posted = await self.store.posted(site_id, since=since, until=until)
            days.append((since, sum(posted.get(verdict, 0) for verdict in Verdict)))
        return TwoPeriods(
            period=period,
            now=await count_up(self.store, site_id, since=period.since, until=period.until),
            before=await count_up(self.store, site_id, since=before.since, until=before.until),
            days=days,
        )
