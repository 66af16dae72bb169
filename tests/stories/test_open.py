"""A story is found by its address, or made."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from belowline.kernel.errors import Refused
from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.open import LONGEST_BODY, LONGEST_LINE, OpenStory, StoryFacts
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, START, Newsroom
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

URL = "https://news.example/bridge-closed"


class Crossing(MemoryStore):
    """A store in which somebody else makes the story after we have looked for it."""

    adding = False

    async def story_by_url(self, site_id: SiteId, url: str) -> Story | None:
        """Look, and let the others look before anybody acts on it."""
        found = await super().story_by_url(site_id, url)
        if not self.adding:
            await asyncio.sleep(0)
        return found

    async def add_story(self, story: Story) -> Story:
        """Find or add in one go, as the port promises."""
        self.adding = True
        kept = await super().add_story(story)
        self.adding = False
        return kept


def facts(**given: Any) -> StoryFacts:
    return StoryFacts(url=URL, **given)


def opening(store: MemoryStore) -> OpenStory:
    return OpenStory(
        store=store,
        clock=lambda: START,
        new_id=Newsroom(store).id,
        domains=("news.example",),
    )


@pytest.fixture
def open_story() -> OpenStory:
    """Lend the use case on an empty store."""
    return opening(MemoryStore())


async def test_an_unknown_address_makes_a_story(open_story: OpenStory) -> None:
    published = datetime(2026, 2, 1, tzinfo=UTC)

    story, is_new = await open_story(
        SITE,
        StoryFacts(
            url=f"{URL}?utm_source=mail#top",
            headline=" The bridge\n is closed ",
            standfirst="For a year.",
            byline="By Grace Hopper",
            section="City",
            published_at=published,
            body="One.\r\n\r\nTwo.\n",
        ),
    )

    assert is_new
    assert (story.url, story.headline) == (URL, "The bridge is closed")
    assert (story.standfirst, story.byline, story.section) == (
        "For a year.",
        "By Grace Hopper",
        "City",
    )
    assert (story.published_at, story.body) == (published, "One.\n\nTwo.")
    assert (story.open, story.comment_count, story.version) == (True, 0, 1)
    assert await open_story.store.story(SITE, story.story_id) == story


async def test_a_known_address_finds_its_story_and_changes_nothing(open_story: OpenStory) -> None:
    first, _ = await open_story(SITE, StoryFacts(url=URL, headline="The bridge is closed"))

    again, is_new = await open_story(
        SITE, StoryFacts(url=f"{URL}?fbclid=x", headline="Something else")
    )

    assert (again, is_new) == (first, False)


async def test_each_site_has_its_own_story_of_an_address(open_story: OpenStory) -> None:
    here, _ = await open_story(SITE, StoryFacts(url=URL))
    there, is_new = await open_story(OTHER_SITE, StoryFacts(url=URL))

    assert is_new
    assert here.story_id != there.story_id


async def test_readers_who_open_a_story_at_once_all_get_the_same_one() -> None:
    open_story = opening(Crossing())

    found = await asyncio.gather(
        *(open_story(SITE, StoryFacts(url=URL, headline=f"By {n}")) for n in range(5))
    )

    assert len({story.story_id for story, _ in found}) == 1
    assert [is_new for _, is_new in found].count(True) == 1


async def test_a_story_without_a_date_is_as_old_as_our_knowledge_of_it(
    open_story: OpenStory,
) -> None:
    story, _ = await open_story(SITE, StoryFacts(url=URL))

    assert story.published_at == START


async def test_a_story_on_a_foreign_domain_is_refused(open_story: OpenStory) -> None:
    with pytest.raises(Refused) as refused:
        await open_story(SITE, StoryFacts(url="https://elsewhere.example/a"))
    assert refused.value.code == "foreign-domain"
    assert await open_story.store.latest(SITE, limit=1) == []


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/bridge-closed", "Bridge closed"),
        ("/2026/03/bridge_closed.html", "Bridge closed"),
        ("/city/bridge-closed/", "Bridge closed"),
        ("/caf%C3%A9-opens", "Café opens"),
        ("/café-opens", "Café opens"),
        ("/", "https://news.example/"),
        ("/---", "https://news.example/---"),
        ("/a%00b", "https://news.example/a%00b"),
        ("/%E2%80%AEdesrever", "https://news.example/%E2%80%AEdesrever"),
        ("/" + "a" * 1_500, "A" + "a" * (LONGEST_LINE - 1)),
    ],
)
async def test_until_somebody_gives_a_headline_the_address_makes_one(
    open_story: OpenStory, path: str, headline: str
) -> None:
    story, _ = await open_story(SITE, StoryFacts(url=f"https://news.example{path}"))

    assert story.headline == headline


@pytest.mark.parametrize("field", ["headline", "standfirst", "byline", "section"])
async def test_each_line_of_a_story_may_be_as_long_as_the_limit_and_no_longer(
    open_story: OpenStory, field: str
) -> None:
    with pytest.raises(Refused, match=field) as refused:
        await open_story(SITE, facts(**{field: "a" * (LONGEST_LINE + 1)}))
    assert (refused.value.code, refused.value.field) == ("bad-fact", field)

    story, _ = await open_story(SITE, facts(**{field: "a" * LONGEST_LINE}))
    assert getattr(story, field) == "a" * LONGEST_LINE


async def test_the_body_may_be_as_long_as_the_engine_reads_and_no_longer(
    open_story: OpenStory,
) -> None:
    with pytest.raises(Refused) as refused:
        await open_story(SITE, StoryFacts(url=URL, body="a" * (LONGEST_BODY + 1)))
    assert refused.value.field == "body"

    story, _ = await open_story(SITE, StoryFacts(url=URL, body="a" * LONGEST_BODY))
    assert len(story.body) == LONGEST_BODY


@pytest.mark.parametrize("field", ["headline", "standfirst", "byline", "section", "body"])
@pytest.mark.parametrize("number", [0, 0xD800, 0xDFFF])
async def test_facts_that_no_database_can_keep_are_refused(
    open_story: OpenStory, field: str, number: int
) -> None:
    with pytest.raises(Refused) as refused:
        await open_story(SITE, facts(**{field: f"a{chr(number)}b"}))
    assert (refused.value.code, refused.value.field) == ("bad-fact", field)


async def test_facts_hold_no_character_that_a_feed_cannot(open_story: OpenStory) -> None:
    story, _ = await open_story(
        SITE, StoryFacts(url=URL, headline="The\x1b bridge\uffff", body="One.\x07\n\nTwo.")
    )

    assert (story.headline, story.body) == ("The bridge", "One.\n\nTwo.")


def test_the_engine_is_told_what_there_is_of_a_story() -> None:
    newsroom = Newsroom(MemoryStore())
    whole = newsroom.new_story(headline="H", standfirst="S", body="B\n\nC")
    bare = newsroom.new_story(story_id=StoryId("x"), headline="H", standfirst="", body="")

    assert whole.words == "H\n\nS\n\nB\n\nC"
    assert bare.words == "H"
