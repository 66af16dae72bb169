"""Put the policy in force that was saved last: at the start, and when somebody saves another."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from belowline.conversation.in_force import InForce
from belowline.desk.policy_versions import SavedPolicy, SavedPolicyStore
from belowline.kernel.errors import Refused
from belowline.kernel.ids import SiteId
from belowline.moderation import Moderator, Policy, PolicyError, parse_policy

LOG = logging.getLogger("belowline.policy")


@dataclass(slots=True, kw_only=True)
class TakePolicy:
    """The use case: what was saved last at the desk holds from now on in this process.

    `make` builds the engine for a policy. `on_taken` is called once it holds: what was made of
    the policy before is forgotten there.
    """

    store: SavedPolicyStore
    in_force: InForce
    make: Callable[[Policy], Moderator]
    on_taken: Callable[[], None]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _number: int = 0

    async def __call__(self, site_id: SiteId) -> None:
        """Take the newest; one that can't be read here is logged, and the one in force stays."""
        # One at a time, so that of two that were saved at once the newer stays.
        async with self._turn:
            saved = await self.store.saved_policy(site_id)
            if saved is None or saved.number == self._number:
                return
            try:
                policy = parse_policy(saved.text)
            except PolicyError as error:
                LOG.error(
                    "version %d of the policy can't be read by this version of Belowline, "
                    "the one before stays in force: %s",
                    saved.number,
                    error.problems[0],
                )
                return
            if policy.version != self.in_force.policy.version:
                # A new engine takes a moment, and nobody shall wait for it.
                self.in_force.take(await asyncio.to_thread(self.make, policy))
                self.on_taken()
            self._number = saved.number


def policy_of(saved: SavedPolicy) -> Policy:
    """Return the policy; raises Refused where this version of Belowline can't read it."""
    try:
        return parse_policy(saved.text)
    except PolicyError as error:
        raise Refused(
            f"Version {saved.number} of the policy, saved at the desk, can't be read: "
            f"{error.problems[0]}. Mend it in a file, and put that in its place with: "
            "belowline policy save FILE"
        ) from None
