"""Keep what moderators of other platforms thought of a comment."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from belowline.desk.suggest import Suggestion
from belowline.kernel.ids import SiteId
from belowline.store.database import OnDatabase
from belowline.store.schema import suggestions

_BEHIND = (
    select(suggestions)
    .where(
        suggestions.c.site_id == bindparam("site_id"),
        suggestions.c.suggestion_id > bindparam("after"),
    )
    .order_by(suggestions.c.suggestion_id)
    .limit(bindparam("limit"))
)


class Suggestions(OnDatabase):
    """The suggestions of all sites; see `belowline.desk.suggest.SuggestionStore`."""

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep it."""
        row = {column.name: getattr(suggestion, column.name) for column in suggestions.c}
        row["scores"] = dict(suggestion.scores)
        row["spans"] = [list(span) for span in suggestion.spans]
        row["languages"] = list(suggestion.languages)
        async with self._database.writing() as connection:
            await connection.execute(insert(suggestions), row)

    async def suggestions(
        self, site_id: SiteId, *, after: str | None, limit: int
    ) -> Sequence[Suggestion]:
        """Return those behind the id, in the order of their ids."""
        key = {"site_id": site_id, "after": after or "", "limit": limit}
        async with self._database.reading() as connection:
            found = await connection.execute(_BEHIND, key)
            return [_suggestion(row) for row in found.mappings()]


def _suggestion(row: Mapping[Any, Any]) -> Suggestion:
    spans = [(str(name), int(start), int(end), float(v)) for name, start, end, v in row["spans"]]
    return Suggestion(**{**row, "spans": spans})
