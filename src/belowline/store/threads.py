"""Read a thread page by page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment
from belowline.conversation.paging import Cursor, Sort
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.columns import Key
from belowline.store.database import OnDatabase
from belowline.store.records import comment_from
from belowline.store.schema import IS_PUBLISHED, IS_REPLY, IS_ROOT, comments
from belowline.store.tables.highlights import IS_FEATURED

Comments = Select[Any]

_id = comments.c.comment_id
_OF_SITE = select(comments).where(comments.c.site_id == bindparam("site_id"))
_OF_STORY = _OF_SITE.where(comments.c.story_id == bindparam("story_id"))
_ROOTS = _OF_STORY.where(comments.c.shown, IS_ROOT).limit(bindparam("limit"))
_FEATURED = (
    _OF_STORY.where(IS_PUBLISHED, IS_FEATURED)
    .order_by(comments.c.featured_at.desc(), _id.desc())
    .limit(bindparam("limit"))
)
_LISTING = _OF_STORY.where(IS_PUBLISHED).limit(bindparam("limit"))
_REPLIES = _LISTING.where(comments.c.parent_id == bindparam("parent_id"))
_BRANCH = (
    _OF_SITE.where(
        comments.c.root_id == bindparam("root_id"),
        comments.c.shown,
        IS_REPLY,
        _id > bindparam("after"),
    )
    .order_by(_id)
    .limit(bindparam("limit"))
)

# First the ids of each root's first replies, from the index alone; then those rows.
_NUMBERED = (
    select(
        _id,
        func.row_number().over(partition_by=comments.c.root_id, order_by=_id).label("place"),
    )
    .where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.root_id.in_(bindparam("root_ids", expanding=True)),
        comments.c.shown,
        IS_REPLY,
    )
    .subquery()
)
_BRANCHES = _OF_SITE.where(
    _id.in_(select(_NUMBERED.c.comment_id).where(_NUMBERED.c.place <= bindparam("limit")))
).order_by(_id)

# Sorts before every id.
_BEFORE_ALL = CommentId("")


class Threads(OnDatabase):
    """Threads as readers see them; see `belowline.conversation.ports.CommentStore`."""

    async def roots(
        self, site_id: SiteId, story_id: StoryId, *, sort: Sort, after: Cursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown comments without a parent, in order, behind the cursor."""
        key = {"site_id": site_id, "story_id": story_id, "limit": limit}
        async with self._database.reading() as connection:
            return await _page(connection, _sorted(_ROOTS, sort, after), key)

    async def featured(
        self, site_id: SiteId, story_id: StoryId, *, limit: int
    ) -> Sequence[Comment]:
        """Return published comments that the editors picked, the latest pick first."""
        key = {"site_id": site_id, "story_id": story_id, "limit": limit}
        async with self._database.reading() as connection:
            return await _page(connection, _FEATURED, key)

    async def listing(
        self,
        site_id: SiteId,
        story_id: StoryId,
        *,
        sort: Sort,
        after: Cursor | None,
        limit: int,
        parent_id: CommentId | None = None,
    ) -> Sequence[Comment]:
        """Return published comments of the story (any depth), or only replies to one parent."""
        key: dict[str, Any] = {"site_id": site_id, "story_id": story_id, "limit": limit}
        query = _LISTING
        if parent_id is not None:
            query, key["parent_id"] = _REPLIES, parent_id
        async with self._database.reading() as connection:
            return await _page(connection, _sorted(query, sort, after), key)

    async def branches(
        self, site_id: SiteId, root_ids: Sequence[CommentId], *, limit_each: int
    ) -> Mapping[CommentId, Sequence[Comment]]:
        """Return for each root its first shown descendants, oldest first."""
        if not root_ids:
            return {}
        key = {"site_id": site_id, "root_ids": list(root_ids), "limit": limit_each}
        async with self._database.reading() as connection:
            return _by_root(root_ids, await _page(connection, _BRANCHES, key))

    async def branch(
        self, site_id: SiteId, root_id: CommentId, *, after: CommentId | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown descendants of one root, oldest first, behind `after`."""
        key = {
            "site_id": site_id,
            "root_id": root_id,
            "after": after or _BEFORE_ALL,
            "limit": limit,
        }
        async with self._database.reading() as connection:
            return await _page(connection, _BRANCH, key)


async def _page(
    connection: AsyncConnection, query: Comments, key: Mapping[str, Any]
) -> Sequence[Comment]:
    return tuple(map(comment_from, await connection.execute(query, key)))


def _sorted(query: Comments, sort: Sort, after: Cursor | None) -> Comments:
    """Sort a query and let it go on behind the cursor: by key, never by counting rows."""
    if sort is Sort.BEST:
        return _best_first(query, after)
    if sort is Sort.OLDEST:
        query = query.order_by(_id)
        return query if after is None else query.where(_id > after.comment_id)
    query = query.order_by(_id.desc())
    return query if after is None else query.where(_id < after.comment_id)


def _best_first(query: Comments, after: Cursor | None) -> Comments:
    query = query.order_by(comments.c.best.desc(), _id.desc())
    if after is None:
        return query
    last = tuple_(literal(after.best), literal(after.comment_id, Key))
    return query.where(tuple_(comments.c.best, _id) < last)


def _by_root(
    root_ids: Iterable[CommentId], found: Iterable[Comment]
) -> Mapping[CommentId, Sequence[Comment]]:
    branches: dict[CommentId, list[Comment]] = {root_id: [] for root_id in root_ids}
    for comment in found:
        branches[comment.root_id].append(comment)
    return branches
