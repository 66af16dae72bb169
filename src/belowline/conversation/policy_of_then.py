"""Find the policy as it was when somebody ruled by it."""

from collections import OrderedDict
from dataclasses import dataclass, field

from belowline.conversation.in_force import InForce
from belowline.conversation.ports import PolicyStore
from belowline.kernel.ids import SiteId
from belowline.moderation import Policy, PolicyError, parse_policy

# A policy is changed now and then; a few versions explain nearly all rulings that are looked at.
_REMEMBERED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOfThen:
    """The versions of a policy, of which one is in force."""

    store: PolicyStore
    in_force: InForce
    _read: OrderedDict[tuple[SiteId, str], Policy] = field(default_factory=OrderedDict)

    async def __call__(self, site_id: SiteId, version: str) -> tuple[Policy, bool]:
        """Return the policy of that version.

        Where it wasn't kept, or can't be read any more, return the current one, and True.
        """
        current = self.in_force.policy
        if version == current.version:
            return current, False
        known = self._read.get((site_id, version))
        if known is None:
            text = await self.store.policy_text(site_id, version)
            if text is None:
                return current, True
            try:
                known = parse_policy(text)
            except PolicyError:
                return current, True
            self._remember(site_id, version, known)
        return known, False

    def _remember(self, site_id: SiteId, version: str, policy: Policy) -> None:
        self._read[site_id, version] = policy
        if len(self._read) > _REMEMBERED:
            self._read.popitem(last=False)
