"""Read what one reader wrote, liked and reported."""

from sqlalchemy import bindparam, func, select

from belowline.conversation.comment import State
from belowline.conversation.ports import AuthorRecord, Personal
from belowline.kernel.ids import ReaderId, SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.records import comment_from
from belowline.store.schema import IS_PUBLISHED, comments, likes, reports

_BY_READER = (
    comments.c.site_id == bindparam("site_id"),
    comments.c.author_id == bindparam("reader_id"),
)
_PUBLISHED = Prepared(select(func.count()).select_from(comments).where(*_BY_READER, IS_PUBLISHED))
# What was taken back has no text left to compare with.
_RECENT = Prepared(
    select(comments.c.text)
    .where(*_BY_READER, comments.c.state != State.WITHDRAWN)
    .order_by(comments.c.comment_id.desc())
    .limit(bindparam("limit"))
)
_OWN = (
    select(comments)
    .where(
        *_BY_READER,
        comments.c.story_id == bindparam("story_id"),
        comments.c.state != State.WITHDRAWN,
    )
    .order_by(comments.c.comment_id.desc())
    .limit(bindparam("limit"))
)
_LIKED = select(likes.c.comment_id).where(
    likes.c.site_id == bindparam("site_id"),
    likes.c.reader_id == bindparam("reader_id"),
    likes.c.story_id == bindparam("story_id"),
)
_REPORTED = select(reports.c.comment_id, reports.c.reason).where(
    reports.c.site_id == bindparam("site_id"),
    reports.c.reader_id == bindparam("reader_id"),
    reports.c.story_id == bindparam("story_id"),
)


class Authors(OnDatabase):
    """What belongs to one reader; see `belowline.conversation.ports.CommentStore`."""

    async def author_record(
        self, site_id: SiteId, reader_id: ReaderId, *, recent: int
    ) -> AuthorRecord:
        """Return the author's record with up to `recent` texts."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            published = (await _PUBLISHED.ask(connection, key)).scalar_one()
            texts = (await _RECENT.ask(connection, key | {"limit": recent})).scalars()
            return AuthorRecord(published=published, recent=tuple(texts))

    async def personal(
        self, site_id: SiteId, story_id: StoryId, reader_id: ReaderId, *, limit: int
    ) -> Personal:
        """Return the reader's newest own comments, likes and reports in this story."""
        key = {"site_id": site_id, "reader_id": reader_id, "story_id": story_id}
        async with self._database.reading() as connection:
            own = tuple(map(comment_from, await connection.execute(_OWN, key | {"limit": limit})))
            liked = frozenset((await connection.execute(_LIKED, key)).scalars())
            reported = await connection.execute(_REPORTED, key)
            return Personal(
                comments=own,
                liked=liked,
                reported={row.comment_id: row.reason for row in reported},
            )
