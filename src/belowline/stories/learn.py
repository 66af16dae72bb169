"""Learn what a story is from the publisher: its own page, or the publisher's word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, SiteId, StoryId
from belowline.stories.canonical import canonical_url
from belowline.stories.metadata import facts_in
from belowline.stories.open import (
    LONGEST_BODY,
    LONGEST_LINE,
    StoryFacts,
    clean_facts,
    story_of,
)
from belowline.stories.story import Story


class Origin(StrEnum):
    """Who told us of a story; a later word counts more, and of equals the newer."""

    PAGE = "page"
    PUSH = "push"


class NotFetched(Exception):
    """A page was not fetched; the message says why, and quotes nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """An HTML page, where it was in the end, and the content policy that it was sent with."""

    url: str
    html: str
    policy: str = ""


class PageSource(Protocol):
    """Fetches the publisher's pages."""

    async def page(self, url: str) -> FetchedPage:
        """Return the page; raises NotFetched for everything but HTML on the public net."""
        ...


class DescriptionStore(Protocol):
    """Keeps what stories are."""

    async def add_story(self, story: Story) -> Story:
        """See `StoryStore`."""
        ...

    async def story_by_url(self, site_id: SiteId, url: str) -> Story | None:
        """See `StoryStore`."""
        ...

    async def describe(self, story: Story, origin: Origin) -> Story | None:
        """Keep headline, standfirst, byline, section, time and text of a known story.

        Nothing changes where they came from the publisher's word and this is only its page. The
        version moves. None where there is no such story; comments, state and address stay.
        """
        ...

    async def described_by(self, site_id: SiteId, story_id: StoryId) -> Origin | None:
        """Return who told us last of a story, None for what only its first reader's page said."""
        ...


class PageReadStore(Protocol):
    """Keeps which stories' own pages are to be read, so that a restart forgets none."""

    async def want_page(
        self, site_id: SiteId, story_id: StoryId, *, due_at: datetime, most: int
    ) -> bool:
        """Remember that the story's page is to be read, once; False, and nothing kept, where so
        many wait already."""
        ...

    async def pages_due(self, site_id: SiteId, *, now: datetime, limit: int) -> Sequence[StoryId]:
        """Return whose page is due, the one that has been due the longest first."""
        ...

    async def begin_page(
        self, site_id: SiteId, story_id: StoryId, *, again_at: datetime
    ) -> int | None:
        """Count an attempt, and return how many there were; should it end without a word, the page
        is due again at that time. None where nobody wants it any more."""
        ...

    async def end_page(self, site_id: SiteId, story_id: StoryId) -> None:
        """Forget it: it was read, or is given up."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnStory:
    """The use case: read the story's own page, and keep what it says."""

    store: DescriptionStore
    source: PageSource

    async def __call__(self, story: Story) -> Story | None:
        """Return the story as it is now; raises NotFetched."""
        if await self.store.described_by(story.site_id, story.story_id) is Origin.PUSH:
            return story
        page = await self.source.page(story.url)
        found = _cut(facts_in(page.html, page.url))
        return await self.store.describe(_described(story, found), Origin.PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushStory:
    """The use case: the publisher's own system says what a story is, new or known."""

    store: DescriptionStore
    clock: Clock
    new_id: NewId
    domains: Sequence[str]

    async def __call__(self, site_id: SiteId, facts: StoryFacts) -> tuple[Story, bool]:
        """Return the story and whether it is new; raises Refused for what can't be kept."""
        facts = clean_facts(facts)
        url = canonical_url(facts.url, self.domains)
        known = await self.store.story_by_url(site_id, url)
        new = story_of(site_id, StoryId(self.new_id()), url, facts, self.clock())
        kept = known or await self.store.add_story(new)
        described = await self.store.describe(_described(kept, facts), Origin.PUSH)
        return described or kept, kept.story_id == new.story_id


def _described(story: Story, facts: StoryFacts) -> Story:
    """Return the story with what is said of it; what isn't said stays."""
    return replace(
        story,
        headline=facts.headline or story.headline,
        standfirst=facts.standfirst or story.standfirst,
        byline=facts.byline or story.byline,
        section=facts.section or story.section,
        published_at=facts.published_at or story.published_at,
        body=facts.body or story.body,
    )


def _cut(facts: StoryFacts) -> StoryFacts:
    """Cut what a page says at more length than we keep: nobody is there to mend it."""
    return clean_facts(
        replace(
            facts,
            headline=facts.headline[:LONGEST_LINE],
            standfirst=facts.standfirst[:LONGEST_LINE],
            byline=facts.byline[:LONGEST_LINE],
            section=facts.section[:LONGEST_LINE],
            body=facts.body[:LONGEST_BODY],
        )
    )
