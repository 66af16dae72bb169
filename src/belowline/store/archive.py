"""Read everything that was written on a site, page by page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Source, State, Verdict
from belowline.conversation.known import Known
from belowline.desk.ports import MOST_COUNTED, Written
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.known import known_from
from belowline.store.records import AnyRow, story_from
from belowline.store.schema import comments, revisions, rulings, stories
from belowline.store.undoing import STANDS
from belowline.stories.story import Story

_OF_SITE = (comments.c.site_id == bindparam("site_id"), comments.c.state != State.WITHDRAWN)
_SINCE = comments.c.created_at >= bindparam("since", type_=Moment)
_earlier = comments.alias("earlier")
# Counted to where it no longer matters: some authors have written ten thousand.
_PUBLISHED_BEFORE = (
    select(_earlier.c.comment_id)
    .where(
        _earlier.c.site_id == comments.c.site_id,
        _earlier.c.author_id == comments.c.author_id,
        _earlier.c.comment_id < comments.c.comment_id,
        _earlier.c.state == State.PUBLISHED,
    )
    .limit(MOST_COUNTED)
    .correlate(comments)
    .subquery()
)
_WRITTEN = (
    select(
        comments.c.comment_id,
        comments.c.story_id,
        comments.c.parent_id,
        comments.c.author_id,
        comments.c.author_name,
        comments.c.author_role,
        comments.c.created_at,
        comments.c.state,
        comments.c.revision,
        select(func.count())
        .select_from(_PUBLISHED_BEFORE)
        .scalar_subquery()
        .label("author_published"),
    )
    .where(*_OF_SITE)
    .order_by(comments.c.comment_id)
)
_PAGE = _WRITTEN.where(comments.c.comment_id > bindparam("after")).limit(bindparam("limit"))
_NAMED = _WRITTEN.where(comments.c.comment_id.in_(bindparam("ids", expanding=True)))
_SIZE = select(func.count()).select_from(comments).where(*_OF_SITE)
_place = func.row_number().over(order_by=comments.c.comment_id).label("place")
_PLACES = select(comments.c.comment_id, _place, func.count().over().label("of")).where(*_OF_SITE)
_REVISIONS = (
    select(revisions.c.comment_id, revisions.c.number, revisions.c.text, revisions.c.known)
    .where(
        revisions.c.site_id == bindparam("site_id"),
        revisions.c.comment_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(revisions.c.number)
)
_ANSWERED = select(comments.c.comment_id, comments.c.text, comments.c.revision).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id.in_(bindparam("ids", expanding=True)),
)
_STORIES = select(stories).where(
    stories.c.site_id == bindparam("site_id"),
    stories.c.story_id.in_(bindparam("ids", expanding=True)),
)
_VERDICTS = (
    select(rulings.c.comment_id, rulings.c.revision, rulings.c.verdict)
    .where(
        rulings.c.site_id == bindparam("site_id"),
        rulings.c.comment_id.in_(bindparam("ids", expanding=True)),
        rulings.c.source == Source.MODERATOR,
        STANDS,
    )
    .order_by(rulings.c.created_at, rulings.c.ruling_id)
)

# Sorts before every id.
_BEFORE_ALL = CommentId("")


class Archive(OnDatabase):
    """All comments of a site; see `belowline.desk.ports.ArchiveStore`."""

    async def written(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        after: CommentId | None,
        limit: int,
        as_it_stands: bool = False,
    ) -> Sequence[Written]:
        """Return the comments of all stories behind `after`, in the order of their ids."""
        key = {"site_id": site_id, "after": after or _BEFORE_ALL, "limit": limit}
        async with self._database.reading() as connection:
            rows = (await connection.execute(*_asked(_PAGE, key, since))).all()
            around = await _around(connection, site_id, rows, as_it_stands=as_it_stands)
        return tuple(_written(row, around) for row in rows)

    async def written_size(self, site_id: SiteId, *, since: datetime | None) -> int:
        """Count them."""
        async with self._database.reading() as connection:
            found = await connection.execute(*_asked(_SIZE, {"site_id": site_id}, since))
            size: int = found.scalar_one()
        return size

    async def written_spread(
        self, site_id: SiteId, *, since: datetime | None, most: int
    ) -> Sequence[CommentId]:
        """Return the ids of up to so many of them, evenly spread."""
        places, key = _asked(_PLACES, {"site_id": site_id, "most": most}, since)
        each = places.subquery()
        # Those at which the count of those taken rises by one: exactly so many, at even distances.
        taken = each.c.place * bindparam("most", type_=Integer) // each.c.of
        before = (each.c.place - 1) * bindparam("most", type_=Integer) // each.c.of
        query = select(each.c.comment_id).where(taken > before).order_by(each.c.comment_id)
        async with self._database.reading() as connection:
            return tuple((await connection.execute(query, key)).scalars())

    async def written_named(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Written]:
        """Return those of the comments that were not withdrawn."""
        key = {"site_id": site_id, "ids": list(comment_ids)}
        if not comment_ids:
            return ()
        async with self._database.reading() as connection:
            rows = (await connection.execute(*_asked(_NAMED, key, None))).all()
            around = await _around(connection, site_id, rows, as_it_stands=False)
        return tuple(_written(row, around) for row in rows)


def _asked(
    query: Select[Any], key: Mapping[str, Any], since: datetime | None
) -> tuple[Select[Any], Mapping[str, Any]]:
    return (query, key) if since is None else (query.where(_SINCE), {**key, "since": since})


@dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to the comments of a page: revisions, stories, parents, verdicts."""

    words: Mapping[CommentId, AnyRow]
    stories: Mapping[StoryId, Story]
    parents: Mapping[CommentId, AnyRow]
    parents_then: Mapping[tuple[CommentId, int], str]
    verdicts: Mapping[tuple[CommentId, int], Verdict]


