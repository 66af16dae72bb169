"""Put a rule in force that was on trial: a version of the policy with its author and reason."""

import asyncio
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.save_policy import SavePolicy, newest
from belowline.desk.trials import on_trial
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import SiteId
from belowline.moderation import Mode, parse_policy
from belowline.moderation.policy_edit import with_policy
from belowline.people.access import Right, require
from belowline.people.reader import Reader

_ENDS_WITH = (Mode.HOLD, Mode.REJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTrial:
    """The use case; nothing else of the policy changes."""

    save: SavePolicy

    async def __call__(
        self, me: Reader | None, site_id: SiteId, rule: str, *, mode: str, reason: str, seen: int
    ) -> SavedPolicy:
        """Let the rule hold or reject from now on; `seen` is the version that was looked at.

        Raises Refused `unknown-mode`, NotFound for a rule that is not on trial, and what saving a
        policy raises.
        """
        require(Right.OVERSEE, me)
        if mode not in _ENDS_WITH:
            raise Refused("mode must be hold or reject.", code="unknown-mode", field="mode")
        current = await newest(self.save.store, self.save.brought, site_id)
        text = await asyncio.to_thread(_with_mode, current.text, rule, mode)
        return await self.save(me, site_id, text, reason=reason, seen=seen)


def _with_mode(text: str, name: str, mode: str) -> str:
    policy = parse_policy(text)
    rule = on_trial(policy, name)
    if rule is None:
        raise NotFound("There is no rule of this name on trial.")
    own: dict[str, Any] = deepcopy(tomllib.loads(text))
    table = own["phrases"][policy.phrases.index(rule)]
    table.pop("action", None)
    table["mode"] = mode
    return with_policy(text, own)
