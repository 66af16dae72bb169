"""Keep the words of what is written, in the transaction that keeps the revision itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, Revision
from belowline.desk.search_words import search_words
from belowline.store.prepared import Prepared
from belowline.store.records import Values
from belowline.store.tables.search import documents
from belowline.store.waiting import language_of

# Bits of a place below its millisecond.
PLACE_BITS = 16

_ADD = Prepared(insert(documents))
_LAST_OF_MILLISECOND = Prepared(
    select(func.max(documents.c.place)).where(
        documents.c.place >= bindparam("lowest"), documents.c.place < bindparam("highest")
    )
)
_FORGET = delete(documents).where(
    documents.c.site_id == bindparam("of_site"), documents.c.comment_id == bindparam("of_comment")
)


def place_at(moment: datetime) -> int:
    """Return the first place of a millisecond."""
    return round(moment.timestamp() * 1000) << PLACE_BITS


def document_row(comment: Comment, revision: Revision, place: int) -> Values:
    """Return the row of a revision's words."""
    return {
        "site_id": comment.site_id,
        "comment_id": comment.comment_id,
        "number": revision.number,
        "place": place,
        "story_id": comment.story_id,
        "author_id": comment.author.reader_id,
        "language": language_of(revision.text),
        "words": " ".join(search_words(revision.text)),
    }


async def keep_words(connection: AsyncConnection, comment: Comment, revision: Revision) -> None:
    """Keep the words of a new revision."""
    await keep_words_of(connection, [(comment, revision)])


async def keep_words_of(
    connection: AsyncConnection, written: Sequence[tuple[Comment, Revision]]
) -> None:
    """Keep the words of each of these revisions."""
    free: dict[int, int] = {}
    rows = []
    for comment, revision in written:
        first = place = place_at(revision.created_at)
        if connection.dialect.name == "sqlite":
            # There a place is one row's alone, and this the only writer.
            place = free[first] if first in free else await _free_behind(connection, first)
            free[first] = place + 1
        rows.append(document_row(comment, revision, place))
    await _ADD.tell(connection, rows)


async def _free_behind(connection: AsyncConnection, first: int) -> int:
    """Return the first place of a millisecond that no row has yet."""
    key = {"lowest": first, "highest": first + (1 << PLACE_BITS)}
    last: int | None = (await _LAST_OF_MILLISECOND.ask(connection, key)).scalar_one()
    return first if last is None else last + 1


async def forget_words(connection: AsyncConnection, comment: Comment) -> None:
    """Forget the words of all revisions of a comment."""
    await connection.execute(
        _FORGET, {"of_site": comment.site_id, "of_comment": comment.comment_id}
    )
