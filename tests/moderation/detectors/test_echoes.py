"""Who quotes the paper's own swear words doesn't swear; who uses them in quotation marks does."""

from __future__ import annotations

import pytest

from belowline.moderation import Moderator

STORY = (
    "Town may fine people £100 for swearing in the park\n"
    "Dr Orr read five words aloud, “shit”, “fuck” and “bastard” among them. A petition asks: "
    "“What the fuck, Wexley?”"
)


@pytest.fixture(scope="module")
def engine() -> Moderator:
    return Moderator()


@pytest.mark.parametrize(
    "text",
    [
        "Dr Orr is right that “shit” is an old word, and not a bad one to write about.",
        'If "fuck" costs £100, does the sign that explains so cost the council £100?',
        "The wording of the petition is “What the fuck, Wexley?”, and 1,900 people signed it.",
    ],
)
def test_the_storys_own_words_in_quotation_marks_are_published(
    engine: Moderator, text: str
) -> None:
    assert engine.rule(text, story=STORY).action == "publish"
    assert engine.rule(text).action != "publish"


@pytest.mark.parametrize(
    "text",
    [
        "You are a “bastard” and everybody here knows it.",
        "Oh go “fuck” yourself.",
        "They're all “bastards” in that town hall, every one.",
        "He is a complete “bastard”.",
        "“Fuck” you and your park.",
        "“Shit” is an old word, and this is a shit council.",
        "So what the fuck, Wexley?",
        "“Arse” is not among the five.",
    ],
)
def test_what_is_used_or_is_not_the_storys_is_not(engine: Moderator, text: str) -> None:
    assert engine.rule(text, story=STORY).action != "publish"
