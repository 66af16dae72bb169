"""What comes too fast or comes again is held; what many say alike is not."""

from __future__ import annotations

import pytest

from belowline.moderation import (
    Moderator,
    Pace,
    SiteFacts,
    fingerprint,
    parse_policy,
    shipped_policy_text,
)
from belowline.moderation.detectors import shipped_detectors

AD = (
    "Our Dana explains every step of the way and paints your whole house in a day, ask @dana_paints"
)
SAYING = (
    "Those who would give up essential liberty to purchase a little temporary safety deserve"
    " neither liberty nor safety, as we have known for a long while."
)


@pytest.fixture(scope="module")
def rules() -> Moderator:
    policy = parse_policy(shipped_policy_text())
    return Moderator(policy, shipped_detectors(policy))


def seen(*texts: str) -> SiteFacts:
    """A site on which other readers wrote these."""
    prints = (fingerprint(text) for text in texts)
    return SiteFacts(fingerprints=tuple(each for each in prints if each is not None))


@pytest.mark.parametrize(("copies", "score"), [(0, 0.0), (1, 0.6), (3, 0.6), (4, 0.7), (50, 0.7)])
def test_the_more_copies_the_sooner_a_person_looks(
    rules: Moderator, copies: int, score: float
) -> None:
    assert rules.rule(AD, site=seen(*[AD] * copies)).scores["spam"] == score


@pytest.mark.parametrize(
    "copy",
    [
        AD.upper(),
        AD.replace("whole house", "entire house"),
        AD.replace("@dana_paints", "@anna_paints"),
        AD.replace("e", "é").replace("o", "о"),
        f"🔥🔥 {AD}!!! 555 https://a.example",
        AD.replace(" ", "  "),
    ],
)
def test_a_copy_in_other_clothes_is_a_copy(rules: Moderator, copy: str) -> None:
    assert rules.rule(copy, site=seen(AD)).action == "hold"


def test_a_saying_may_be_said_twice(rules: Moderator) -> None:
    assert rules.rule(SAYING, site=seen(SAYING)).action == "publish"
    assert rules.rule(SAYING, site=seen(SAYING, SAYING)).action == "hold"


def test_other_words_about_the_same_thing_are_no_copy(rules: Moderator) -> None:
    other = (
        "Dana painted our house as well, in a day, and explained every step. Ask her neighbours."
    )

    assert rules.rule(other, site=seen(*[AD] * 9)).action == "publish"


def test_an_author_who_varies_an_advertisement_is_held(rules: Moderator) -> None:
    recent = [AD.replace("whole house", "entire house"), AD.replace("whole", "old")]

    assert rules.rule(AD, recent=recent[:1]).action == "publish"
    assert rules.rule(AD, recent=recent).action == "hold"


@pytest.mark.parametrize(
    ("pace", "action"),
    [
        (Pace(8, 8, 8), "publish"),
        (Pace(9, 9, 9), "hold"),
        (Pace(0, 29, 29), "hold"),
        (Pace(0, 0, 89), "hold"),
        (Pace(0, 28, 88), "publish"),
    ],
)
def test_many_comments_in_a_short_time_are_held(rules: Moderator, pace: Pace, action: str) -> None:
    assert rules.rule("I disagree.", site=SiteFacts(pace=pace)).action == action


def test_a_regular_may_be_twice_as_fast(rules: Moderator) -> None:
    for pace, action in ((Pace(18, 18, 18), "publish"), (Pace(19, 19, 19), "hold")):
        ruling = rules.rule("I disagree.", author_published=90, site=SiteFacts(pace=pace))
        assert ruling.action == action


def test_the_reason_is_one_that_a_reader_understands(rules: Moderator) -> None:
    (finding,) = rules.rule("I disagree.", site=SiteFacts(pace=Pace(0, 34, 40))).findings

    assert finding.reason == "35 comments in ten minutes are faster than a conversation goes."
