"""The order "best" puts first what has substance and what readers who differ found worthwhile."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.ranking import (
    CIRCLE_LIMIT,
    HUNDREDTHS,
    KNOWN_AFTER,
    NEWCOMERS,
    RESOLUTION,
    best_score,
    voice_of,
)
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Role
from tests.contracts.newsroom import Newsroom
from tests.memory_store.store import MemoryStore

COUNTS = st.integers(0, 10_000_000)
CIRCLES = st.dictionaries(st.integers(0, 40), st.integers(1, 100_000), max_size=30)
WORDS = "The council has the figures, so why are they not shown?"


@pytest.fixture
def newsroom() -> Newsroom:
    """Lend a newsroom that makes readers."""
    return Newsroom(MemoryStore())


def test_a_withdrawn_comment_that_nobody_noticed_scores_nothing() -> None:
    assert best_score("", {}, 0) == 0


@given(CIRCLES, st.integers(0, 41), st.integers(1, 400), COUNTS)
def test_one_like_more_never_lowers_a_comment(
    circles: dict[int, int], circle: int, weight: int, replies: int
) -> None:
    more = circles | {circle: circles.get(circle, 0) + weight}

    assert best_score(WORDS, more, replies) >= best_score(WORDS, circles, replies)


@given(CIRCLES, COUNTS)
def test_one_reply_more_never_lowers_a_comment(circles: dict[int, int], replies: int) -> None:
    assert best_score(WORDS, circles, replies + 1) >= best_score(WORDS, circles, replies)


@given(st.integers(1, 10_000_000))
def test_likes_count_for_more_than_as_many_replies(number: int) -> None:
    assert best_score("", {7: number * HUNDREDTHS}, 0) > best_score("", {}, number)


@given(st.integers(2, 400))
def test_readers_who_differ_lift_a_comment_more_than_as_many_who_agree(number: int) -> None:
    differ = dict.fromkeys(range(1, number + 1), HUNDREDTHS)

    assert best_score(WORDS, differ, 0) > best_score(WORDS, {1: number * HUNDREDTHS}, 0)


@given(COUNTS)
def test_a_circle_of_any_size_counts_as_a_handful(number: int) -> None:
    lifted = best_score(WORDS, {NEWCOMERS: number * HUNDREDTHS}, 0) - best_score(WORDS, {}, 0)

    assert lifted <= RESOLUTION * 1.3863 + 1  # ln(1 + 3)
    assert CIRCLE_LIMIT == 3


@given(st.text(), CIRCLES, COUNTS)
def test_a_score_fits_into_a_cursor(words: str, circles: dict[int, int], replies: int) -> None:
    assert 0 <= best_score(words, circles, replies) < 2**31


def names() -> Iterator[ReaderId]:
    return (ReaderId(f"author {number}") for number in count())


def test_guests_and_whoever_liked_few_are_newcomers(newsroom: Newsroom) -> None:
    authors = [name for name, _ in zip(names(), range(KNOWN_AFTER), strict=False)]
    guest, member = newsroom.new_reader(Role.GUEST), newsroom.new_reader()

    assert voice_of(None, authors).circle == NEWCOMERS
    assert voice_of(guest, authors).circle == NEWCOMERS
    assert voice_of(member, authors[1:]).circle == NEWCOMERS
    assert voice_of(member, authors).circle != NEWCOMERS
    assert voice_of(member, authors * 2) == voice_of(member, authors[::-1])


def test_two_readers_share_a_circle_as_often_as_they_like_the_same_authors(
    newsroom: Newsroom,
) -> None:
    member = newsroom.new_reader()
    shared = 0
    for room in range(2_000):
        # Twelve authors each, of whom eight are the same: eight of sixteen, one half.
        authors = [ReaderId(f"author {room}-{number}") for number in range(16)]
        one, other = voice_of(member, authors[:12]), voice_of(member, authors[4:])
        shared += one.circle == other.circle

    assert 900 < shared < 1_100


def test_a_like_weighs_as_much_as_a_report_by_the_same_reader(newsroom: Newsroom) -> None:
    weights = [voice_of(newsroom.new_reader(role), ()).weight for role in Role]

    assert weights == [50, 100, 200, 200, 200]
    assert voice_of(None, ()).weight == 50
