"""Empty the tables of a test's database, of which one refuses to lose anything."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.store.schema import metadata


async def empty(connection: AsyncConnection) -> None:
    """Delete every row on PostgreSQL, as only the owner of the tables can."""
    for table in reversed(metadata.sorted_tables):
        guarded = table.name.startswith("audit")
        if guarded:
            await connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        await connection.execute(table.delete())
        if guarded:
            await connection.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
