"""Find comments by their words, among everything that was ever written here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Comment
from belowline.desk.filters import Filters
from belowline.desk.search_words import search_words
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

SEARCH_PAGE = 20
# A sentence that somebody pastes has fewer; more would only make the database work.
MOST_TERMS = 30
# With fewer, half of all words begin.
SHORTEST_BEGINNING = 3

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; with `is_prefix` the last may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: all of `wanted`, none of `unwanted`."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def parse_query(text: str) -> Query:
    """Read `word "a phrase" begin* -without`; raises Refused where nothing is wanted."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, phrase, word in _TERM.findall(text):
        words = tuple(search_words(phrase or word))
        if words:
            term = Term(words, word.endswith("*"))
            if term.is_prefix and len(words[-1]) < SHORTEST_BEGINNING:
                raise Refused(
                    f"The beginning of a word needs {SHORTEST_BEGINNING} letters.",
                    code="short-beginning",
                    field="q",
                )
            (unwanted if minus else wanted).append(term)
    if unwanted and not wanted:
        raise Refused("Say what to look for as well.", code="empty-search", field="q")
    if sum(len(term.words) for term in (*wanted, *unwanted)) > MOST_TERMS:
        raise Refused(
            f"A search takes {MOST_TERMS} words. Take the rarest.", code="long-search", field="q"
        )
    return Query(tuple(wanted), tuple(unwanted))


@dataclass(frozen=True, slots=True)
class SearchCursor:
    """Where the last page of a search ended: the place of its last revision in time."""

    place: int
    comment_id: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A revision that matches; `text` are its words, and `cursor` is where it stands."""

    comment: Comment
    number: int
    text: str
    cursor: SearchCursor


class SearchStore(Protocol):
    """Remembers the words of every revision."""

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
        """Return revisions that have the words and whose comments are as the filters ask, the
        newest first; of an empty query, all of them.

        `clause`, `detector` and `language` are those of the revision; `waits` asks for comments
        that wait now. What was withdrawn has no words left.
        """
        ...


class FoundStore(SearchStore, StoryStore, Protocol):
    """What is found, and the stories it stands under."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, its stories, and where the next page begins (None: nowhere)."""

    hits: Sequence[Hit]
    stories: Mapping[StoryId, Story]
    next: SearchCursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The use case, for staff only."""

    store: FoundStore
    clock: Clock

    async def __call__(
        self,
        me: Reader | None,
        site_id: SiteId,
        text: str,
        *,
        filters: Filters,
        after: SearchCursor | None,
    ) -> Found:
        """Return what was found; raises Refused for a query that makes no sense."""
        require(Right.MODERATE, me)
        query = parse_query(text)
        hits = await self.store.search(
            site_id,
            query,
            filters=filters,
            after=after,
            limit=SEARCH_PAGE + 1,
            now=self.clock(),
        )
        page = hits[:SEARCH_PAGE]
        stories = {}
        for story_id in {hit.comment.story_id for hit in page}:
            story = await self.store.story(site_id, story_id)
            if story is not None:
                stories[story_id] = story
        return Found(page, stories, page[-1].cursor if len(hits) > SEARCH_PAGE else None)


def words_around(text: str, query: Query, *, length: int = 240) -> tuple[int, int]:
    """Return where a piece of the text begins and ends that shows the first word looked for."""
    first = {term.words[0] for term in query.wanted}
    at = 0
    for match in re.finditer(r"\w+", text):
        if first & set(search_words(match.group())):
            at = match.start()
            break
    start = max(0, min(at - length // 3, len(text) - length))
    return start, min(len(text), start + length)


def is_comment_id(text: str) -> CommentId | None:
    """Return the id where the text is one: somebody pasted it from a log or an address."""
    found = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.lower())
    return CommentId(found.group()) if found else None
