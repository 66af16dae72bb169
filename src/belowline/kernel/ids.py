"""Name the ids, and make new ones that sort by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NewType
from uuid import UUID

from uuid_utils import uuid7

from belowline.kernel.clock import MOST_AHEAD

SiteId = NewType("SiteId", str)
StoryId = NewType("StoryId", str)
CommentId = NewType("CommentId", str)
ReaderId = NewType("ReaderId", str)
RulingId = NewType("RulingId", str)

# The site of an installation that serves no other: nobody has to name it.
MAIN_SITE = SiteId("main")

NewId = Callable[[], str]

# Where a UUIDv7 has its kind, its chance, and how late it can be.
_VERSION, _VARIANT = 7 << 76, 2 << 62
_CHANCE = (1 << 62) - 1
_LAST_MOMENT = (1 << 48) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True, eq=False)
class RisingIds:
    """Ids of which each sorts behind the one before, also while the machine's clock is set back.

    A reply must not sort before what it answers: the first page of a branch is then no tree.
    """

    make: Callable[[], str] = lambda: str(uuid7())
    _last: str = ""

    def __call__(self) -> str:
        """Return a new one."""
        made = self.make()
        if made <= self._last:
            # The lowest 62 bits are chance: to count on in them changes neither time nor kind.
            made = str(UUID(int=UUID(self._last).int + 1))
        self._last = made
        return made

    def hear(self, other: str) -> bool:
        """Go on behind an id that another machine made; False where it is too far ahead."""
        # One that is made here and thrown away says what time it is here.
        if _moment(other) - _moment(self.make()) > MOST_AHEAD // timedelta(milliseconds=1):
            return False
        if self._last < other:
            self._last = _next(other)
        return True


# Makes a UUIDv7 (RFC 9562) in its 36-character form: sortable by time, made anywhere.
new_id = RisingIds()


def sorts_behind(ids: NewId, other: str) -> str:
    """Return a new id that sorts behind the other, whatever this machine's clock says."""
    made = ids()
    if made <= other and isinstance(ids, RisingIds) and ids.hear(other):
        made = ids()
    return made if made > other else _next(other)


def first_at(moment: datetime) -> str:
    """Return the id that sorts before all others of a moment: it says a time, and names nothing."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    return str(UUID(int=max(0, milliseconds) << 80 | _VERSION | _VARIANT))


def _moment(made: str) -> int:
    return UUID(made).int >> 80


def _next(other: str) -> str:
    """Return an id of the millisecond behind, by chance: two machines may both be told of one."""
    milliseconds = min(_moment(other) + 1, _LAST_MOMENT)
    chance = UUID(str(uuid7())).int & _CHANCE
    return str(UUID(int=milliseconds << 80 | _VERSION | _VARIANT | chance))


def is_id(text: str) -> bool:
    """Say whether the text is a UUID in its canonical form, as all our ids are."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
