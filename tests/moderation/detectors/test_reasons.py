"""Every finding says in a sentence what was seen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from belowline.moderation import Moderator

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("file", sorted(CASES.glob("*.toml")), ids=lambda file: file.stem)
def test_reasons_are_sentences_and_spans_hold_what_they_name(file: Path) -> None:
    moderator = Moderator()
    for group in tomllib.loads(file.read_text(encoding="utf-8")).get("group", []):
        for text in group["texts"]:
            for found in moderator.rule(text).findings:
                assert found.reason[0] in "“ATSN0123456789"
                assert found.reason.endswith(".")
                if found.start is not None and found.end is not None:
                    assert text[found.start : found.end].strip()
