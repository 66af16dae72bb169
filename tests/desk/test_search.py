"""A moderator finds comments by their words."""

import pytest

from belowline.desk.filters import NO_FILTERS, Age, Filters, parse_filters
from belowline.desk.search import MOST_TERMS, SEARCH_PAGE, Search, parse_query, words_around
from belowline.desk.search_words import search_words
from belowline.kernel.errors import Forbidden, Refused, SignInNeeded
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, FORBIDDEN, Room

pytestmark = pytest.mark.anyio


@pytest.fixture
def search(room: Room) -> Search:
    """Lend the use case."""
    return Search(store=room.store, clock=room.clock)


async def test_what_was_found_comes_with_its_stories_page_by_page(
    room: Room, moderator: Reader, story: Story, search: Search
) -> None:
    for number in range(SEARCH_PAGE + 2):
        await room.posted(story, f"{CLEAN} Number {number}.")
    rejected = await room.posted(story, FORBIDDEN)

    first = await search(moderator, room.site_id, "point", filters=NO_FILTERS, after=None)
    second = await search(moderator, room.site_id, "point", filters=NO_FILTERS, after=first.next)

    assert (len(first.hits), len(second.hits)) == (SEARCH_PAGE, 3)
    assert second.next is None
    assert first.hits[0].comment.comment_id == rejected.comment_id
    assert first.stories == {story.story_id: await room.newsroom.story_now(story)}


async def test_the_search_is_for_staff_only(room: Room, search: Search) -> None:
    member = await room.newsroom.reader(Role.MEMBER)

    with pytest.raises(Forbidden):
        await search(member, room.site_id, "point", filters=NO_FILTERS, after=None)
    with pytest.raises(SignInNeeded):
        await search(None, room.site_id, "point", filters=NO_FILTERS, after=None)


@pytest.mark.parametrize("text", ["-bird", '-"a bird"', "bi*", "word " * (MOST_TERMS + 1)])
def test_a_search_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_query(text)


@pytest.mark.parametrize("text", ["", " ", "*", '""', "!&|()<->:'\\"])
def test_a_search_without_words_looks_for_nothing(text: str) -> None:
    assert parse_query(text).wanted == ()


def test_words_are_cut_alike_whatever_they_are_written_with() -> None:
    assert search_words("Ärger, STRASSE & straße: l'école!") == [
        *("arger", "strasse", "strasse", "l", "ecole")
    ]
    assert search_words("ﬁne ①2 snake_case") == ["fine", "12", "snake", "case"]
    assert search_words("橋は") == ["橋", "は"]
    assert search_words("x" * 900) == ["x" * 64]


def test_the_piece_that_is_shown_holds_a_word_that_was_looked_for() -> None:
    text = "word " * 200 + "École " + "word " * 200
    start, end = words_around(text, parse_query("ecole"))

    assert "École" in text[start:end]
    assert end - start == 240
    assert words_around("short", parse_query("ecole")) == (0, 5)


def test_filters_go_into_an_address_and_come_out_of_it() -> None:
    filters = Filters(clause="spam", age=Age.OVER_DAY, section="City")

    assert parse_filters(filters.query() | {"after": "x", "state": " "}) == filters


@pytest.mark.parametrize(
    "query", [{"age": "old"}, {"state": "sad"}, {"reader": "Ada"}, {"section": "x" * 101}]
)
def test_a_filter_that_there_is_not_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refused):
        parse_filters(query)
