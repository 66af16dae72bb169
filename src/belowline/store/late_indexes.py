"""Build the indexes of large tables, which migrations leave out, beside all that goes on.

Whichever process comes to it first does (`belowline.main.housekeeping`).
"""

from sqlalchemy import Index, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateIndex

from belowline.store.database import Database
from belowline.store.schema import metadata
from belowline.store.tables.search import ONLY_ON

# An arbitrary number that names our lock among all advisory locks of a PostgreSQL database.
_LOCK = 0x494E4458

_HERE = text(
    "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace"
)
# Of a table that is cut into partitions each has an index of its own: that is for who cut it.
_WHOLE = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace"
)
_PATIENTLY = ("SET lock_timeout = 0", "SET statement_timeout = 0")
_AS_BEFORE = ("RESET lock_timeout", "RESET statement_timeout")


async def build_late_indexes(database: Database) -> list[str]:
    """Build what is lacking, or was left half-built by a process that ended; return the names."""
    if not database.is_postgres:
        return []
    async with database.reading() as connection:
        if not await _lacking(connection):
            return []
    async with database.at_length() as connection:
        if not await connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
            return []  # another process is at it
        try:
            for each in _PATIENTLY:
                await connection.execute(text(each))
            built = await _lacking(connection)
            for index in built:
                await _build(connection, index)
            return [str(index.name) for index in built]
        finally:
            for each in _AS_BEFORE:
                await connection.execute(text(each))
            await connection.execute(select(func.pg_advisory_unlock(_LOCK)))


async def _lacking(connection: AsyncConnection) -> list[Index]:
    is_valid = {name: valid for name, valid in await connection.execute(_HERE)}
    whole = set((await connection.execute(_WHOLE)).scalars())
    return [
        index
        for each in metadata.sorted_tables
        if each.name in whole
        for index in sorted(each.indexes, key=lambda index: str(index.name))
        if not index.unique
        and ONLY_ON.get(str(index.name), "postgresql") == "postgresql"
        and not is_valid.get(index.name)
    ]


async def _build(connection: AsyncConnection, index: Index) -> None:
    await connection.execute(text(f'DROP INDEX CONCURRENTLY IF EXISTS "{index.name}"'))
    statement = str(CreateIndex(index).compile(dialect=connection.dialect))
    await connection.execute(text(statement.replace(" INDEX ", " INDEX CONCURRENTLY ", 1)))
