"""The policy's cases: what an editor expects of the shipped policy, text by text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from belowline.moderation import Moderator

CASES = Path(__file__).parent / "cases"
MISSES = {
    line.replace("\\n", "\n")
    for line in (CASES / "known_misses.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}
STORIES: dict[str, str] = tomllib.loads((CASES / "stories.toml").read_text(encoding="utf-8"))


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.toml")):
        for group in tomllib.loads(file.read_text(encoding="utf-8")).get("group", []):
            for text in group["texts"]:
                missed = group["expect"] == "publish" and text in MISSES
                yield pytest.param(
                    {**group, "expect": "hold"} if missed else group,
                    text,
                    id=f"{file.stem}: {text[:50]!r}",
                )


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator()


@pytest.mark.parametrize(("group", "text"), list(_cases()))
def test_the_shipped_policy_rules_as_an_editor_expects(
    moderator: Moderator, group: dict[str, str], text: str
) -> None:
    story = STORIES[group["story"]] if "story" in group else ""
    ruling = moderator.rule(text, story=story, parent=group.get("parent", ""))

    assert ruling.action == group["expect"], ruling.findings
    if clause := group.get("clause"):
        wanted = moderator.policy.clause(clause)
        least = wanted.reject_at if group["expect"] == "reject" else wanted.hold_at
        assert ruling.scores[clause] >= least, ruling.findings


def test_what_is_known_to_be_missed_is_among_the_cases() -> None:
    texts = {
        text
        for file in CASES.glob("*.toml")
        for group in tomllib.loads(file.read_text(encoding="utf-8")).get("group", [])
        for text in group["texts"]
    }

    assert texts >= MISSES
