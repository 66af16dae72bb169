"""Keep moderators' views of the queue."""

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from belowline.desk.saved_views import SavedView
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.tables.desk import saved_views as table

_OWN = (
    select(table)
    .where(
        table.c.site_id == bindparam("site_id"),
        table.c.reader_id == bindparam("reader_id"),
    )
    .order_by(table.c.created_at, table.c.name)
)
_FORGET = delete(table).where(
    table.c.site_id == bindparam("of_site"),
    table.c.reader_id == bindparam("of_reader"),
    table.c.name == bindparam("of_name"),
)


class SavedViews(OnDatabase):
    """The views of all sites' moderators; see `belowline.desk.saved_views.ViewStore`."""

    async def keep_view(self, view: SavedView) -> None:
        """Keep a view, in place of the moderator's own of that name."""
        key = {"of_site": view.site_id, "of_reader": view.reader_id, "of_name": view.name}
        row = {
            "site_id": view.site_id,
            "reader_id": view.reader_id,
            "name": view.name,
            "query": json.dumps(dict(view.query)),
            "created_at": view.created_at,
        }
        async with self._database.writing() as connection:
            await connection.execute(_FORGET, key)
            await connection.execute(insert(table), row)

    async def forget_view(self, site_id: SiteId, reader_id: ReaderId, name: str) -> None:
        """Forget a view."""
        key = {"of_site": site_id, "of_reader": reader_id, "of_name": name}
        async with self._database.writing() as connection:
            await connection.execute(_FORGET, key)

    async def views(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[SavedView]:
        """Return the moderator's views."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            return tuple(
                SavedView(**{**row._mapping, "query": json.loads(row.query)})
                for row in await connection.execute(_OWN, key)
            )
