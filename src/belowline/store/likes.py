"""Keep likes: one of each reader for a comment."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.store.best import keep_voice
from belowline.store.database import OnDatabase
from belowline.store.events import record
from belowline.store.schema import likes
from belowline.store.visibility import Standing, lock_comment, move_story, set_likes
from belowline.store.waiting import place_again

_OWN = select(likes.c.reader_id).where(
    likes.c.site_id == bindparam("site_id"),
    likes.c.comment_id == bindparam("comment_id"),
    likes.c.reader_id == bindparam("reader_id"),
)


class Likes(OnDatabase):
    """The likes of all sites; see `belowline.conversation.ports.CommentStore`."""

    async def like(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Keep one like of this reader, once, and return the number of likes."""
        key = {"site_id": site_id, "comment_id": comment_id, "reader_id": reader_id}
        async with self._database.writing() as connection:
            before = await lock_comment(connection, site_id, comment_id)
            if (await connection.execute(_OWN, key)).first() is not None:
                return before.comment.likes
            row = key | {"story_id": before.comment.story_id}
            await connection.execute(insert(likes), row)
            await keep_voice(connection, site_id, comment_id, reader_id)
            return await _count(connection, before, +1, self._clock())

    async def unlike(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Take the like back, if there is one, and return the number of likes."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, site_id, comment_id)
            taken = await connection.execute(
                delete(likes).where(
                    likes.c.site_id == site_id,
                    likes.c.comment_id == comment_id,
                    likes.c.reader_id == reader_id,
                )
            )
            if taken.rowcount == 0:
                return before.comment.likes
            return await _count(connection, before, -1, self._clock())


async def _count(connection: AsyncConnection, before: Standing, more: int, at: datetime) -> int:
    number = before.comment.likes + more
    await set_likes(connection, before.comment, number)
    if before.comment.attention is not None:
        await place_again(connection, before.comment.site_id, before.comment.comment_id)
    if before.is_public:
        await move_story(connection, before.comment)
    kind = EventKind.CHANGED if before.is_public else EventKind.KEPT
    await record(connection, before.comment, kind, at, number)
    return number
