"""Keep what moderators of another platform thought of a comment, to learn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The scores that somebody thinks right for a text.

    `scores` maps an attribute's name to a score from 0 to 1 for the whole text; `spans` has
    (attribute, start, end, score) for parts of it, in code points. `community` and `token` are the
    sender's own names for itself and for the comment: a later suggestion for the same two stands
    in the place of an earlier one, which is kept all the same. `sender` is the name of the key
    that it came with.
    """

    site_id: SiteId
    suggestion_id: str
    text: str
    story: str
    parent: str
    scores: Mapping[str, float]
    spans: Sequence[tuple[str, int, int, float]]
    languages: Sequence[str]
    community: str
    token: str
    session: str
    sender: str
    created_at: datetime


class SuggestionStore(Protocol):
    """Keeps suggestions; they are only ever added."""

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep it; once this returns it outlives a crash."""
        ...

    async def suggestions(
        self, site_id: SiteId, *, after: str | None, limit: int
    ) -> Sequence[Suggestion]:
        """Return the site's suggestions behind the one of that id, in the order of their ids."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A suggestion as it comes in, before it has an id and a time."""

    text: str
    story: str
    parent: str
    scores: Mapping[str, float]
    spans: Sequence[tuple[str, int, int, float]]
    languages: Sequence[str]
    community: str
    token: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """The use case."""

    site_id: SiteId
    store: SuggestionStore
    clock: Clock
    new_id: NewId

    async def __call__(self, said: Suggested, sender: str) -> Suggestion:
        """Keep what was said, and return it as it is kept."""
        suggestion = Suggestion(
            site_id=self.site_id,
            suggestion_id=self.new_id(),
            sender=sender,
            created_at=self.clock(),
            text=said.text,
            story=said.story,
            parent=said.parent,
            scores=said.scores,
            spans=said.spans,
            languages=said.languages,
            community=said.community,
            token=said.token,
            session=said.session,
        )
        await self.store.add_suggestion(suggestion)
        return suggestion
