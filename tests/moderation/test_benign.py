"""The engine sees no ghosts: names, places and words that only look rude pass without a finding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from belowline.moderation import Moderator, Policy, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors

FOLDER = Path(__file__).parent / "benign"
# Those that look for words and phrases; what a network thinks is measured elsewhere.
ASKED = {"slurs", "profanity", "insults", "threats", "spam", "personal_data"}
# How few lines would be enough, so that nobody thins a list out until it passes.
LEAST = {
    "places": 400,
    "names": 600,
    "terms": 300,
    "foreign": 500,
    "foreign_sentences": 50,
    "sentences": 200,
}
MOST_EXCEPTIONS = 60

# Where a word of each list could stand. A sentence stands alone, or somebody says it.
SENTENCES = {
    "places": "We moved to {} last year, and we like it.",
    "names": "My name is {}, and I live here.",
    "terms": "There is a chapter on {} in the book.",
    "foreign": "They have a word “{}” over there.",
    "foreign_sentences": "{} {}",
    "sentences": "I quote: {}",
}
FORMATS = ("as it stands", "in title case", "in a sentence", "with signs around")


def shaped(name: str, line: str, form: str) -> str:
    match form:
        case "in title case":
            return line.title()
        case "in a sentence":
            return SENTENCES[name].format(line, line)
        case "with signs around":
            return f"({line}), …{line}!"
        case _:
            return line


@cache
def lines(name: str) -> tuple[str, ...]:
    """What the file holds, a word or sentence each."""
    [path] = FOLDER.glob(f"{name}.*")
    rows = path.read_text("utf-8").splitlines()
    return tuple(row.split("\t")[0] for row in rows if row and not row.startswith("#"))


@cache
def exceptions() -> dict[str, str]:
    """The lines that the engine may stop, each with the reason why nobody can tell."""
    rows = (FOLDER / "exceptions.tsv").read_text("utf-8").splitlines()
    return dict(row.split("\t") for row in rows if row and not row.startswith("#"))


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    policy = parse_policy(shipped_policy_text())
    asked = [each for each in shipped_detectors(policy) if each.name in ASKED]
    assert len(asked) == len(ASKED)
    return Moderator(policy, asked)


def stopped(moderator: Moderator, name: str, form: str) -> Iterator[str]:
    for line in lines(name):
        text = shaped(name, line, form)
        if line not in exceptions() and (found := grave(moderator, text)):
            yield f"{text!r}: {found}"


def grave(moderator: Moderator, text: str) -> list[str]:
    policy: Policy = moderator.policy
    findings = moderator.rule(text).findings
    return [each.reason for each in findings if policy.action(each) != "publish"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", LEAST)
def test_what_only_looks_rude_is_left_alone(moderator: Moderator, name: str, form: str) -> None:
    found = list(stopped(moderator, name, form))

    assert not found, "\n".join(found)


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_each_list_is_long_enough_and_says_where_it_is_from(name: str, least: int) -> None:
    [path] = FOLDER.glob(f"{name}.*")
    head = path.read_text("utf-8").split("\n\n")[0]

    assert len(set(lines(name))) >= least
    assert "Source:" in head
    assert "Licence:" in head


def test_the_foreign_words_are_of_fifteen_languages() -> None:
    rows = (FOLDER / "foreign.tsv").read_text("utf-8").splitlines()

    assert len({row.split("\t")[1] for row in rows if not row.startswith("#")}) >= 15


def test_exceptions_are_few_and_each_is_still_needed(moderator: Moderator) -> None:
    listed = {line: name for name in LEAST for line in lines(name)}

    assert len(exceptions()) <= MOST_EXCEPTIONS
    assert all(exceptions().values())
    assert set(exceptions()) <= set(listed)
    idle = [
        line
        for line in exceptions()
        if not any(grave(moderator, shaped(listed[line], line, form)) for form in FORMATS)
    ]
    assert not idle, idle
