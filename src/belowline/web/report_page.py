"""Draw the yearly report as one file that loads nothing: to be published, printed or passed on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby

from markupsafe import Markup

from belowline.web.charts import Chart, lying
from belowline.web.embedding import embed_style
from belowline.web.render import our_templates

# Section, indicator, of what, value: as `belowline.desk.dsa_report` has them.
Row = tuple[str, str, str, str]

_STYLES = ("tokens.css", "desk.css", "desk-report.css")
# The database's names say first of what they are names.
_KINDS = re.compile(
    "^(STATEMENT_CATEGORY|DECISION_GROUND|DECISION_VISIBILITY_CONTENT|DECISION_VISIBILITY"
    "|DECISION_ACCOUNT|AUTOMATED_DECISION|SOURCE_TYPE|SOURCE)_"
)
# Not how many, so that bars would compare nothing.
_MEASURES = "seconds waited"


@dataclass(frozen=True, slots=True)
class TableView:
    """What was counted by something, as bars where there are any, and in numbers."""

    id: str
    title: str
    chart: Chart | None
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the report: single numbers, and what was counted by something."""

    id: str
    title: str
    figures: Sequence[tuple[str, str]]
    tables: Sequence[TableView]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report from its first to its last day."""

    first: str
    last: str
    sections: Sequence[SectionView]


def report_page(rows: Sequence[Row]) -> str:
    """Return the page, in English, in the reader's colours."""
    page = our_templates().get_template("desk/report.html")
    return page.render(report=report_view(rows), style=Markup(_style()))


def report_view(rows: Sequence[Row]) -> ReportView:
    """Return what the page shows: every number of the report, once."""
    period = {row[1]: date.fromisoformat(row[3]) for row in rows if row[0] == "period"}
    told = [row for row in rows if row[0] != "period"]
    titles = list(dict.fromkeys(row[0] for row in told))
    return ReportView(
        first=_day(period["first day"]),
        last=_day(period["first day behind it"] - timedelta(days=1)),
        sections=[
            _section(f"part-{number}", title, [row for row in told if row[0] == title])
            for number, title in enumerate(titles, start=1)
        ],
    )


def _section(name: str, title: str, rows: Sequence[Row]) -> SectionView:
    single = [row for row in rows if not row[2] or row[1] == _MEASURES]
    counted = [row for row in rows if row not in single]
    return SectionView(
        id=name,
        title=_capital(title),
        figures=[
            (_capital(f"{indicator}, {of}" if of else indicator), _number(value))
            for _, indicator, of, value in single
        ],
        tables=[
            _table(f"{name}-{number}", indicator, list(group))
            for number, (indicator, group) in enumerate(
                groupby(counted, key=lambda row: row[1]), start=1
            )
        ],
    )


def _table(name: str, indicator: str, rows: Sequence[Row]) -> TableView:
    counts = [(_words(of), int(value)) for _, _, of, value in rows]
    drawn = [(of, [count]) for of, count in counts if count]
    return TableView(
        id=name,
        title=_capital(indicator),
        chart=lying(drawn, ["now"]) if drawn else None,
        rows=[(of, f"{count:,}") for of, count in counts],
    )


def _words(name: str) -> str:
    """Return a name of the transparency database, or one of ours, as a reader would say it."""
    return _capital(_KINDS.sub("", name).replace("_", " ").lower())


def _number(value: str) -> str:
    return f"{int(value):,}" if value.isdigit() else value


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _style() -> str:
    """Return the desk's style without its fonts, which would have to be loaded."""
    folder = files("belowline.web") / "static"
    tokens, *others = ((folder / name).read_text("utf-8") for name in _STYLES)
    return embed_style(tokens, "".join(others))
