"""Ask a reader to think again before a comment is sent that would not be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from belowline.conversation.check import Check
from belowline.kernel.clock import Clock
from belowline.kernel.ids import CommentId, ReaderId, SiteId, StoryId
from belowline.moderation import Action, Policy, Ruling


class Step(StrEnum):
    """What happened; who gives up leaves no trace, and is what is left."""

    ASKED = "asked"
    EDITED = "edited"  # and sent other words
    ANYWAY = "anyway"  # sent the same words


class SendAnyway(StrEnum):
    """What the policy lets readers send all the same."""

    ALL = "all"
    HELD = "held"  # not what would be rejected
    NONE = "none"


class NudgeStore(Protocol):
    """Counts by the day, and nothing about anybody."""

    async def count_nudge(self, site_id: SiteId, day: date, step: Step) -> None:
        """Count one more, however many do so at once."""
        ...

    async def nudges(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Step, int]:
        """Return how often each step was taken on the UTC days of this time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """The use case: the answer in the box, and what readers made of it."""

    check: Check
    store: NudgeStore
    clock: Clock

    async def __call__(
        self,
        site_id: SiteId,
        text: str,
        *,
        story_id: StoryId,
        parent_id: CommentId | None,
        reader_id: ReaderId | None,
        again: bool = False,
    ) -> Ruling | None:
        """Return why the text would not be published, None where it would; nothing is kept.

        `again` says that this comment's author was asked before, and is not counted twice.
        """
        ruling = await self.check(
            site_id, text, story_id=story_id, parent_id=parent_id, reader_id=reader_id
        )
        if ruling.action is Action.PUBLISH:
            return None
        if not again:
            await self.followed(site_id, Step.ASKED)
        return ruling

    async def followed(self, site_id: SiteId, step: Step) -> None:
        """Count what a reader did."""
        await self.store.count_nudge(site_id, self.clock().date(), step)


def may_send(policy: Policy, ruling: Ruling) -> bool:
    """Say whether the reader may send the text as it is."""
    allowed = SendAnyway(policy.send_anyway)
    if ruling.action is Action.REJECT:
        return allowed is SendAnyway.ALL
    return allowed is not SendAnyway.NONE
