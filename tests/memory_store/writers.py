"""Find who wrote in a thread, in dicts."""

from collections.abc import Collection, Sequence

from belowline.conversation.comment import State
from belowline.conversation.mentions import RECENT, Writer, begins
from belowline.kernel.ids import SiteId, StoryId
from tests.memory_store.tables import OnTables


class MemoryWriters(OnTables):
    """See `belowline.conversation.mentions.WriterStore`."""

    async def writers(
        self, site_id: SiteId, story_id: StoryId, names: Collection[str]
    ) -> Sequence[Writer]:
        """Return those of these names under which somebody wrote."""
        return [each for each in self._writers(site_id, story_id) if each.name in names]

    async def writers_like(
        self, site_id: SiteId, story_id: StoryId, beginning: str, *, limit: int
    ) -> Sequence[Writer]:
        """Return those whose name has a word that begins so; who wrote last first."""
        found = self._writers(site_id, story_id)
        return [each for each in found if each.comment_id and begins(each.name, beginning)][:limit]

    def _writers(self, site_id: SiteId, story_id: StoryId) -> list[Writer]:
        public = [
            each
            for each in self._of(site_id)
            if each.story_id == story_id and each.state is State.PUBLISHED
        ]
        recent = sorted(public, key=lambda each: each.comment_id, reverse=True)[:RECENT]
        newest: dict[str, Writer] = {}
        for each in recent:
            name = each.author.name
            people = {other.author.reader_id for other in recent if other.author.name == name}
            its = each.comment_id if len(people) == 1 else None
            newest.setdefault(name, Writer(name=name, comment_id=its))
        return list(newest.values())
