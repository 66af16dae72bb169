"""A table of patterns finds in one pass what each of its patterns would find alone."""

from __future__ import annotations

import pytest
import re2

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.patterns import PatternTable
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import confusables
from belowline.moderation.text import View
from training.written import read_written

TABLES = (
    ("threats.toml", "harm.toml", "veiled.toml"),
    ("hate.toml", "groups.toml"),
    ("insults.toml", "contempt.toml"),
    ("inquiries.toml",),
    ("crude.toml",),
    ("spam.toml",),
)


@pytest.mark.parametrize("names", TABLES, ids=lambda names: str(names[0]))
def test_no_pattern_that_holds_is_passed_over(names: tuple[str, ...]) -> None:
    table = PatternTable(*map(shipped_text, names))
    held = 0
    for row in read_written()[::7]:
        view = View(Facts(row.text), confusables(), shipped_vocabulary())
        alone = {each.name for each in table.patterns if re2.search(each.match, view.text)}
        likely = {each.name for each in table.likely(view.text)}

        assert alone <= likely
        held += len(alone)
    assert held > 3
