"""Keep filters under a name, for the moderator who comes back to them every day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.desk.filters import Filters, parse_filters
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

LONGEST_NAME = 40
# More would no longer be seen at a glance.
MOST_VIEWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """Filters of one moderator, under a name."""

    site_id: SiteId
    reader_id: ReaderId
    name: str
    query: Mapping[str, str]
    created_at: datetime


class ViewStore(Protocol):
    """Keeps moderators' views."""

    async def keep_view(self, view: SavedView) -> None:
        """Keep a view, in place of the moderator's own of that name."""
        ...

    async def forget_view(self, site_id: SiteId, reader_id: ReaderId, name: str) -> None:
        """Forget a view; an unknown one is no error."""
        ...

    async def views(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[SavedView]:
        """Return the moderator's views in the order in which they were kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The use cases, for staff only; each sees their own."""

    store: ViewStore
    clock: Clock

    async def mine(self, me: Reader | None, site_id: SiteId) -> Sequence[SavedView]:
        """Return one's own views."""
        require(Right.MODERATE, me)
        assert me is not None
        return await self.store.views(site_id, me.reader_id)

    async def keep(self, me: Reader | None, site_id: SiteId, name: str, filters: Filters) -> None:
        """Keep filters under a name; raises Refused for no name, no filters or too many views."""
        require(Right.MODERATE, me)
        assert me is not None
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise _refused(f"Name the view, in up to {LONGEST_NAME} characters.")
        if not filters.query():
            raise _refused("Choose a filter first: without one, a view is the whole queue.")
        others = [view for view in await self.mine(me, site_id) if view.name != name]
        if len(others) >= MOST_VIEWS:
            raise _refused(f"There is room for {MOST_VIEWS} views. Forget one first.")
        view = SavedView(
            site_id=site_id,
            reader_id=me.reader_id,
            name=name,
            query=filters.query(),
            created_at=self.clock(),
        )
        await self.store.keep_view(view)

    async def forget(self, me: Reader | None, site_id: SiteId, name: str) -> None:
        """Forget one of one's own views."""
        require(Right.MODERATE, me)
        assert me is not None
        await self.store.forget_view(site_id, me.reader_id, name)


def filters_of(view: SavedView) -> Filters:
    """Return a view's filters; what there is no longer asks for nothing."""
    try:
        return parse_filters(view.query)
    except Refused:
        return Filters()


def _refused(why: str) -> Refused:
    return Refused(why, code="bad-view", field="name")
