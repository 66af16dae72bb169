"""Reckon a comment's place in the order "best" from its words, its likes and its answers."""

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.ranking import LIKES_REMEMBERED, best_score, voice_of
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.store.records import reader_from
from belowline.store.schema import comments, likes, readers
from belowline.store.tables.voices import voices

_READER = select(readers).where(
    readers.c.site_id == bindparam("site_id"), readers.c.reader_id == bindparam("reader_id")
)
# The newest stories first; the ids make the order the same on every database.
_LIKED = (
    select(likes.c.comment_id)
    .where(likes.c.site_id == bindparam("site_id"), likes.c.reader_id == bindparam("reader_id"))
    .order_by(likes.c.story_id.desc(), likes.c.comment_id.desc())
    .limit(LIKES_REMEMBERED)
    .subquery()
)
_LIKED_AUTHORS = (
    select(comments.c.author_id)
    .join(_LIKED, comments.c.comment_id == _LIKED.c.comment_id)
    .where(comments.c.site_id == bindparam("site_id"))
    .distinct()
)
_CIRCLES = (
    select(voices.c.circle, func.sum(voices.c.weight))
    .where(voices.c.site_id == bindparam("site_id"), voices.c.comment_id == bindparam("comment_id"))
    .group_by(voices.c.circle)
)


async def keep_voice(
    connection: AsyncConnection, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId
) -> None:
    """Keep what a like counts. Its row is there already: the liked author counts with the rest."""
    key = {"site_id": site_id, "reader_id": reader_id}
    row = (await connection.execute(_READER, key)).one_or_none()
    authors = (await connection.execute(_LIKED_AUTHORS, key)).scalars().all()
    voice = voice_of(reader_from(row) if row else None, authors)
    values = {"comment_id": comment_id, "circle": voice.circle, "weight": voice.weight}
    await connection.execute(insert(voices), key | values)


async def best_now(
    connection: AsyncConnection,
    site_id: SiteId,
    comment_id: CommentId,
    *,
    text: str,
    likes: int,
    replies: int,
) -> int:
    """Return the sort key for these words and answers, and the likes that stand in the tables."""
    circles: dict[int, int] = {}
    if likes:
        key = {"site_id": site_id, "comment_id": comment_id}
        found = await connection.execute(_CIRCLES, key)
        circles = {circle: int(weight) for circle, weight in found}
    return best_score(text, circles, replies)
