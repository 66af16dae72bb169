"""The shipped classifier: it knows the plain cases, never changes its mind, and shows its words."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.model.classifier import Classifier, Opinion
from belowline.moderation.shipped import shipped_bytes, shipped_text
from belowline.moderation.tables import confusables
from belowline.moderation.text import View
from benchmarks.attacks.whole import CLEAN

MODEL = shipped_bytes("classifier/classifier.onnx")
TOKENIZER = shipped_text("classifier/tokenizer.json")
DESCRIPTION = shipped_text("classifier/classifier.json")
SENTENCES = (
    "The council should have asked the people who live there.",
    "You are a pathetic little man and everybody here knows it.",
    "Somebody should burn their house down with them in it.",
    "Cheap watches, 80 % off, order now at my shop!",
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(MODEL, TOKENIZER, DESCRIPTION)


def opinion(classifier: Classifier, text: str) -> Opinion:
    facts = Facts(text)
    return classifier.opinion(facts, View(facts, confusables(), shipped_vocabulary()))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (SENTENCES[1], "discourtesy"),
        (SENTENCES[2], "violence"),
        (SENTENCES[3], "spam"),
        ("Immigrants are a disease and breed like rats.", "racism"),
    ],
)
def test_a_plain_violation_is_the_likeliest_of_all(
    classifier: Classifier, text: str, label: str
) -> None:
    scores = dict(opinion(classifier, text).scores)
    del scores["toxicity"]

    assert max(scores, key=lambda name: scores[name]) == label
    assert scores[label] > 0.5


def test_a_civil_comment_is_suspected_of_nothing(classifier: Classifier) -> None:
    assert max(opinion(classifier, SENTENCES[0]).scores.values()) < 0.2


def test_the_words_that_weigh_most_are_marked(classifier: Classifier) -> None:
    text = SENTENCES[1]
    marked = [text[start:end] for start, end in opinion(classifier, text).marked]

    assert any("pathetic" in part for part in marked)


def test_padding_does_not_hide_a_sentence(classifier: Classifier) -> None:
    padding = " ".join(["I walked to the market and bought apples, then I came home."] * 20)
    alone = opinion(classifier, SENTENCES[2]).scores["violence"]
    hidden = opinion(classifier, f"{padding} {SENTENCES[2]} {padding}").scores["violence"]

    assert hidden > 0.8 * alone


def test_padding_does_not_hide_what_takes_two_sentences_to_say(classifier: Classifier) -> None:
    padding = " ".join(CLEAN[:5])
    threat = "I know which tram you take home. One of these nights you will not get off it alive."
    alone = opinion(classifier, threat).scores["violence"]
    hidden = opinion(classifier, f"{threat} {padding}").scores["violence"]

    assert hidden > 0.8 * alone


def test_padding_hides_nothing_where_no_stop_stands_before_it(classifier: Classifier) -> None:
    threat = "somebody should burn their house down with them in it"
    alone = opinion(classifier, threat).scores["violence"]
    hidden = opinion(classifier, f"{threat} The orchard was full of bees. {' '.join(CLEAN)}")

    assert hidden.scores["violence"] > 0.8 * alone


@pytest.mark.parametrize(
    ("typed", "meant", "label"),
    [
        (
            "These people are a 🦠 and nothing else.",
            "These people are a parasite and nothing else.",
            "racism",
        ),
        ("I will 🔪 him in his bed.", "I will stab him in his bed.", "violence"),
    ],
)
def test_an_emoji_in_the_place_of_a_word_says_no_less_than_the_word(
    classifier: Classifier, typed: str, meant: str, label: str
) -> None:
    assert opinion(classifier, typed).scores[label] >= opinion(classifier, meant).scores[label]


def test_the_order_and_the_neighbours_change_nothing(classifier: Classifier) -> None:
    once = [opinion(classifier, text) for text in SENTENCES]
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda text: opinion(classifier, text), SENTENCES * 8))

    assert again == once * 8


def test_a_damaged_model_is_refused() -> None:
    with pytest.raises(ModelError, match="not the file"):
        Classifier(MODEL[:-1], TOKENIZER, DESCRIPTION)


def test_a_file_that_is_no_network_is_refused_even_if_described() -> None:
    raw = json.loads(DESCRIPTION)
    raw["sha256"] = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"

    with pytest.raises(ModelError, match="can't be loaded"):
        Classifier(b"\0", TOKENIZER, json.dumps(raw))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}'])
def test_a_description_that_can_not_be_read_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match=r"classifier\.json"):
        Classifier(MODEL, TOKENIZER, text)


def test_a_damaged_tokenizer_is_refused() -> None:
    with pytest.raises(ModelError, match="can't be loaded"):
        Classifier(MODEL, "{}", DESCRIPTION)
