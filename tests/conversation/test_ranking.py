"""The order "best" puts first what readers liked and what moved the conversation on."""

from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.ranking import best_score

COUNTS = st.integers(0, 10_000_000)


def test_a_comment_that_nobody_noticed_scores_nothing() -> None:
    assert best_score(0, 0) == 0


@given(COUNTS, COUNTS)
def test_one_like_more_never_lowers_a_comment(likes: int, replies: int) -> None:
    assert best_score(likes + 1, replies) >= best_score(likes, replies)


@given(COUNTS, COUNTS)
def test_one_reply_more_never_lowers_a_comment(likes: int, replies: int) -> None:
    assert best_score(likes, replies + 1) >= best_score(likes, replies)


@given(st.integers(1, 10_000_000))
def test_likes_count_for_more_than_as_many_replies(number: int) -> None:
    assert best_score(number, 0) > best_score(0, number)


@given(st.integers(0, 1_000))
def test_early_likes_lift_more_than_late_ones(likes: int) -> None:
    first = best_score(likes + 10, 0) - best_score(likes, 0)
    later = best_score(likes + 110, 0) - best_score(likes + 100, 0)

    assert first >= later
    assert likes > 500 or first > later


@given(COUNTS, COUNTS)
def test_a_score_fits_into_a_cursor(likes: int, replies: int) -> None:
    assert 0 <= best_score(likes, replies) < 2**31
