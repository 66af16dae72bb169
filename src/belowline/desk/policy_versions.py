"""Say what a version of the policy is that was saved at the desk, and who keeps those."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.ids import ReaderId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPolicy:
    """A version of a site's policy as somebody saved it. Numbers count from 1, without a gap.

    Number 0 is what a file brought, which holds where nothing was saved.
    `version` is the policy's own, by which rulings name it; two saved versions with the same
    words have the same. `text` is as it was written, with its remarks. `by` is None for what a
    file or a command brought; `by_name` is the person's name as it is now, None once it is gone.
    """

    site_id: SiteId
    number: int
    version: str
    text: str
    by: ReaderId | None
    by_name: str | None = None
    reason: str
    saved_at: datetime


class SavedPolicyStore(Protocol):
    """Keeps the policies that were saved at the desk; they are only ever added."""

    async def save_policy(
        self, saved: SavedPolicy, *, whole: str, first: SavedPolicy | None = None
    ) -> None:
        """Keep a version as the site's newest: with its whole text for those who explain
        rulings, an entry in the log and an event, or none of these.

        `first` is what held before the desk saved anything, and is kept as number 1 where nothing
        was. Raises Conflict `policy-changed` unless the number follows on the newest.
        """
        ...

    async def saved_policy(self, site_id: SiteId, number: int | None = None) -> SavedPolicy | None:
        """Return a version, without a number the newest; None where there is none."""
        ...

    async def saved_policies(
        self, site_id: SiteId, *, before: int | None, limit: int
    ) -> Sequence[SavedPolicy]:
        """Return the versions in front of this number, the newest first."""
        ...
