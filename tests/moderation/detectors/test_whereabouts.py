"""Who, where and when are harmless apart and lead strangers to a door together."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation.shipped import shipped_text
from tests.moderation.detectors.doxing import action, detectors, held


@pytest.mark.parametrize(
    "text",
    [
        "The flat above the launderette, third bell, that's where she sleeps.",
        "He drinks in the Wheatsheaf on quiz nights, sits by the fruit machine. Just so you know.",
        "She gets the 7.52 from Penfield Halt every morning. Somebody should film her.",
        "His mother's in sheltered housing, Fennel House, room 114.",
        "Her daughter goes to Arden Nursery on Kilbride Road, gets picked up at half three.",
        "Lovely man. He's in the hospice on Vale Road, room 11, drop in and gloat.",
        "The headmaster spends Sundays at his caravan, pitch 42, Sandy Bay.",
        "Er arbeitet im Edeka am Bahnhof, geht mal hin und sagt ihm die Meinung.",
        "Lavora al bar della stazione, tutte le mattine dalle sei. Andatelo a trovare.",
        "Witness B was Carol from the chip shop, Carol Dunmow, she's on nights there still.",
        "BlueTit77 is Gillian Frayne, treasurer of the bowls club. You're welcome.",
    ],
)
def test_whereabouts_wait_for_a_person_at_the_least(text: str) -> None:
    assert "whereabouts" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "She works at the Tesco in Hove, go tell her boss what you think.",
        "Quill rents the end cottage at Tidewell Mews, number 9. Pay him a visit.",
        "The widow lives alone in Gull Cottage, last before the pier. Go and see her tonight.",
    ],
)
def test_with_a_call_to_go_there_they_are_turned_away(text: str) -> None:
    assert action(text) == "reject"


@pytest.mark.parametrize(
    "text",
    [
        "He lives in London, she lives in Paris.",
        "She works at a hospital and knows what she is talking about.",
        "My mother is in a nursing home by the pier and has had no visitor in a month.",
        "The mayor's son went to Eton, of course.",
        "Trump plays golf at Bedminster every weekend on our money.",
        "We have a mentally deranged buffoon in the White House.",
        "Come to the vigil on Thursday at seven in front of the town hall.",
        "Every Friday we meet at the Red Lion at eight, new members welcome.",
        "He walks home through the park like all of us and should be safe.",
        "Tell him what you think at the ballot box.",
        "People living on Grove Road have had no water since Monday.",
        "The Johnsons at number 12 put up lights for the hospice each year, bless them.",
        "Leave her alone, it's nobody's business where she works.",
        "Unit 5 was the reactor that failed, unit 6 survived.",
        "I live above a bakery and wake at three, so I have opinions on noise.",
        "@Bill the other side has a point too.",
    ],
)
def test_towns_meetings_and_ones_own_life_are_left_alone(text: str) -> None:
    assert action(text) == "publish"


def test_a_place_that_the_story_names_says_nothing_new() -> None:
    text = "He lives in Corve Street, evenings and weekends."

    assert action(text, story="A cyclist died in Corve Street on Monday.") == "publish"
    assert action(text) == "hold"


def test_what_the_comment_before_asks_makes_an_answer_of_it() -> None:
    text = "Opposite the postbox, the one with the stone hedgehog by the gate."

    assert action(text, parent="Tell us where he lives, which house?") == "hold"
    assert action(text) == "publish"


def test_a_long_beginning_does_not_hide_the_end() -> None:
    text = "He said at the club that she was in the park. " * 200
    text += "\n\nHe's at number 5, Cooper's Yard, alone every night after six. Go and see him."

    assert "whereabouts" in detectors(text)


def test_the_finding_spans_what_tells_most_and_says_what_it_does() -> None:
    text = "I like trains. A lot. Quill rents the end cottage, number 9. Pay him a visit. Good day."

    [found] = [found for found in held(text) if found.detector == "whereabouts"]

    assert "number 9" in text[found.start : found.end]
    assert "Good day" not in text[found.start : found.end]
    assert found.reason == "This says where somebody can be found, and sends others there."


def test_every_cue_has_points_and_none_decides_alone() -> None:
    table = tomllib.loads(shipped_text("whereabouts.toml"))

    assert all(cue["points"] <= table["threshold"]["hold"] for cue in table["cue"].values())
    assert any(cue["points"] < 0 for cue in table["cue"].values())


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["He lives", "at number 9", "Mill Lane", "go tell him", ".", "\n", "ß", "İ"]
        )
    )
)
def test_capitals_stand_where_the_letters_do(words: list[str]) -> None:
    text = " ".join(words)

    for found in held(text):
        assert found.start is not None
        assert found.end is not None
        assert text[found.start : found.end]
