"""Keep moderators' views of the queue in a dict."""

from collections.abc import Sequence

from belowline.desk.saved_views import SavedView
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryViews(OnTables):
    """See `belowline.desk.saved_views.ViewStore`."""

    async def keep_view(self, view: SavedView) -> None:
        """Keep a view."""
        self._tables.views[view.site_id, view.reader_id, view.name] = view

    async def forget_view(self, site_id: SiteId, reader_id: ReaderId, name: str) -> None:
        """Forget a view."""
        self._tables.views.pop((site_id, reader_id, name), None)

    async def views(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[SavedView]:
        """Return the moderator's views."""
        own = [
            view
            for view in self._tables.views.values()
            if (view.site_id, view.reader_id) == (site_id, reader_id)
        ]
        return sorted(own, key=lambda view: (view.created_at, view.name))
