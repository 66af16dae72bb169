"""Tell a database that is out of reach from a fault of our own."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from belowline.kernel.errors import Unavailable
from belowline.kernel.said import Said

OUT_OF_REACH = Said(
    "The database can't be reached at the moment; nothing was kept. Please try again."
)
BUSY = Said("The database is busy with other writers; nothing was kept. Please try again.")
FULL = Said("The database has no room left; nothing was kept. Its disk needs more space.")
_SLOW = Said("This took the database too long, and nothing was kept. Please try again.")
# To commit was the last that was asked: the answer is what is missing.
_UNCERTAIN = Said(
    "The database stopped answering at the last moment, and this may have been kept or not. Look"
    " whether it is there before you send it again."
)

# The low byte of SQLite's error code is the family that it belongs to.
_SQLITE_FAMILY = 0xFF
_SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_NOMEM: OUT_OF_REACH,
    sqlite3.SQLITE_READONLY: OUT_OF_REACH,
    sqlite3.SQLITE_IOERR: OUT_OF_REACH,
    sqlite3.SQLITE_CORRUPT: OUT_OF_REACH,
    sqlite3.SQLITE_CANTOPEN: OUT_OF_REACH,
    sqlite3.SQLITE_NOTADB: OUT_OF_REACH,
}
# The first characters of PostgreSQL's SQLSTATE, the longest match first.
_SQLSTATE_SENTENCES = (
    ("53100", FULL),
    ("55P03", BUSY),
    ("40", BUSY),  # a serialisation failure or a deadlock
    ("53", OUT_OF_REACH),  # out of memory or connections
    ("08", OUT_OF_REACH),  # the connection broke
    ("57014", _SLOW),
    ("57", OUT_OF_REACH),  # shut down, starting up
    ("58", OUT_OF_REACH),  # the disk fails
    ("28", OUT_OF_REACH),  # the server refuses us
    ("3D", OUT_OF_REACH),  # there is no such database
    ("25006", OUT_OF_REACH),  # a standby that takes no writes
)


def _nothing_is_done() -> bool:
    return False


@contextmanager
def failures_named(is_done: Callable[[], bool] = _nothing_is_done) -> Iterator[None]:
    """Turn a failure of the database, but none of ours, into Unavailable.

    `is_done` says that all was said but the last word, so that silence no longer means no.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        is_uncertain = error.connection_invalidated and is_done()
        raise Unavailable(_UNCERTAIN if is_uncertain else sentence) from error
    except PoolTimeout as error:
        raise Unavailable(BUSY) from error
    except (OSError, TimeoutError) as error:
        raise Unavailable(_UNCERTAIN if is_done() else OUT_OF_REACH) from error


def sentence_for(error: DBAPIError) -> Said | None:
    """Return what to say of it, None where it is a fault of our own."""
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
    return OUT_OF_REACH if error.connection_invalidated else None