async def _around(
    connection: AsyncConnection, site_id: SiteId, rows: Sequence[AnyRow], *, as_it_stands: bool
) -> _Around:
    async def those(query: Select[Any], ids: Iterable[str | None]) -> Iterable[AnyRow]:
        key = {"site_id": site_id, "ids": sorted({each for each in ids if each})}
        return await connection.execute(query, key) if key["ids"] else ()

    standing = {row.comment_id: row.revision for row in rows}
    ids = list(standing)
    revised = await those(_REVISIONS, ids)
    told = await those(_STORIES, (row.story_id for row in rows))
    answered = await those(_ANSWERED, (row.parent_id for row in rows))
    parents = {row.comment_id: row for row in answered}
    # Few are edited once they are answered.
    edited = await those(_REVISIONS, (key for key, row in parents.items() if row.revision > 1))
    ruled = await those(_VERDICTS, ids)
    return _Around(
        # Each in its order, so the last one stays.
        words={
            row.comment_id: row
            for row in revised
            if not as_it_stands or row.number == standing[row.comment_id]
        },
        stories={row.story_id: story_from(row) for row in told},
        parents=parents,
        parents_then={(row.comment_id, row.number): row.text for row in edited},
        verdicts={(row.comment_id, row.revision): row.verdict for row in ruled},
    )


def _written(row: AnyRow, around: _Around) -> Written:
    words = around.words[row.comment_id]
    known = known_from(words.known)
    return Written(
        comment_id=row.comment_id,
        created_at=row.created_at,
        revision=words.number,
        text=words.text,
        is_public=row.state == State.PUBLISHED,
        story=around.stories[row.story_id],
        parent=_answered(row, known, around),
        author_id=row.author_id,
        author_name=row.author_name,
        author_role=row.author_role,
        author_published=row.author_published,
        verdict=around.verdicts.get((row.comment_id, words.number)),
        known=known,
    )


def _answered(row: AnyRow, known: Known | None, around: _Around) -> str:
    """Return what was answered: as it was then, where anybody has kept which words those were."""
    parent = around.parents.get(row.parent_id)
    if parent is None:
        return ""
    now: str = parent.text
    if known is None:
        return now
    return around.parents_then.get((parent.comment_id, known.answered), now)
