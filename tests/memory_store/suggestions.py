"""Keep suggestions in a list."""

from collections.abc import Sequence

from belowline.desk.suggest import Suggestion
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemorySuggestions(OnTables):
    """See `belowline.desk.suggest.SuggestionStore`."""

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep it."""
        self._tables.suggestions.append(suggestion)

    async def suggestions(
        self, site_id: SiteId, *, after: str | None, limit: int
    ) -> Sequence[Suggestion]:
        """Return those behind the id."""
        kept = [each for each in self._tables.suggestions if each.site_id == site_id]
        kept.sort(key=lambda each: each.suggestion_id)
        return [each for each in kept if each.suggestion_id > (after or "")][:limit]
