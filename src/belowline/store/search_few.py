"""Name the few comments that a search's filters leave, where they leave few."""

from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import State
from belowline.desk.filters import Filters
from belowline.kernel.ids import SiteId
from belowline.store.schema import comments, reports
from belowline.store.tables.desk import NOT_PUBLISHED, waiting


def few(filters: Filters) -> Select[Any] | None:
    """Return the ids of comments among which all are that are asked for, found by an index."""
    site_id: BindParameter[Any] = bindparam("site_id")
    if filters.reporter is not None:
        return select(reports.c.comment_id).where(
            reports.c.site_id == site_id, reports.c.reader_id == filters.reporter
        )
    if filters.waits is not None:
        return select(waiting.c.comment_id).where(
            waiting.c.site_id == site_id, waiting.c.attention == filters.waits
        )
    if filters.state not in (None, State.PUBLISHED):
        return select(comments.c.comment_id).where(
            comments.c.site_id == site_id, comments.c.state == filters.state, NOT_PUBLISHED
        )
    return None


async def are_few(
    connection: AsyncConnection, site_id: SiteId, ids: Select[Any], *, most: int
) -> bool:
    """Say whether they are no more than so many."""
    counted = select(func.count()).select_from(ids.limit(most + 1).subquery("counted"))
    found: int = (await connection.execute(counted, {"site_id": site_id})).scalar_one()
    return found <= most
