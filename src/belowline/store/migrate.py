"""Bring a database to the schema of this version."""

from importlib.resources import as_file, files

from sqlalchemy import BigInteger, Connection, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.errors import Unavailable
from belowline.store.database import Database

# The newest revision in migrations/versions; a test holds the two together.
HEAD = "0035"

# An arbitrary number that names our lock among all advisory locks of a PostgreSQL database.
_MIGRATION_LOCK = 0x42454C4D

# An index over a large archive takes minutes, and so does waiting for who makes it: a day.
_AS_LONG_AS_IT_TAKES = 86_400.0

_TAKE_TURN = select(func.pg_advisory_xact_lock(literal(_MIGRATION_LOCK, BigInteger)))

# Who migrates first is waited for. For a table that is in use not: behind one who waits for that,
# all who read it would wait too.
_PATIENTLY = text("SET LOCAL lock_timeout = 0")
_AS_BEFORE = text("SET LOCAL lock_timeout TO DEFAULT")

_HAS_VERSION = {
    "sqlite": text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"),
    "postgresql": text(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        " AND tablename = 'alembic_version'"
    ),
}
_VERSION = text("SELECT version_num FROM alembic_version")


async def migrate(database: Database) -> None:
    """Bring the schema up to date: all of it or nothing. Up to date already, it only looks.

    Where several processes start at once, one migrates and the others wait and find it done.
    """
    async with database.reading() as connection:
        if await _stored_version(connection) == HEAD:
            return
    async with database.writing(_AS_LONG_AS_IT_TAKES) as connection:
        if database.is_postgres:  # SQLite's transaction is the only writer from its first word
            await _take_turn(connection)
        if await _stored_version(connection) != HEAD:
            await connection.run_sync(_upgrade)


async def check_version(database: Database) -> None:
    """Raise Unavailable unless the schema is this version's; nothing is changed."""
    async with database.reading() as connection:
        if await _stored_version(connection) != HEAD:
            raise Unavailable(
                "The database was made by another version of Belowline, or by none. Start the"
                " server of this version once: it brings the database up to date."
            )


async def _stored_version(connection: AsyncConnection) -> str | None:
    has_version = await connection.execute(_HAS_VERSION[connection.dialect.name])
    if not has_version.scalar_one():
        return None
    version: str | None = (await connection.execute(_VERSION)).scalar_one_or_none()
    return version


async def _take_turn(connection: AsyncConnection) -> None:
    await connection.execute(_PATIENTLY)
    await connection.execute(_TAKE_TURN)
    await connection.execute(_AS_BEFORE)


def _upgrade(connection: Connection) -> None:
    # A quarter of a second that only the first start pays.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    with as_file(files("belowline.store") / "migrations") as folder:
        config = Config()
        # The option is a format string: a percent sign in the path would be read as one.
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, HEAD)
        except CommandError as error:
            raise Unavailable(
                "The database was made by a newer version of Belowline. Start that version,"
                " or restore a backup from before it."
            ) from error
