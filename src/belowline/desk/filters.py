"""Choose among the comments of a desk: by clause, place, people, language, age, detector, state."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from belowline.conversation.comment import Attention, State
from belowline.kernel.errors import Refused
from belowline.kernel.ids import ReaderId, StoryId, is_id

# No section, language or detector has a longer name; a view keeps all of them.
LONGEST_VALUE = 100


class Age(StrEnum):
    """How old a comment is."""

    HOUR = "hour"  # younger than an hour
    DAY = "day"
    WEEK = "week"
    OVER_HOUR = "over-hour"  # older than an hour
    OVER_DAY = "over-day"
    OVER_WEEK = "over-week"

    @property
    def is_over(self) -> bool:
        """Say whether the older ones are meant."""
        return self.value.startswith("over-")

    @property
    def span(self) -> timedelta:
        """Return the age that is the limit."""
        return _SPANS[self.value.removeprefix("over-")]


class WithEditors(StrEnum):
    """Whether a moderator handed a comment to the editors."""

    YES = "yes"
    NO = "no"


_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a comment must be like; None asks for nothing.

    `clause` is one that the engine or an open report names, `detector` one that found something in
    the words to be judged. `reader` wrote it, `reporter` reported it. `waits` is why it waits.
    `escalated` says whether editors are asked to decide.
    """

    clause: str | None = None
    detector: str | None = None
    waits: Attention | None = None
    state: State | None = None
    story: StoryId | None = None
    section: str | None = None
    reader: ReaderId | None = None
    reporter: ReaderId | None = None
    language: str | None = None
    age: Age | None = None
    escalated: WithEditors | None = None

    def query(self) -> dict[str, str]:
        """Return what `parse_filters` reads again: only what is asked for."""
        return {
            each.name: str(value) for each in fields(self) if (value := getattr(self, each.name))
        }


NO_FILTERS = Filters()

_KINDS: dict[str, type[StrEnum]] = {
    "waits": Attention,
    "state": State,
    "age": Age,
    "escalated": WithEditors,
}
_IDS = ("story", "reader", "reporter")


def parse_filters(query: Mapping[str, str]) -> Filters:
    """Read filters from an address; other names are somebody else's. Raises Refused."""
    found: dict[str, object] = {}
    for each in fields(Filters):
        value = query.get(each.name, "").strip()
        if value:
            found[each.name] = _read(each.name, value)
    return Filters(**found)  # type: ignore[arg-type]


def _read(name: str, value: str) -> object:
    if name in _KINDS:
        if value not in list(_KINDS[name]):
            raise _unknown(name, f"must be one of {', '.join(_KINDS[name])}")
        return _KINDS[name](value)
    if name in _IDS and not is_id(value):
        raise _unknown(name, "must be an id")
    if len(value) > LONGEST_VALUE:
        raise _unknown(name, f"may have {LONGEST_VALUE} characters")
    return value


def _unknown(name: str, rule: str) -> Refused:
    return Refused(f"The filter {name} {rule}.", code="unknown-filter", field=name)
