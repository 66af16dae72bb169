"""Name the few comments that a search's filters leave, where they leave few."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import State
from belowline.desk.filters import Filters
from belowline.kernel.ids import SiteId
from belowline.store.schema import comments, reports, stories
from belowline.store.tables.desk import NOT_PUBLISHED, waiting
from belowline.store.tables.search import documents


def few(filters: Filters) -> Iterator[Select[Any]]:
    """Yield the ids of comments among which all are that are asked for, each found by an index."""
    site_id: BindParameter[Any] = bindparam("site_id")
    if filters.reporter is not None:
        yield select(reports.c.comment_id).where(
            reports.c.site_id == site_id, reports.c.reader_id == filters.reporter
        )
    if filters.waits is not None:
        yield select(waiting.c.comment_id).where(
            waiting.c.site_id == site_id, waiting.c.attention == filters.waits
        )
    if filters.state not in (None, State.PUBLISHED):
        yield select(comments.c.comment_id).where(
            comments.c.site_id == site_id, comments.c.state == filters.state, NOT_PUBLISHED
        )
    if filters.language is not None:
        yield select(documents.c.comment_id).where(
            documents.c.site_id == site_id, documents.c.language == filters.language
        )
    if filters.section is not None:
        under = select(stories.c.story_id).where(
            stories.c.site_id == site_id, stories.c.section == filters.section
        )
        yield select(documents.c.comment_id).where(
            documents.c.site_id == site_id, documents.c.story_id.in_(under)
        )


async def fewest(
    connection: AsyncConnection, site_id: SiteId, filters: Filters, *, most: int
) -> Select[Any] | None:
    """Return those ids of which there are no more than so many, None where there are more."""
    for ids in few(filters):
        if await are_few(connection, site_id, ids, most=most):
            return ids
    return None


async def are_few(
    connection: AsyncConnection, site_id: SiteId, ids: Select[Any], *, most: int
) -> bool:
    """Say whether they are no more than so many."""
    counted = select(func.count()).select_from(ids.limit(most + 1).subquery("counted"))
    found: int = (await connection.execute(counted, {"site_id": site_id})).scalar_one()
    return found <= most
