"""Open, hold, pause or close a thread as a moderator."""

from dataclasses import dataclass

from belowline.conversation.threads import ThreadMode, ThreadModeStore, ThreadOrder
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import NewId, SiteId, StoryId
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.stories.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderThread:
    """The use case; call it with the moderator, the story and the mode."""

    store: ThreadModeStore
    clock: Clock
    new_id: NewId

    async def __call__(
        self, me: Reader | None, site_id: SiteId, story_id: StoryId, mode: str
    ) -> Story:
        """Keep the order; raises Refused for an unknown mode, NotFound for an unknown story."""
        require(Right.MODERATE, me)
        assert me is not None
        if mode not in list(ThreadMode):
            raise Refused(
                f"mode must be one of {', '.join(ThreadMode)}.", code="unknown-mode", field="mode"
            )
        story = await self.store.order_thread(
            ThreadOrder(
                site_id=site_id,
                order_id=self.new_id(),
                story_id=story_id,
                mode=ThreadMode(mode),
                by=me.reader_id,
                by_name=me.name,
                created_at=self.clock(),
            )
        )
        if story is None:
            raise NotFound("There is no such story here.")
        return story
