"""Find the story of an address, or make it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import NewId, SiteId, StoryId
from belowline.stories.canonical import canonical_url
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

# The longest headlines in the world's papers run to about 200 characters.
LONGEST_LINE = 500

# The engine reads this much of a story to know what a comment quotes.
LONGEST_BODY = 100_000

# No reader sees them and no feed can hold them.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What the caller knows of a story; only the address is needed."""

    url: str
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    section: str = ""
    published_at: datetime | None = None
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStory:
    """The use case. Facts count when the story is made; later ones change nothing."""

    store: StoryStore
    clock: Clock
    new_id: NewId
    domains: Sequence[str]

    async def __call__(self, site_id: SiteId, facts: StoryFacts) -> tuple[Story, bool]:
        """Return the story and whether it is new; raises Refused for foreign domains."""
        url = canonical_url(facts.url, self.domains)
        known = await self.store.story_by_url(site_id, url)
        if known is not None:
            return known, False
        new = story_of(site_id, StoryId(self.new_id()), url, clean_facts(facts), self.clock())
        kept = await self.store.add_story(new)
        return kept, kept.story_id == new.story_id


def clean_facts(facts: StoryFacts) -> StoryFacts:
    """Return the facts as they are kept; raises Refused for what can't be."""
    return replace(
        facts,
        headline=_line(facts.headline, "headline"),
        standfirst=_line(facts.standfirst, "standfirst"),
        byline=_line(facts.byline, "byline"),
        section=_line(facts.section, "section"),
        published_at=_in_utc(facts.published_at),
        body=_printable(facts.body, "body", LONGEST_BODY),
    )


def story_of(
    site_id: SiteId, story_id: StoryId, url: str, facts: StoryFacts, now: datetime
) -> Story:
    """Return a new story of clean facts; what they don't say, address and clock do."""
    return Story(
        site_id=site_id,
        story_id=story_id,
        url=url,
        headline=facts.headline or _from_address(url),
        standfirst=facts.standfirst,
        byline=facts.byline,
        section=facts.section,
        published_at=facts.published_at or now,
        body=facts.body,
        open=True,
        comment_count=0,
        version=1,
    )


def _in_utc(at: datetime | None) -> datetime | None:
    """Return the time in UTC, which a time without a zone is taken to be."""
    if at is None:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise Refused(
            "published_at lies outside the years 1 to 9999.", code="bad-fact", field="published_at"
        ) from None


def _line(text: str, field: str) -> str:
    return " ".join(_printable(text, field, LONGEST_LINE).split())


def _printable(text: str, field: str, longest: int) -> str:
    broken = "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text)
    if broken or len(text) > longest:
        raise Refused(
            f"{field} must be text of at most {longest:,} characters, without NUL.",
            code="bad-fact",
            field=field,
        )
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def _from_address(url: str) -> str:
    """Make a headline of the last part of an address until somebody gives the real one."""
    slug = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].rpartition(".")[0]
    slug = slug or unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    words = " ".join(slug.replace("-", " ").replace("_", " ").split())[:LONGEST_LINE]
    return words[:1].upper() + words[1:] if words.isprintable() and words else url
