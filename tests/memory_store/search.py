"""Search the words of all revisions in dicts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from belowline.conversation.comment import Comment, Revision, Source
from belowline.desk.filters import Filters
from belowline.desk.search import Hit, Query, SearchCursor, Term
from belowline.desk.search_words import search_words
from belowline.kernel.ids import SiteId
from belowline.moderation import Finding
from belowline.moderation.languages import languages_of
from tests.memory_store.tables import OnTables, key_of


class MemorySearch(OnTables):
    """See `belowline.desk.search.SearchStore`."""

    async def search(
        self,
        site_id: SiteId,
        query: Query,
        *,
        filters: Filters,
        after: SearchCursor | None,
        limit: int,
        now: datetime,
    ) -> Sequence[Hit]:
        """Return revisions that have the words, the newest first."""
        hits = [
            Hit(comment, revision.number, revision.text, _cursor(comment, revision))
            for comment in self._of(site_id)
            for revision in self._tables.revisions[key_of(comment)]
            if revision.text and _has(revision.text, query)
            if self._is_wanted(comment, revision, filters, now)
        ]
        hits.sort(key=lambda hit: _place(hit.cursor), reverse=True)
        if after is not None:
            hits = [hit for hit in hits if _place(hit.cursor) < _place(after)]
        return hits[:limit]

    def _is_wanted(
        self, comment: Comment, revision: Revision, filters: Filters, now: datetime
    ) -> bool:
        said = self._tables.reports.get(key_of(comment), {}).values()
        reasons = {each.reason for each in said if each.outcome is None}
        found = self._found(comment, revision)
        is_over = filters.age and revision.created_at < now - filters.age.span
        section = self._tables.stories[comment.site_id, comment.story_id].section
        asked: list[tuple[object, set[Any]]] = [
            (filters.clause, {*reasons, *(each.clause for each in found)}),
            (filters.detector, {each.detector for each in found}),
            (filters.waits, {comment.attention}),
            (filters.state, {comment.state}),
            (filters.story, {comment.story_id}),
            (filters.section, {section}),
            (filters.reader, {comment.author.reader_id}),
            (filters.reporter, {each.reader_id for each in said}),
            (filters.language, {next(iter(languages_of(revision.text)), "")}),
            (filters.age and filters.age.is_over, {is_over}),
        ]
        return all(wanted is None or wanted in there for wanted, there in asked)

    def _found(self, comment: Comment, revision: Revision) -> Sequence[Finding]:
        ruled = [
            each
            for each in self._tables.rulings[key_of(comment)]
            if each.source is Source.ENGINE and each.revision == revision.number
        ]
        return ruled[-1].findings if ruled else ()


def _cursor(comment: Comment, revision: Revision) -> SearchCursor:
    return SearchCursor(round(revision.created_at.timestamp() * 1000) << 16, comment.comment_id)


def _place(cursor: SearchCursor) -> tuple[int, str]:
    return cursor.place, cursor.comment_id


def _has(text: str, query: Query) -> bool:
    words = search_words(text)
    wanted = all(_stands(term, words) for term in query.wanted)
    return wanted and not any(_stands(term, words) for term in query.unwanted)


def _stands(term: Term, words: list[str]) -> bool:
    size = len(term.words)
    return any(_fits(term, words[at : at + size]) for at in range(len(words) - size + 1))


def _fits(term: Term, words: list[str]) -> bool:
    if term.is_prefix:
        return words[:-1] == list(term.words[:-1]) and words[-1].startswith(term.words[-1])
    return words == list(term.words)
