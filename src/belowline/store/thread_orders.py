"""Keep what moderators decided about threads."""

from sqlalchemy import bindparam, insert, select, update

from belowline.conversation.threads import ThreadOrder
from belowline.kernel.ids import SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.events import record_story
from belowline.store.prepared import Prepared
from belowline.store.records import AnyRow, story_from
from belowline.store.schema import stories
from belowline.store.tables.threads import thread_orders
from belowline.stories.story import Story

_LATEST = Prepared(
    select(thread_orders)
    .where(
        thread_orders.c.site_id == bindparam("site_id"),
        thread_orders.c.story_id == bindparam("story_id"),
    )
    .order_by(thread_orders.c.created_at.desc(), thread_orders.c.order_id.desc())
    .limit(1)
)
_STORY = select(stories).where(
    stories.c.site_id == bindparam("site_id"), stories.c.story_id == bindparam("story_id")
)
# Readers are shown the mode, so the version moves even where the story stays open or closed.
_SET = (
    update(stories)
    .where(stories.c.site_id == bindparam("of_site"), stories.c.story_id == bindparam("of_story"))
    .values(open=bindparam("is_open"), version=stories.c.version + 1)
)


class ThreadOrders(OnDatabase):
    """The orders of all sites; see `belowline.conversation.threads.ThreadModeStore`."""

    async def order_thread(self, order: ThreadOrder) -> Story | None:
        """Keep the order and open or close the story by it."""
        row = {
            "site_id": order.site_id,
            "order_id": order.order_id,
            "story_id": order.story_id,
            "mode": order.mode,
            "by_id": order.by,
            "by_name": order.by_name,
            "created_at": order.created_at,
        }
        key = {"site_id": order.site_id, "story_id": order.story_id}
        of_story = {"of_site": order.site_id, "of_story": order.story_id}
        async with self._database.writing() as connection:
            changed = await connection.execute(
                _SET, of_story | {"is_open": order.mode.takes_comments}
            )
            if changed.rowcount == 0:
                return None
            await connection.execute(insert(thread_orders), row)
            story = story_from((await connection.execute(_STORY, key)).one())
            await record_story(connection, order.site_id, order.story_id, order.created_at)
            return story

    async def thread_order(self, site_id: SiteId, story_id: StoryId) -> ThreadOrder | None:
        """Return the latest order, None where there never was one."""
        key = {"site_id": site_id, "story_id": story_id}
        async with self._database.reading() as connection:
            row = (await _LATEST.ask(connection, key)).one_or_none()
        return None if row is None else order_from(row)


def order_from(row: AnyRow) -> ThreadOrder:
    """Return the order of a row."""
    return ThreadOrder(
        site_id=row.site_id,
        order_id=row.order_id,
        story_id=row.story_id,
        mode=row.mode,
        by=row.by_id,
        by_name=row.by_name,
        created_at=row.created_at,
    )
