"""Keep what moderators decided about threads in a list."""

from dataclasses import replace

from belowline.conversation.threads import ThreadOrder
from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.story import Story
from tests.memory_store.tables import OnTables


class MemoryThreadOrders(OnTables):
    """See `belowline.conversation.threads.ThreadModeStore`."""

    async def order_thread(self, order: ThreadOrder) -> Story | None:
        """Keep the order and open or close the story by it."""
        key = order.site_id, order.story_id
        story = self._tables.stories.get(key)
        if story is None:
            return None
        self._tables.thread_orders.append(order)
        changed = replace(story, open=order.mode.takes_comments, version=story.version + 1)
        self._tables.stories[key] = changed
        self._tell_of_story(changed, order.created_at)
        return changed

    async def thread_order(self, site_id: SiteId, story_id: StoryId) -> ThreadOrder | None:
        """Return the latest order, None where there never was one."""
        key = site_id, story_id
        found = [
            each for each in self._tables.thread_orders if (each.site_id, each.story_id) == key
        ]
        return max(found, key=lambda each: (each.created_at, each.order_id), default=None)
