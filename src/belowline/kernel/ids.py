"""Name the ids, and make new ones that sort by time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from uuid_utils import uuid7

SiteId = NewType("SiteId", str)
StoryId = NewType("StoryId", str)
CommentId = NewType("CommentId", str)
ReaderId = NewType("ReaderId", str)
RulingId = NewType("RulingId", str)

NewId = Callable[[], str]


@dataclass(slots=True)
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


_RISING = RisingIds()


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) in its 36-character form: sortable by time, made anywhere."""
    return _RISING()


def is_id(text: str) -> bool:
    """Say whether the text is a UUID in its canonical form, as all our ids are."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
