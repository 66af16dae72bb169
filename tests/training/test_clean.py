"""Many sets become one clean list: no handles, no comment twice, no leak from what is measured."""

from __future__ import annotations

from training.clean import cleaned, harmless_parts, once, with_marks
from training.rows import Row


def row(text: str, source: str = "davidson", part: str = "train", **more: object) -> Row:
    return Row(text, {"toxicity": 1.0}, source, part, **more)  # type: ignore[arg-type]


def test_handles_and_addresses_are_gone() -> None:
    text = "RT @somebody: ask ada.b@mail.example.org or see https://t.co/x1 &amp; tell @other"

    assert cleaned(row(text)).text == (
        "@you: ask me@mail.example or see http://page.example & tell @you"
    )


def test_spam_keeps_its_addresses_since_they_make_it_spam() -> None:
    text = "Follow @me on http://shop.example"

    assert cleaned(row(text, "youtube_spam")).text == text


def test_a_comment_that_is_measured_on_is_not_learnt() -> None:
    rows = [row("You are a fool!", part="train"), row("you are a FOOL", "surge", part="dev")]

    assert [one.part for one in once(rows)] == ["dev"]


def test_the_same_words_under_another_story_are_another_comment() -> None:
    rows = [row("Do it.", "written", story="A war"), row("Do it.", "written", story="A cake")]

    assert len(once(rows)) == 2
    assert len(once([*rows, *rows])) == 2


def test_an_emoji_makes_another_comment() -> None:
    rows = [
        row("Look at him, what a 🐒"),
        row("Look at him, what a 🐣"),
        row("look at him what a 🐒!"),
    ]

    assert len(once(rows)) == 2


def test_two_sets_that_share_a_comment_give_it_both_their_labels() -> None:
    marked = Row(
        "what a moron",
        {"toxicity": 0.9},
        "semeval2021_toxic_spans",
        "train",
        spans=((7, 12, "toxicity"),),
    )
    judged = Row("What a moron", {"discourtesy": 0.7}, "toxic_spans_typed", "train")

    (joined,) = with_marks([judged, marked])

    assert joined.labels == {"toxicity": 0.9, "discourtesy": 0.7}
    assert joined.text[7:12] == "moron"
    assert joined.spans == marked.spans


def test_sentences_that_nobody_marked_are_harmless() -> None:
    text = "The levy was on the ballot in May last year. You moron."
    place = text.index("moron")
    marked = Row(
        text,
        {},
        "semeval2021_toxic_spans",
        "train",
        spans=((place, place + 5, "toxicity"),),
    )

    (part,) = harmless_parts([marked])

    assert part.text == "The levy was on the ballot in May last year."
    assert max(part.labels.values()) < 0.1
