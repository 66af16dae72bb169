"""Count what the yearly transparency report tells (DSA, articles 15 and 24)."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from belowline.conversation.comment import ILLEGAL, Outcome, Source
from belowline.desk.dsa_statements import Statement
from belowline.desk.numbers import Numbers
from belowline.people.sanctions import Measure

Row = tuple[str, str, str, str]

_HEAD = ("section", "indicator", "of", "value")
_TOLD = (
    ("by category", "category"),
    ("by ground", "decision_ground"),
    ("by source", "source_type"),
    ("by automated detection", "automated_detection"),
    ("by automated decision", "automated_decision"),
)


class StatementCounts:
    """Counts statements of reasons by what they say."""

    def __init__(self) -> None:
        self.count = 0
        self._said: Counter[tuple[str, str]] = Counter()

    def add(self, statement: Statement) -> None:
        """Count one."""
        self.count += 1
        for indicator, name in _TOLD:
            self._said[indicator, statement[name]] += 1
        visibility = statement.get("decision_visibility", [""])[0]
        self._said["by restriction", statement.get("decision_account", visibility)] += 1

    def rows(self) -> Iterator[Row]:
        """Return what was counted."""
        yield "restrictions", "all", "", str(self.count)
        for (indicator, said), count in sorted(self._said.items()):
            yield "restrictions", indicator, said, str(count)


def report_rows(numbers: Numbers, counts: StatementCounts) -> Sequence[Row]:
    """Return the report, one number each: section, indicator, of what, value."""
    return [
        ("period", "first day", "", f"{numbers.since:%Y-%m-%d}"),
        ("period", "first day behind it", "", f"{numbers.until:%Y-%m-%d}"),
        *_comments(numbers),
        *counts.rows(),
        *_notices(numbers),
        *_complaints(numbers),
        *_automation(numbers),
    ]


def report_csv(rows: Sequence[Row]) -> str:
    """Return the report as CSV (RFC 4180), one number a line."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(_HEAD)
    lines.writerows(rows)
    return written.getvalue()


def _comments(numbers: Numbers) -> Iterator[Row]:
    yield "comments", "posted", "", str(numbers.comments)
    for verdict, count in sorted(numbers.posted.items()):
        yield "comments", "by the engine's first ruling", verdict, str(count)


def _notices(numbers: Numbers) -> Iterator[Row]:
    for kind, section in ((True, "notices of illegal content"), (False, "other reports")):
        came: Counter[str] = Counter()
        for (reason, outcome), count in numbers.reports.items():
            if (reason == ILLEGAL) is kind:
                came[outcome or "open"] += count
        yield section, "received", "", str(came.total())
        for outcome in (*Outcome, "open"):
            yield section, "by outcome", outcome, str(came[outcome])
    for reason in sorted({reason for reason, _ in numbers.reports} - {ILLEGAL}):
        count = sum(count for (why, _), count in numbers.reports.items() if why == reason)
        yield "other reports", "by clause", reason, str(count)
    yield "rulings by people", "after a wait", "", str(numbers.waiting.count)
    for name, wait in (("median", numbers.waiting.median), ("p90", numbers.waiting.p90)):
        if wait is not None:
            yield "rulings by people", "seconds waited", name, f"{wait.total_seconds():.0f}"


def _complaints(numbers: Numbers) -> Iterator[Row]:
    yield "complaints", "received", "", str(sum(numbers.appeals.values()))
    for outcome in (*Outcome, None):
        count = numbers.appeals.get(outcome, 0)
        yield "complaints", "by outcome", outcome or "open", str(count)


def _automation(numbers: Numbers) -> Iterator[Row]:
    by_engine = sum(
        count for (_, source), count in numbers.taken.items() if source is Source.ENGINE
    )
    yield "automation", "restrictions by software alone", "", str(by_engine)
    agreement = numbers.agreement
    yield "automation", "flagged comments that people ruled on", "", str(agreement.ruled)
    yield "automation", "of these published", "", str(agreement.disagreed)
    if agreement.ruled:
        rate = agreement.disagreed / agreement.ruled
        yield "automation", "error rate of flagging", "", f"{rate:.4f}"
    for measure in Measure:
        yield "accounts", "by measure", measure, str(numbers.imposed.get(measure, 0))
