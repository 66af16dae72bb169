"""Read all that is kept about a page of comments, in one look for each table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment
from belowline.conversation.notice import IllegalNotice
from belowline.desk.gathering import Gathered
from belowline.desk.ports import MOST_COUNTED
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.escalations import OF_COMMENTS as _ESCALATIONS
from belowline.store.escalations import escalation_from
from belowline.store.notices import WITH_ANSWERS
from belowline.store.records import (
    AnyRow,
    appeal_from,
    comment_from,
    report_from,
    revision_from,
    ruling_from,
    story_from,
)
from belowline.store.schema import (
    appeals,
    comments,
    reports,
    revisions,
    rulings,
    stories,
)
from belowline.store.tables.redress import ANSWERED_APPEALS, notices
from belowline.store.tables.threads import thread_orders
from belowline.store.thread_orders import order_from
from belowline.store.undoing import WAS_UNDONE, WITH_LETTERS

_SITE: BindParameter[Any] = bindparam("site_id")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_written = comments.alias("written")
# Counted to where it no longer matters: some authors have written ten thousand.
_PUBLISHED = (
    select(_written.c.comment_id)
    .where(
        _written.c.site_id == comments.c.site_id,
        _written.c.author_id == comments.c.author_id,
        _written.c.state == literal_column("'published'"),
    )
    .limit(MOST_COUNTED)
    .correlate(comments)
    .subquery()
)
_JUDGED: Select[Any] = (
    select(
        revisions,
        select(func.count()).select_from(_PUBLISHED).scalar_subquery().label("published"),
    )
    .join_from(
        comments,
        revisions,
        (revisions.c.site_id == comments.c.site_id)
        & (revisions.c.comment_id == comments.c.comment_id)
        & (revisions.c.number == func.coalesce(comments.c.pending, comments.c.revision)),
    )
    .where(comments.c.site_id == _SITE, comments.c.comment_id.in_(_IDS))
)
_STORIES = select(stories).where(stories.c.site_id == _SITE, stories.c.story_id.in_(_IDS))
_PARENTS = select(comments).where(comments.c.site_id == _SITE, comments.c.comment_id.in_(_IDS))
_REPORTS = (
    select(reports)
    .where(reports.c.site_id == _SITE, reports.c.comment_id.in_(_IDS))
    .order_by(reports.c.created_at, reports.c.report_id)
)
_APPEALS = ANSWERED_APPEALS.where(
    appeals.c.site_id == _SITE, appeals.c.comment_id.in_(_IDS)
).order_by(appeals.c.created_at, appeals.c.appeal_id)
_NOTICES = WITH_ANSWERS.where(notices.c.comment_id.in_(_IDS)).order_by(
    notices.c.created_at, notices.c.notice_id
)
_RULINGS = (
    WITH_LETTERS.add_columns(WAS_UNDONE.label("was_undone"))
    .where(rulings.c.site_id == _SITE, rulings.c.comment_id.in_(_IDS))
    .order_by(rulings.c.created_at, rulings.c.ruling_id)
)
# The latest comes last, and is the one that stays.
_ORDERS = (
    select(thread_orders)
    .where(thread_orders.c.site_id == _SITE, thread_orders.c.story_id.in_(_IDS))
    .order_by(thread_orders.c.created_at, thread_orders.c.order_id)
)

_Rows = Mapping[str, Sequence[AnyRow]]

# Ids are asked for in multiples of this.
_TOGETHER = 20


class Gathering(OnDatabase):
    """Everything about some comments; see `belowline.desk.gathering.GatheringStore`."""

    async def gather(
        self, site_id: SiteId, comments: Sequence[Comment]
    ) -> Mapping[CommentId, Gathered]:
        """Return what is kept about each of the comments."""
        if not comments:
            return {}
        async with self._database.reading() as connection:
            found = await _look(connection, site_id, comments)
        return {
            each.comment_id: _gathered(each, found)
            for each in comments
            if found.judged[each.comment_id] and found.stories[each.story_id]
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """What each look has found, by what it was asked for."""

    judged: _Rows
    stories: _Rows
    parents: _Rows
    orders: _Rows
    reports: _Rows
    appeals: _Rows
    notices: _Rows
    rulings: _Rows
    escalations: _Rows


async def _look(
    connection: AsyncConnection, site_id: SiteId, comments: Sequence[Comment]
) -> _Found:
    async def by(name: str, query: Select[Any], ids: Iterable[str | None]) -> _Rows:
        wanted = sorted({each for each in ids if each is not None})
        # So that one statement is prepared, and not one for each number of ids.
        wanted += wanted[-1:] * (-len(wanted) % _TOGETHER)
        rows: defaultdict[str, list[AnyRow]] = defaultdict(list)
        if wanted:
            for row in await connection.execute(query, {"site_id": site_id, "ids": wanted}):
                rows[getattr(row, name)].append(row)
        return rows

    these = [each.comment_id for each in comments]
    places = [each.story_id for each in comments]
    return _Found(
        judged=await by("comment_id", _JUDGED, these),
        stories=await by("story_id", _STORIES, places),
        parents=await by("comment_id", _PARENTS, (each.parent_id for each in comments)),
        orders=await by("story_id", _ORDERS, places),
        reports=await by("comment_id", _REPORTS, these),
        appeals=await by("comment_id", _APPEALS, these),
        notices=await by("comment_id", _NOTICES, these),
        rulings=await by("comment_id", _RULINGS, these),
        escalations=await by("comment_id", _ESCALATIONS, these),
    )


def _gathered(comment: Comment, found: _Found) -> Gathered:
    key = comment.comment_id
    parents = found.parents[comment.parent_id] if comment.parent_id else ()
    judged = found.judged[key][0]
    orders = found.orders[comment.story_id]
    rulings = [(row.was_undone, ruling_from(row)) for row in found.rulings[key]]
    return Gathered(
        judged=revision_from(judged),
        story=story_from(found.stories[comment.story_id][0]),
        parent=comment_from(parents[0]) if parents else None,
        author_published=judged.published,
        reports=[report_from(row) for row in found.reports[key]],
        appeals=[appeal_from(row) for row in found.appeals[key]],
        notices=[IllegalNotice(**row._mapping) for row in found.notices[key]],
        rulings=[ruling for was_undone, ruling in rulings if not was_undone],
        undone=[ruling for was_undone, ruling in rulings if was_undone],
        escalations=[escalation_from(row) for row in found.escalations[key]],
        thread_order=order_from(orders[-1]) if orders else None,
    )
