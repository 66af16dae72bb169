"""Likes on order do not lift an empty comment to the top of "best"."""

import pytest

from tests.conversation.brigade import Brigade, bears, simulated

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("brigade", [Brigade.GUESTS, Brigade.NEW_MEMBERS, Brigade.FAN_CLUB])
def test_ten_thousand_who_have_no_record_or_the_same_stay_behind_what_has_substance(
    seed: int, brigade: Brigade
) -> None:
    room = simulated(seed)

    assert bears(room, brigade) is None
    assert room.place_of_empty(brigade, 10_000) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_members_who_each_made_a_record_of_their_own_must_be_many(seed: int) -> None:
    fewest = bears(simulated(seed), Brigade.CAMOUFLAGED)

    # The most liked comment has fifteen; each of these cost an account and three likes before.
    assert fewest is None or fewest >= 60


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_brigade_the_empty_comment_is_the_last(seed: int) -> None:
    room = simulated(seed)

    assert room.place_of_empty(Brigade.GUESTS, 0) == len(room.comments)
