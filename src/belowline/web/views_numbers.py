"""What the template of the numbers is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.web.charts import Chart
from belowline.web.views import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A number with the one before it, and how they differ, as words."""

    name: str
    now: str
    before: str
    change: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A chart's name, the chart where there is one, and the table that says the same."""

    id: str
    title: str
    note: str
    chart: Chart | None
    legend: Sequence[tuple[str, str]]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    links: Sequence[str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersView:
    """The page: `title` names the period; `others` are other ones, as (address, name)."""

    period: str
    title: str
    before_title: str
    figures: Sequence[FigureView]
    tables: Sequence[TableView]
    others: Sequence[tuple[str, str]]
    counted: Moment
    age: str
