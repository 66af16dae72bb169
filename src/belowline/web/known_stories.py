"""Remember which stories there are, for whoever asks that and nothing else."""

from collections import OrderedDict
from contextlib import suppress

from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import StoryId
from belowline.web.services import Services
from belowline.web.single_flight import SingleFlight

# More than are read on one day; each is some hundred bytes. A story is never deleted.
MOST = 20_000


class KnownStories:
    """Says whether a story is there; one that was there once needs no second look.

    One that is not there may come at any moment, so that is not remembered.
    """

    def __init__(self, services: Services, most: int = MOST) -> None:
        self._services = services
        self._most = most
        self._known: OrderedDict[StoryId, None] = OrderedDict()
        self._looking = SingleFlight()

    async def has(self, story_id: StoryId) -> bool:
        """Look into the database once for all who ask; without it only those known are there."""
        if story_id in self._known:
            self._known.move_to_end(story_id)
            return True
        with suppress(Unavailable):
            return await self._looking(story_id, lambda: self._look(story_id))
        return False

    async def _look(self, story_id: StoryId) -> bool:
        services = self._services
        if await services.stories.story(services.settings.site.site_id, story_id) is None:
            return False
        self._known[story_id] = None
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return True
