"""Save another policy at the desk, and put it in force."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from belowline.conversation.ports import PolicyStore
from belowline.conversation.words import check_note
from belowline.desk.policy_versions import SavedPolicy, SavedPolicyStore
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Refused
from belowline.kernel.ids import ReaderId, SiteId
from belowline.moderation import full_policy_text, parse_policy
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# What a person reads at a glance; it is written for whoever looks back in a year.
LONGEST_REASON = 1_000
# Several times what the longest policies have; the server reads it while others wait.
LONGEST_POLICY = 60_000


class SavingStore(SavedPolicyStore, PolicyStore, Protocol):
    """The policies that were saved, and every version that ever held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePolicy:
    """The use case. `brought` is what holds while nothing was saved; `take` puts in force."""

    store: SavingStore
    brought: SavedPolicy
    take: Callable[[SiteId], Awaitable[None]]
    clock: Clock

    async def __call__(
        self, me: Reader | None, site_id: SiteId, text: str, *, reason: str, seen: int
    ) -> SavedPolicy:
        """Keep the policy as the newest, and put it in force; `seen` is the number it changes.

        Raises PolicyError for a text that is no policy, Refused where nothing changes or no reason
        is given, Conflict `policy-changed` where somebody else saved another meanwhile.
        """
        require(Right.OVERSEE, me)
        assert me is not None
        return await self.keep(site_id, text, by=me.reader_id, reason=reason, seen=seen)

    async def keep(
        self, site_id: SiteId, text: str, *, by: ReaderId | None, reason: str, seen: int
    ) -> SavedPolicy:
        """Do the same for whoever may use the server's own files: `by` is None there."""
        check_length(text)
        policy = await asyncio.to_thread(parse_policy, text)
        reason = check_note(reason, field="reason", longest=LONGEST_REASON)
        if not reason:
            raise Refused(
                "Say why: whoever looks back in a year will ask.",
                code="reason-missing",
                field="reason",
            )
        now = await newest(self.store, self.brought, site_id)
        if now.number == seen and now.text.strip() == text.strip():
            raise Refused("Nothing has changed: this is the policy in force.", code="policy-same")
        first = await self._first(site_id) if seen == 0 else None
        saved = SavedPolicy(
            site_id=site_id,
            number=(seen or 1) + 1,
            version=policy.version,
            text=text,
            by=by,
            reason=reason,
            saved_at=self.clock(),
        )
        await self._check_digest(saved)
        await self.store.save_policy(saved, whole=full_policy_text(text), first=first)
        await self.take(site_id)
        return saved

    async def _first(self, site_id: SiteId) -> SavedPolicy:
        """Return what held before, so that one can go back to it."""
        brought = self.brought
        whole = full_policy_text(brought.text)
        await self.store.keep_policy(site_id, brought.version, whole, brought.saved_at)
        return replace(brought, number=1)

    async def _check_digest(self, saved: SavedPolicy) -> None:
        """A version's name has eight digits of a hash: two texts must not come under one name."""
        kept = await self.store.policy_text(saved.site_id, saved.version)
        if kept is not None and kept != full_policy_text(saved.text):
            raise Conflict(
                "Another policy has this version already. Change the version in the text.",
                code="policy-version",
            )


async def newest(store: SavedPolicyStore, brought: SavedPolicy, site_id: SiteId) -> SavedPolicy:
    """Return what was saved last; number 0 with what a file brought where nothing was."""
    return await store.saved_policy(site_id) or brought


def check_length(text: str) -> None:
    """Raises Refused for a text that is longer than any policy."""
    if len(text) > LONGEST_POLICY:
        raise Refused(
            f"A policy may have up to {LONGEST_POLICY:,} characters.", code="policy-too-long"
        )
