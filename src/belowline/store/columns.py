"""Name the column types that read and write the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

ID_LENGTH = 36
SITE_LENGTH = 64
DIGEST_LENGTH = 64
# The longest name that DNS allows.
HOST_LENGTH = 255
# Longer than any word in our enums, so that a new one needs no new column type.
WORD_LENGTH = 20
# A language's tag, a region and a script included.
LANGUAGE_LENGTH = 20
# A day as ISO 8601 writes it.
DAY_LENGTH = 10

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time to the millisecond: timestamptz on PostgreSQL, an integer on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Cut to the millisecond, the same on every database."""
        if value is None:
            return None
        milliseconds = (value - _EPOCH) // _MILLISECOND
        return milliseconds if dialect.name == "sqlite" else _EPOCH + milliseconds * _MILLISECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware UTC time."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + int(value) * _MILLISECOND
        kept: datetime = value
        return kept.astimezone(UTC)


class Key(TypeDecorator[str]):
    """An id, compared byte by byte: a language's sort order would be slower and no use."""

    impl = sa.String
    cache_ok = True

    def __init__(self, length: int = ID_LENGTH) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Ask PostgreSQL for the plain order that SQLite has anyway."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(sa.String(self.length, collation=collation))


class Bits64(TypeDecorator[int]):
    """A whole number from 0 to 2⁶⁴ - 1: both databases have signed ones of that size."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Take the upper half as the negative numbers."""
        return value if value is None or value < 1 << 63 else value - (1 << 64)

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        """Return the number as it was kept."""
        return None if value is None else from_signed(value)


def from_signed(value: int) -> int:
    """Return the whole number of 64 bits that a database has as a signed one."""
    return value if value >= 0 else value + (1 << 64)


def word_of(kind: type[StrEnum], name: str) -> sa.Enum:
    """Return a column type for one of our enums: short text that a CHECK constraint guards."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
        values_callable=lambda words: [word.value for word in words],
    )


def yes_no(name: str) -> sa.Boolean:
    """Return a column type for a boolean, guarded where the database has none of its own."""
    return sa.Boolean(create_constraint=True, name=name)
