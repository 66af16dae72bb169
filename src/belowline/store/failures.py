"""Tell a database that is out of reach from a fault of our own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from belowline.kernel.errors import Unavailable

_OUT_OF_REACH = "The database can't be reached at the moment; nothing was kept. Please try again."
_BUSY = "The database is busy with other writers; nothing was kept. Please try again."
_FULL = "The database has no room left; nothing was kept. Its disk needs more space."

# The low byte of SQLite's error code is the family that it belongs to.
_SQLITE_FAMILY = 0xFF
_SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_NOMEM: _OUT_OF_REACH,
    sqlite3.SQLITE_READONLY: _OUT_OF_REACH,
    sqlite3.SQLITE_IOERR: _OUT_OF_REACH,
    sqlite3.SQLITE_CORRUPT: _OUT_OF_REACH,
    sqlite3.SQLITE_CANTOPEN: _OUT_OF_REACH,
    sqlite3.SQLITE_NOTADB: _OUT_OF_REACH,
}
# The first characters of PostgreSQL's SQLSTATE, the longest match first.
_SQLSTATE_SENTENCES = (
    ("53100", _FULL),
    ("55P03", _BUSY),
    ("40", _BUSY),  # a serialisation failure or a deadlock
    ("53", _OUT_OF_REACH),  # out of memory or connections
    ("08", _OUT_OF_REACH),  # the connection broke
    ("57", _OUT_OF_REACH),  # shut down, starting up, cancelled
    ("58", _OUT_OF_REACH),  # the disk fails
    ("28", _OUT_OF_REACH),  # the server refuses us
    ("3D", _OUT_OF_REACH),  # there is no such database
    ("25006", _OUT_OF_REACH),  # a standby that takes no writes
)


@contextmanager
def failures_named() -> Iterator[None]:
    """Turn a failure of the database, but none of ours, into Unavailable."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        sentence = _sentence_for(error)
        if sentence is None:
            raise
        raise Unavailable(sentence) from error
    except PoolTimeout as error:
        raise Unavailable(_BUSY) from error
    except (OSError, TimeoutError) as error:
        raise Unavailable(_OUT_OF_REACH) from error


def _sentence_for(error: DBAPIError) -> str | None:
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE_SENTENCES.get(code & _SQLITE_FAMILY)
    sqlstate = getattr(cause, "sqlstate", None)
    if sqlstate is not None:
        for beginning, sentence in _SQLSTATE_SENTENCES:
            if sqlstate.startswith(beginning):
                return sentence
        return None
    return _OUT_OF_REACH if error.connection_invalidated else None
