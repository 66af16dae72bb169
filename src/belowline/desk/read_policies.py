"""Read the policies that were saved at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.desk.policy_versions import SavedPolicy, SavedPolicyStore
from belowline.desk.save_policy import newest
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# Versions on one page.
HISTORY_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPolicies:
    """The use cases of whoever edits the policy, and looks back."""

    store: SavedPolicyStore
    brought: SavedPolicy

    async def current(self, me: Reader | None, site_id: SiteId) -> SavedPolicy:
        """Return what is in force; number 0 where nothing was saved."""
        require(Right.OVERSEE, me)
        return await newest(self.store, self.brought, site_id)

    async def version(self, me: Reader | None, site_id: SiteId, number: int) -> SavedPolicy:
        """Return a saved version; raises NotFound."""
        require(Right.OVERSEE, me)
        saved = await self.store.saved_policy(site_id, number)
        if saved is None:
            raise NotFound("There is no such version of the policy.")
        return saved

    async def history(
        self, me: Reader | None, site_id: SiteId, *, before: int | None = None
    ) -> tuple[Sequence[SavedPolicy], int | None]:
        """Return the newest versions, and the number in front of which the next page begins."""
        require(Right.OVERSEE, me)
        found = await self.store.saved_policies(site_id, before=before, limit=HISTORY_PAGE + 1)
        page = found[:HISTORY_PAGE]
        return page, page[-1].number if len(found) > HISTORY_PAGE else None
