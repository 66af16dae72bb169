"""An emoji that breaks a clause is named in one sentence, whoever saw it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from belowline.moderation import Action, Facts, Finding, Mode, Moderator, Ruling
from belowline.moderation.named_once import named_once

INSULT = Finding("discourtesy", 0.95, 0, 11, "insults", "A rule.")
GUESS = Finding("discourtesy", 0.7, 10, 11, "classifier", "A guess.", is_sure=False)


@cache
def engine() -> Moderator:
    return Moderator()


def ruled(text: str) -> Ruling:
    return engine().rule(text)


def named(*findings: Finding, typed: str = "You are a 🤡.") -> list[Finding]:
    return named_once(findings, typed, engine().policy, "classifier")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("You are a 🤡.", "discourtesy"),
        ("I will 🔪 you tonight.", "violence"),
        ("He is a total 💩 and so are you", "profanity"),
        ("suck my 🍆", "vulgarity"),
        ("You stupid 🐄", "discourtesy"),
        ("send them back 🐒🐒🐒", "racism"),
        ("they're all 🐒 in that country", "racism"),
        ("Somebody should 🔫 him", "violence"),
    ],
)
def test_an_emoji_is_named_once_under_the_clause_that_it_breaks(text: str, clause: str) -> None:
    own = [found for found in ruled(text).findings if found.clause == clause]
    emoji = {at for at, char in enumerate(text) if not char.isascii()}
    naming = [each for each in own if emoji & set(range(each.start or 0, each.end or 0))]

    assert len(naming) == 1
    assert naming[0].detector != "classifier"


def test_a_rule_says_it_rather_than_a_guess() -> None:
    assert named(GUESS, INSULT) == [INSULT]


@pytest.mark.parametrize(
    "other",
    [
        replace(GUESS, clause="racism"),
        replace(GUESS, score=0.99),
        replace(INSULT, score=0.9, mode=Mode.HOLD, rule="ours"),
        replace(INSULT, score=0.0, mode=Mode.SHADOW, rule="ours"),
        replace(GUESS, start=0, end=3),
        replace(GUESS, start=None, end=None),
    ],
    ids=["another clause", "likelier", "publisher's", "on trial", "elsewhere", "whole"],
)
def test_what_says_something_else_is_said_beside_it(other: Finding) -> None:
    assert set(named(INSULT, other)) == {INSULT, other}


def test_words_may_be_named_by_more_than_one() -> None:
    assert len(named(INSULT, GUESS, typed="You are a fool.")) == 2


def test_neither_the_action_nor_a_score_becomes_another() -> None:
    sure = [INSULT, replace(INSULT, score=0.99, is_sure=False), replace(INSULT, score=0.6)]
    policy = engine().policy
    for many in (2, 3, 4):
        for some in combinations([*sure, GUESS, replace(GUESS, score=0.97)], many):
            kept = named(*some)
            assert max(each.score for each in kept) == max(each.score for each in some)
            assert Action.strictest(*map(policy.action, kept)) is Action.strictest(
                *map(policy.action, some)
            )


def test_the_same_words_are_explained_the_same_each_time() -> None:
    facts = Facts("You stupid 🐄, I will 🔪 you, you 💩")

    assert engine().assess(facts) == engine().assess(facts)
