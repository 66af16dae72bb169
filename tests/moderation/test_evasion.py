"""What the rules catch they catch in disguise too, each way of hiding it that we know."""

from __future__ import annotations

import random

import pytest

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from benchmarks.attacks import ATTACKS
from benchmarks.attacks.target import Target, target

# Plain breaches that each attack can get hold of; none of them is in the training data.
SENTENCES = (
    "You are an idiot and a liar.",
    "What a pathetic moron you are.",
    "Shut up, you brainless clown.",
    "Get out of our country, you filthy parasites.",
    "Muslims are vermin.",
    "Somebody should strangle this judge.",
    "I will kill you, just wait.",
    "Go hang yourself, nobody will miss you.",
    "They deserve to be shot, the lot of them.",
    "This is bullshit and you know it.",
    "Fucking bastards, all of them.",
    "That stupid bitch should resign.",
    "She is a disgusting slut.",
    "Earn thousands every week from home, message me on WhatsApp.",
)
TRIES = 5
LEAST = 0.9
# A missing letter leaves another word as often as a misspelt one, and there is no emoji for most.
LESS = {"letter left out": 0.75, "emoji for words": 0.4}


@pytest.fixture(scope="module")
def rules() -> Moderator:
    policy = parse_policy(shipped_policy_text())
    return Moderator(policy, shipped_detectors(policy))


@pytest.fixture(scope="module")
def caught(rules: Moderator) -> tuple[Target, ...]:
    """The sentences as an evader sees them: with what the engine marks."""
    return tuple(target(sentence, marked(rules, sentence)) for sentence in SENTENCES)


def marked(rules: Moderator, sentence: str) -> list[tuple[int, int]]:
    found = rules.rule(sentence).findings
    assert any(rules.policy.action(each) != "publish" for each in found), sentence
    return [(each.start, each.end) for each in found if each.start is not None and each.end]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_breach_in_disguise_is_still_one(
    rules: Moderator, caught: tuple[Target, ...], name: str
) -> None:
    texts = [ATTACKS[name](aimed, random.Random(seed)) for aimed in caught for seed in range(TRIES)]
    attacked = [text for text in texts if text not in SENTENCES]
    missed = [text for text in attacked if rules.rule(text).action == "publish"]

    assert attacked
    assert len(missed) <= (1 - LESS.get(name, LEAST)) * len(attacked), "\n".join(missed)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_does_the_same_again(caught: tuple[Target, ...], name: str) -> None:
    attack = ATTACKS[name]

    for aimed in caught:
        assert attack(aimed, random.Random(1)) == attack(aimed, random.Random(1))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_leaves_what_it_is_not_aimed_at(caught: tuple[Target, ...], name: str) -> None:
    """Upper case is the one that takes all."""
    text = "Good morning. You are an idiot."
    start = text.index("You")
    aimed = target(text, [(start, len(text))])

    assert "good morning." in ATTACKS[name](aimed, random.Random(1)).lower()
