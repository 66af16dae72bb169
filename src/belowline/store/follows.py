"""Keep who follows which story, and find what is new there for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.follow import StoryNews
from belowline.kernel.ids import ReaderId, SiteId, StoryId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, comment_from, story_from
from belowline.store.schema import IS_PUBLISHED, comments, stories
from belowline.store.tables.digests import follows
from belowline.stories.story import Story

_SITE: Any = bindparam("site_id")
_READER: Any = bindparam("reader_id")

_FOLLOW = text(
    "INSERT INTO follows (site_id, reader_id, story_id, created_at)"
    " VALUES (:site_id, :reader_id, :story_id, :created_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=Moment))
_FOLLOWED = (
    select(stories)
    .join(
        follows,
        (follows.c.site_id == stories.c.site_id) & (follows.c.story_id == stories.c.story_id),
    )
    .where(follows.c.site_id == _SITE, follows.c.reader_id == _READER)
    .order_by(follows.c.created_at.desc(), follows.c.story_id.desc())
)

_mine = comments.alias("mine")
_INTERESTING = (
    select(follows.c.story_id)
    .where(follows.c.site_id == _SITE, follows.c.reader_id == _READER)
    .union(
        select(_mine.c.story_id).where(
            _mine.c.site_id == _SITE,
            _mine.c.author_id == _READER,
            _mine.c.created_at > bindparam("wrote_since", type_=Moment),
        )
    )
)
_parents = comments.alias("parents")
_IS_ANSWER = case((_parents.c.author_id == _READER, 1), else_=0)
_WITH_PARENTS = comments.outerjoin(
    _parents,
    (_parents.c.site_id == comments.c.site_id) & (_parents.c.comment_id == comments.c.parent_id),
)
_NEW = (
    comments.c.site_id == _SITE,
    comments.c.author_id != _READER,
    comments.c.created_at > bindparam("since", type_=Moment),
    comments.c.created_at <= bindparam("until", type_=Moment),
    IS_PUBLISHED,
)
_answers = func.sum(_IS_ANSWER)
_COUNTED = (
    select(comments.c.story_id, func.count().label("comments"), _answers.label("answers"))
    .select_from(_WITH_PARENTS)
    .where(*_NEW, comments.c.story_id.in_(_INTERESTING))
    .group_by(comments.c.story_id)
    .order_by(_answers.desc(), func.count().desc(), comments.c.story_id)
    .limit(bindparam("stories"))
)
_QUOTED = (
    select(comments)
    .select_from(_WITH_PARENTS)
    .where(*_NEW, comments.c.story_id == bindparam("story_id"))
    .order_by(_IS_ANSWER.desc(), comments.c.best.desc(), comments.c.comment_id)
    .limit(bindparam("quoted"))
)
_STORY = select(stories).where(
    stories.c.site_id == _SITE, stories.c.story_id == bindparam("story_id")
)


class Follows(OnDatabase):
    """What all sites' readers follow; see `belowline.conversation.follow.FollowStore`."""

    async def follow(
        self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId, *, at: datetime
    ) -> None:
        """Keep that the reader follows the story."""
        key = {"site_id": site_id, "reader_id": reader_id, "story_id": story_id, "created_at": at}
        async with self._database.writing() as connection:
            await connection.execute(_FOLLOW, key)

    async def unfollow(self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(follows).where(
                    follows.c.site_id == site_id,
                    follows.c.reader_id == reader_id,
                    follows.c.story_id == story_id,
                )
            )

    async def followed(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Story]:
        """Return the stories that the reader follows."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            return [story_from(row) for row in await connection.execute(_FOLLOWED, key)]

    async def story_news(
        self,
        site_id: SiteId,
        reader_id: ReaderId,
        *,
        since: datetime,
        until: datetime,
        wrote_since: datetime,
        stories: int,
        quoted: int,
    ) -> Sequence[StoryNews]:
        """Return what others said in stories that the reader follows or has written under."""
        key = {"site_id": site_id, "reader_id": reader_id, "since": since, "until": until}
        wanted = {**key, "wrote_since": wrote_since, "stories": stories}
        async with self._database.reading() as connection:
            counted = (await connection.execute(_COUNTED, wanted)).all()
            return [await _news(connection, {**key, "quoted": quoted}, row) for row in counted]


async def _news(connection: AsyncConnection, key: dict[str, Any], row: AnyRow) -> StoryNews:
    of_story = {"site_id": key["site_id"], "story_id": row.story_id}
    story = (await connection.execute(_STORY, of_story)).one()
    found = await connection.execute(_QUOTED, {**key, "story_id": row.story_id})
    return StoryNews(
        story=story_from(story),
        comments=row.comments,
        answers=int(row.answers),
        quoted=[comment_from(each) for each in found],
    )
