"""Find out which policy holds, the file's or the one saved at the desk, and lend its editing."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from belowline.config import Settings
from belowline.conversation.in_force import InForce
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.desk.end_trial import EndTrial
from belowline.desk.policies import Policies
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.preview_policy import PreviewPolicy
from belowline.desk.read_policies import ReadPolicies
from belowline.desk.save_policy import SavePolicy
from belowline.desk.take_policy import TakePolicy, policy_of
from belowline.desk.trials import ReadTrials
from belowline.kernel.clock import Clock
from belowline.kernel.ids import SiteId
from belowline.main.files import read_policy
from belowline.moderation import Moderator, Policy, SiteWeights, full_policy_text, parse_policy
from belowline.store.store import Store

LOG = logging.getLogger("belowline")

# Between the answer in the box and the comment that is sent lie seconds.
COMMENTS_ON_THEIR_WAY = 64


def brought_by(site_id: SiteId, file: Path | None, at: datetime) -> SavedPolicy:
    """Return the policy of the site's file, or the shipped one; raises PolicyError."""
    text = read_policy(file)
    return SavedPolicy(
        site_id=site_id,
        number=0,
        version=parse_policy(text).version,
        text=text,
        by=None,
        reason="",
        saved_at=at,
    )


def serving_engine(policy: Policy, weights: SiteWeights | None) -> Moderator:
    """Return an engine for readers who ask what would become of a comment before they send it."""
    return Moderator(policy, weights=weights, remembers=COMMENTS_ON_THEIR_WAY)


async def edited_policies(
    settings: Settings,
    store: Store,
    in_force: InForce,
    brought: SavedPolicy,
    weights: SiteWeights | None,
    on_taken: Callable[[], None],
    clock: Clock,
) -> Policies:
    """Return the use cases; afterwards the policy holds that was saved last, if any was.

    Raises Refused where a policy was saved that can't be read.
    """

    def make(policy: Policy) -> Moderator:
        return serving_engine(policy, weights)

    site_id = brought.site_id
    take = TakePolicy(store=store, in_force=in_force, make=make, on_taken=on_taken)
    saved = await store.saved_policy(site_id)
    if saved is None:
        # Whole, so that an old ruling can be explained when the preset below has moved on.
        whole = full_policy_text(brought.text)
        await store.keep_policy(site_id, in_force.policy.version, whole, clock())
    else:
        policy_of(saved)
        await take(site_id)
        if settings.policy is not None and saved.version != brought.version:
            LOG.warning(
                "the policy saved at the desk holds, not %s: version %d of %s. "
                "`belowline policy save FILE` makes a file the next version.",
                settings.policy,
                saved.number,
                f"{saved.saved_at:%Y-%m-%d}",
            )
    save = SavePolicy(store=store, brought=brought, take=take, clock=clock)
    then = PolicyOfThen(store=store, in_force=in_force)
    return Policies(
        read=ReadPolicies(store=store, brought=brought),
        preview=PreviewPolicy(store=store, in_force=in_force, make=make, clock=clock),
        save=save,
        take=take,
        trials=ReadTrials(store=store, policies=then, clock=clock),
        end_trial=EndTrial(save=save),
    )
