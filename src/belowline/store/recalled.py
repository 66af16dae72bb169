"""Make a value of a row once, and know it again as long as the row is the same to the letter."""

from collections import OrderedDict
from collections.abc import Callable
from sys import getsizeof
from typing import Any, Generic, TypeVar

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.store.prepared import Parameters, Prepared, Raw

Made = TypeVar("Made")

# Some eight thousand comments: the first pages of hundreds of stories.
_LIMIT = 16 * 1024 * 1024
# What a value takes beside the texts that it shares with its row.
_VALUE_BYTES = 1200


class Recalled(Generic[Made]):
    """Values by the first two columns of their rows, site and id; least recently used out first.

    The database is asked each time. Only what follows from a row, and from nothing else, is not
    worked out again: a row in which anything at all differs is a new value.
    """

    def __init__(self, make: Callable[[Row[Any]], Made], limit: int = _LIMIT) -> None:
        self._make = make
        self._limit = limit
        self._known: OrderedDict[tuple[Any, Any], tuple[Any, Made, int]] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._size

    async def ask(
        self, statement: Prepared, connection: AsyncConnection, key: Parameters
    ) -> tuple[Made, ...]:
        """Return a value for each row that there is."""
        found = await statement.ask_raw(connection, key)
        return tuple(self._value(found, row) for row in found.rows)

    def _value(self, found: Raw, row: Any) -> Made:
        place = (row[0], row[1])
        known = self._known.get(place)
        if known is not None and known[0] == row:
            self._known.move_to_end(place)
            return known[1]
        made = self._make(found.read(row))
        self._forget(place)
        self._keep(place, row, made)
        return made

    def _keep(self, place: tuple[Any, Any], row: Any, made: Made) -> None:
        size = _VALUE_BYTES + sum(map(getsizeof, row))
        if size > self._limit:
            return
        self._known[place] = (row, made, size)
        self._size += size
        while self._size > self._limit:
            self._forget(next(iter(self._known)))

    def _forget(self, place: tuple[Any, Any]) -> None:
        if (known := self._known.pop(place, None)) is not None:
            self._size -= known[2]
