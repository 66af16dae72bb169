"""Turn the numbers of a period into figures, charts and tables."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from belowline.conversation.comment import Outcome, Verdict
from belowline.desk.numbers import Numbers
from belowline.desk.read_numbers import Period, TwoPeriods
from belowline.desk.tally import ANY, UNCHECKED
from belowline.moderation import Policy
from belowline.people.sanctions import Measure
from belowline.web.charts import lying, upright
from belowline.web.present.comments import moment
from belowline.web.present.nudges import nudge_figure
from belowline.web.views_numbers import FigureView, NumbersView, TableView

_NOTHING = "–"
# What a phone's chart has room for; the table beneath has the whole headline.
_LONGEST_NAME = 44


def numbers_view(both: TwoPeriods, policy: Policy, today: datetime) -> NumbersView:
    """Return the page."""
    period = both.period
    names = (title_of(period), title_of(period.before))
    return NumbersView(
        period=str(period),
        title=names[0],
        before_title=names[1],
        figures=[*_figures(both.now, both.before), nudge_figure(*both.nudges)],
        tables=[
            _days(both),
            _clauses(both, policy, names),
            _detectors(both.now),
            _stories(both.now),
        ],
        others=_others(period, today),
        counted=moment(both.counted_at),
        age=_age(today - both.counted_at),
    )


def _age(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    return "just now" if seconds < 1 else f"{seconds} second{'' if seconds == 1 else 's'} ago"


def title_of(period: Period) -> str:
    """Return `November 2026`, or the year."""
    return f"{period.year}" if period.month is None else f"{period.since:%B %Y}"


def _figures(now: Numbers, before: Numbers) -> list[FigureView]:
    def counted(name: str, one: int, other: int, note: str = "") -> FigureView:
        return FigureView(
            name=name, now=f"{one:,}", before=f"{other:,}", change=_change(one, other), note=note
        )

    def shared(name: str, one: float | None, other: float | None, note: str = "") -> FigureView:
        change = "" if one is None or other is None else f"{(one - other) * 100:+.1f} points"
        return FigureView(
            name=name, now=_percent(one), before=_percent(other), change=change, note=note
        )

    def waited(name: str, one: timedelta | None, other: timedelta | None) -> FigureView:
        change = ""
        if one is not None and other:
            change = _change(one.total_seconds(), other.total_seconds())
        return FigureView(name=name, now=_time(one), before=_time(other), change=change)

    share = {verdict: (_share(now, verdict), _share(before, verdict)) for verdict in Verdict}
    return [
        counted("Comments", now.comments, before.comments),
        shared("Published at once", *share[Verdict.PUBLISH]),
        shared("Held for a person", *share[Verdict.HOLD]),
        shared("Rejected by the engine", *share[Verdict.REJECT]),
        waited("Time to a ruling, median", now.waiting.median, before.waiting.median),
        waited("Time to a ruling, nine of ten", now.waiting.p90, before.waiting.p90),
        counted("Removed after they were public", _removed(now), _removed(before)),
        shared(
            "Overruled by people",
            _ratio(now.agreement.disagreed, now.agreement.ruled),
            _ratio(before.agreement.disagreed, before.agreement.ruled),
            f"{now.agreement.disagreed:,} of {now.agreement.ruled:,} that the engine stopped",
        ),
        shared(
            "Appeals that were right",
            _right(now.appeals),
            _right(before.appeals),
            f"{now.appeals.get(Outcome.UPHELD, 0):,} reversed, {_open(now.appeals):,} open",
        ),
        counted("Readers warned or limited", _imposed(now), _imposed(before)),
        shared(
            "Reports that were right",
            _reports_right(now),
            _reports_right(before),
            f"of {sum(now.reports.values()):,}, {now.reports_that(None):,} open",
        ),
    ]


def _days(both: TwoPeriods) -> TableView:
    by_day = both.period.month is not None
    columns = [(f"{start.day}" if by_day else f"{start:%b}", count) for start, count in both.days]
    rows = [
        (f"{start.day} {start:%B}" if by_day else f"{start:%B}", f"{count:,}")
        for start, count in both.days
        if count
    ]
    return TableView(
        id="days",
        title=f"Comments by {'day' if by_day else 'month'}",
        note="All that were posted, whatever came of them.",
        chart=upright(columns, "now") if rows else None,
        legend=(),
        head=("Day" if by_day else "Month", "Comments"),
        rows=rows,
        links=(),
        empty="Nobody has written anything.",
    )


def _clauses(both: TwoPeriods, policy: Policy, names: tuple[str, str]) -> TableView:
    now, before = both.now, both.before
    stopped, stopped_before = (_stopped(each) for each in (now, before))
    order = sorted({*stopped, *stopped_before}, key=lambda name: (-stopped[name], name))
    rows = [
        (
            _clause(name, policy),
            f"{now.held.get(name, 0):,}",
            f"{now.rejected.get(name, 0):,}",
            f"{now.removed.get(name, 0):,}",
            _percent(_ratio(stopped[name], now.comments)),
            _percent(_ratio(stopped_before[name], before.comments)),
        )
        for name in order
    ]
    bars = [(_clause(name, policy), (stopped[name], stopped_before[name])) for name in order]
    return TableView(
        id="clauses",
        title="What was stopped, by clause",
        note="Held and rejected before anybody saw them; removed after they were public.",
        chart=lying(bars, ("now", "before")) if rows else None,
        legend=(("now", names[0]), ("before", names[1])),
        head=("Clause", "Held", "Rejected", "Removed", "Of all comments", names[1]),
        rows=rows,
        links=(),
        empty="Nothing was stopped.",
    )


def _detectors(now: Numbers) -> TableView:
    found = sorted(
        ((name, each) for name, each in now.detectors.items() if name != ANY),
        key=lambda pair: (-pair[1].ruled, pair[0]),
    )
    bars = [(name.replace("_", " "), (each.disagreed, each.agreed)) for name, each in found]
    return TableView(
        id="detectors",
        title="How people ruled on what detectors stopped",
        note="A detector that is often overruled needs other words, or higher points.",
        chart=lying(bars, ("now", "before")) if bars else None,
        legend=(("now", "Published all the same"), ("before", "Kept away")),
        head=("Detector", "Ruled on", "Kept away", "Published", "Overruled"),
        rows=[
            (
                name.replace("_", " "),
                f"{each.ruled:,}",
                f"{each.agreed:,}",
                f"{each.disagreed:,}",
                _percent(_ratio(each.disagreed, each.ruled)),
            )
            for name, each in found
        ],
        links=(),
        empty="Nobody has ruled on anything that the engine stopped.",
    )


def _stories(now: Numbers) -> TableView:
    bars = [(_shortened(headline), (count,)) for _, headline, count in now.stories]
    return TableView(
        id="stories",
        title="Stories with the most removals",
        note="Comments that were public and were taken down.",
        chart=lying(bars, ("now",)) if bars else None,
        legend=(),
        head=("Story", "Removed"),
        rows=[(headline, f"{count:,}") for _, headline, count in now.stories],
        links=[f"/stories/{story_id}" for story_id, _, _ in now.stories],
        empty="Nothing was removed.",
    )


def _shortened(headline: str) -> str:
    return headline if len(headline) <= _LONGEST_NAME else f"{headline[:_LONGEST_NAME]}…"


def _others(period: Period, today: datetime) -> list[tuple[str, str]]:
    year = Period(period.year, None)
    months = period.month is not None
    found = [period.before, period.next, *([year] if months else [Period(period.year, 1)])]
    begun = [each for each in found if each.since <= today]
    return [(f"/desk/numbers?period={each}", title_of(each)) for each in begun]


def _stopped(numbers: Numbers) -> Counter[str]:
    return Counter(numbers.held) + Counter(numbers.rejected) + Counter(numbers.removed)


def _removed(numbers: Numbers) -> int:
    return sum(numbers.removed.values())


def _imposed(numbers: Numbers) -> int:
    return sum(count for measure, count in numbers.imposed.items() if measure is not Measure.LIFT)


def _clause(name: str, policy: Policy) -> str:
    if name == UNCHECKED:
        return "Could not be checked"
    return policy.clause(name).title if policy.has(name) else name.capitalize()


def _share(numbers: Numbers, verdict: Verdict) -> float | None:
    return _ratio(numbers.posted.get(verdict, 0), numbers.comments)


def _reports_right(numbers: Numbers) -> float | None:
    right = numbers.reports_that(Outcome.UPHELD)
    return _ratio(right, right + numbers.reports_that(Outcome.DISMISSED))


def _right(appeals: Mapping[Outcome | None, int]) -> float | None:
    right = appeals.get(Outcome.UPHELD, 0)
    return _ratio(right, right + appeals.get(Outcome.DISMISSED, 0))


def _open(appeals: Mapping[Outcome | None, int]) -> int:
    return appeals.get(None, 0)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{share * 100:.1f} %"


def _change(now: float, before: float) -> str:
    return f"{(now / before - 1) * 100:+.0f} %" if before else ""


def _time(span: timedelta | None) -> str:
    if span is None:
        return _NOTHING
    minutes = span.total_seconds() / 60
    if minutes < 1:
        return f"{span.total_seconds():.0f} s"
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 72 * 60 else f"{minutes / 1440:.1f} days"
