"""Turn filters into the bar above the desk's queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from belowline.conversation.comment import ILLEGAL, Attention, State
from belowline.desk.filters import Age, Filters, WithEditors
from belowline.desk.ports import Offers
from belowline.desk.saved_views import SavedView, filters_of
from belowline.moderation import Policy

_ANY = ("", "Any")

_WAITS: dict[str, str] = {
    Attention.ILLEGAL: "Notice of illegal content",
    Attention.UNCHECKED: "Could not be checked",
    Attention.HELD: "Held by the engine",
    Attention.REPORTED: "Reported",
    Attention.EDITED: "Edit waits",
    Attention.APPEALED: "Appealed",
}
_STATES: dict[str, str] = {
    State.PUBLISHED: "Public",
    State.HELD: "Held",
    State.REJECTED: "Rejected",
    State.REMOVED: "Removed",
}
_AGES: dict[str, str] = {
    Age.HOUR: "Under an hour",
    Age.DAY: "Under a day",
    Age.WEEK: "Under a week",
    Age.OVER_HOUR: "Over an hour",
    Age.OVER_DAY: "Over a day",
    Age.OVER_WEEK: "Over a week",
}
_ESCALATED: dict[str, str] = {WithEditors.YES: "Yes", WithEditors.NO: "No"}
# What is chosen by a link at a comment, not from a list: there are too many.
_CHIPS = {
    "story": "Only under one story",
    "reader": "Only by one reader",
    "reporter": "Only what one reader reported",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose a filter's value from; `options` are (value, label, is it chosen)."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that was chosen by a link; `without` is where the same goes on without it."""

    name: str
    value: str
    label: str
    without: str


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view; `is_shown` where its filters are in force."""

    name: str
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FilterBar:
    """All filters of a page at `address`, and how many are in force."""

    address: str
    choices: Sequence[Choice]
    chips: Sequence[Chip]
    count: int
    query: Mapping[str, str]
    views: Sequence[ViewLink] = ()


def filter_bar(
    filters: Filters,
    policy: Policy,
    offers: Offers,
    *,
    views: Sequence[SavedView] = (),
    address: str = "/desk",
) -> FilterBar:
    """Return the bar with what is in force chosen."""
    clauses = {clause.name: clause.title for clause in policy.clauses} | {ILLEGAL: "Breaks the law"}
    query = filters.query()
    lists: list[tuple[str, str, Mapping[str, str]]] = [
        ("waits", "Why it waits", _WAITS),
        ("clause", "Clause", clauses),
        ("state", "State", _STATES),
        ("section", "Section", {each: each for each in offers.sections}),
        ("language", "Language", {each: each for each in offers.languages}),
        ("age", "Age", _AGES),
        ("escalated", "Handed to the editors", _ESCALATED),
        ("detector", "Found by", {each: each.replace("_", " ") for each in offers.detectors}),
    ]
    return FilterBar(
        address=address,
        choices=[_choice(name, label, values, query) for name, label, values in lists],
        chips=[_chip(each, query, address) for each in _CHIPS if each in query],
        count=len(query),
        query=query,
        views=[_link(view, filters) for view in views],
    )


def _link(view: SavedView, filters: Filters) -> ViewLink:
    kept = filters_of(view)
    return ViewLink(view.name, f"/desk?{urlencode(kept.query())}", kept == filters)


def _choice(name: str, label: str, values: Mapping[str, str], query: Mapping[str, str]) -> Choice:
    chosen = query.get(name, "")
    # What is in force is in the list, also where nothing else like it waits any more.
    offered = dict([_ANY]) | dict(values) | ({chosen: values.get(chosen, chosen)} if chosen else {})
    return Choice(name, label, [(value, said, value == chosen) for value, said in offered.items()])


def _chip(name: str, query: Mapping[str, str], address: str) -> Chip:
    rest = urlencode({key: value for key, value in query.items() if key != name})
    return Chip(name, query[name], _CHIPS[name], f"{address}?{rest}" if rest else address)
