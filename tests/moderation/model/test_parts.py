"""A comment is cut where a sentence begins, with a stop before it or without."""

from __future__ import annotations

import pytest

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.model.parts import Parts
from belowline.moderation.tables import confusables
from belowline.moderation.text import View


def cut(text: str) -> list[str]:
    """The comment in its parts, as typed."""
    view = View(Facts(text), confusables(), shipped_vocabulary())
    starts = Parts(view).starts
    ends = [*starts[1:], len(view.text)]
    return [view.seen(a, b) for a, b in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He lied. We know.", ["He lied. ", "We know."]),
        ("he is a fool The orchard was full", ["he is a fool ", "The orchard was full"]),
        ("go home 🤮 Good maps are rare", ["go home 🤮 ", "Good maps are rare"]),
        ("go home 🤮 I would like to hear", ["go home 🤮 ", "I would like to hear"]),
        ("nobody asked me, But they did", ["nobody asked me, ", "But they did"]),
    ],
)
def test_a_sentence_needs_no_stop_before_it(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "we met in The Hague last year",
        "my friend Rose said so",
        "the Council has read The Guardian",
        "and I would like to hear",
        "THE MAYOR IS A FOOL AND WE KNOW",
        "he said: The bridge is closed",
        "“The bridge is closed”, they say",
        "we want 🐶 in the park",
        "the mayor’s plan, it is said, is theirs",
    ],
)
def test_a_capital_alone_begins_none(text: str) -> None:
    assert cut(text) == [text]
