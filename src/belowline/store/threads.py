"""Read a thread page by page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select, tuple_, union_all

from belowline.conversation.comment import Comment
from belowline.conversation.paging import PAGE_SIZE, Cursor, Sort
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.columns import Key
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.schema import IS_PUBLISHED, IS_REPLY, IS_ROOT, comments
from belowline.store.tables.highlights import IS_FEATURED

Comments = Select[Any]

_id = comments.c.comment_id
_OF_SITE = select(comments).where(comments.c.site_id == bindparam("site_id"))
_OF_STORY = _OF_SITE.where(comments.c.story_id == bindparam("story_id"))
_ROOTS = _OF_STORY.where(comments.c.shown, IS_ROOT).limit(bindparam("limit"))
_LISTING = _OF_STORY.where(IS_PUBLISHED).limit(bindparam("limit"))
_REPLIES = _LISTING.where(comments.c.parent_id == bindparam("parent_id"))
_FEATURED = Prepared(
    _OF_STORY.where(IS_PUBLISHED, IS_FEATURED)
    .order_by(comments.c.featured_at.desc(), _id.desc())
    .limit(bindparam("limit"))
)
_BRANCH = Prepared(
    _OF_SITE.where(
        comments.c.root_id == bindparam("root_id"),
        comments.c.shown,
        IS_REPLY,
        _id > bindparam("after"),
    )
    .order_by(_id)
    .limit(bindparam("limit"))
)

# Sorts before every id.
_BEFORE_ALL = CommentId("")

_ROOT_NAMES = [f"root_{number}" for number in range(PAGE_SIZE)]


def _branches() -> Comments:
    """Return the statement for the first replies of PAGE_SIZE roots.

    It looks into the index once for each of them, so that a branch of ten thousand costs no more
    than one of ten. As one look for all, either database may come to read every reply that there
    is.
    """
    each = [
        select(_id)
        .where(
            comments.c.site_id == bindparam("site_id"),
            comments.c.root_id == bindparam(name),
            comments.c.shown,
            IS_REPLY,
        )
        .order_by(_id)
        .limit(bindparam("limit"))
        .subquery()
        for name in _ROOT_NAMES
    ]
    return _OF_SITE.where(_id.in_(union_all(*map(select, each))))


_BRANCHES = Prepared(_branches())


class Threads(OnDatabase):
    """Threads as readers see them; see `belowline.conversation.ports.CommentStore`."""

    async def roots(
        self, site_id: SiteId, story_id: StoryId, *, sort: Sort, after: Cursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown comments without a parent, in order, behind the cursor."""
        key: dict[str, Any] = {"site_id": site_id, "story_id": story_id, "limit": limit}
        return await self._page(_SORTED_ROOTS[sort, after is not None], key | _behind(sort, after))

    async def featured(
        self, site_id: SiteId, story_id: StoryId, *, limit: int
    ) -> Sequence[Comment]:
        """Return published comments that the editors picked, the latest pick first."""
        key = {"site_id": site_id, "story_id": story_id, "limit": limit}
        return await self._page(_FEATURED, key)

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
        kind = _SORTED_LISTING
        if parent_id is not None:
            kind, key["parent_id"] = _SORTED_REPLIES, parent_id
        return await self._page(kind[sort, after is not None], key | _behind(sort, after))

    async def branches(
        self, site_id: SiteId, root_ids: Sequence[CommentId], *, limit_each: int
    ) -> Mapping[CommentId, Sequence[Comment]]:
        """Return for each root its first shown descendants, oldest first."""
        found: list[Comment] = []
        for begun in range(0, len(root_ids), PAGE_SIZE):
            # Where there are fewer, nothing answers what is asked for in their place.
            some = [*root_ids[begun : begun + PAGE_SIZE], *[_BEFORE_ALL] * PAGE_SIZE]
            named = dict(zip(_ROOT_NAMES, some, strict=False))
            found += await self._page(_BRANCHES, {"site_id": site_id, "limit": limit_each, **named})
        return _by_root(root_ids, found)

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
        return await self._page(_BRANCH, key)

    async def _page(self, statement: Prepared, key: Mapping[str, Any]) -> Sequence[Comment]:
        async with self._database.reading() as connection:
            return await self._comments_read.ask(statement, connection, key)


_Sorted = Mapping[tuple[Sort, bool], Prepared]


def _sorted(query: Comments) -> _Sorted:
    """Return the query in each order, from the beginning and behind a cursor: by key, never by
    counting rows."""
    return {
        (sort, is_behind): Prepared(_in_order(query, sort, is_behind))
        for sort in Sort
        for is_behind in (False, True)
    }


def _in_order(query: Comments, sort: Sort, is_behind: bool) -> Comments:
    after = bindparam("after", type_=Key())
    if sort is Sort.BEST:
        query = query.order_by(comments.c.best.desc(), _id.desc())
        last = tuple_(bindparam("best", type_=comments.c.best.type), after)
        return query.where(tuple_(comments.c.best, _id) < last) if is_behind else query
    if sort is Sort.OLDEST:
        query = query.order_by(_id)
        return query.where(_id > after) if is_behind else query
    query = query.order_by(_id.desc())
    return query.where(_id < after) if is_behind else query


def _behind(sort: Sort, after: Cursor | None) -> dict[str, Any]:
    """Return what says where the last page ended."""
    if after is None:
        return {}
    key: dict[str, Any] = {"after": after.comment_id}
    return key | {"best": after.best} if sort is Sort.BEST else key


_SORTED_ROOTS, _SORTED_LISTING, _SORTED_REPLIES = map(_sorted, (_ROOTS, _LISTING, _REPLIES))


def _by_root(
    root_ids: Iterable[CommentId], found: Iterable[Comment]
) -> Mapping[CommentId, Sequence[Comment]]:
    branches: dict[CommentId, list[Comment]] = {root_id: [] for root_id in root_ids}
    for comment in sorted(found, key=lambda comment: comment.comment_id):
        branches[comment.root_id].append(comment)
    return branches
