"""Sentence patterns are whole, and fill with identity groups as a person would write them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from training.patterns import (
    HELD_OUT,
    Pattern,
    PatternError,
    filled,
    read_groups,
    read_patterns,
)

HEADER = "text\tlabels\tkind\tonly\twhy\n"


def pattern(text: str, **fields: str) -> Pattern:
    labels = frozenset(filter(None, fields.get("labels", "").split(",")))
    only = frozenset(filter(None, fields.get("only", "").split(",")))
    return Pattern("ada", text, labels, fields.get("kind", "derogation"), only)


def test_there_are_many_and_about_half_are_harmless() -> None:
    patterns = read_patterns()
    authors = Counter(one.author for one in patterns)

    assert len(patterns) >= 1_500
    assert authors[HELD_OUT] >= 300
    assert 0.4 < sum("racism" not in one.labels for one in patterns) / len(patterns) < 0.65


def test_no_pattern_of_the_hidden_author_is_learnt() -> None:
    rows = filled(read_patterns(), read_groups(), times=1, seed=1)

    hidden = {row.text for row in rows if row.part == "dev"}
    assert hidden
    assert not hidden & {row.text for row in rows if row.part == "train"}


def test_the_article_goes_with_the_word_that_follows() -> None:
    groups = [group for group in read_groups() if group.key in {"albanians", "muslims"}]
    rows = filled([pattern("A {singular} moved in.")], groups, times=2, seed=1)

    assert {row.text for row in rows} == {"An Albanian moved in.", "A Muslim moved in."}


def test_a_pattern_with_a_slur_takes_only_groups_that_have_one() -> None:
    groups = {group.key: group for group in read_groups()}
    rows = filled([pattern("You {slur}.")], list(groups.values()), times=100, seed=1)

    assert rows
    assert all(groups[row.group].slurs for row in rows)


def test_a_pattern_for_some_kinds_takes_no_others() -> None:
    kinds = {group.key: group.kind for group in read_groups()}
    rows = filled([pattern("{Plural} pray.", only="religion")], read_groups(), 100, seed=1)

    assert {kinds[row.group] for row in rows} == {"religion"}


def test_the_same_seed_gives_the_same_sentences() -> None:
    patterns, groups = read_patterns()[:50], read_groups()

    assert filled(patterns, groups, 3, seed=4) == filled(patterns, groups, 3, seed=4)
    assert filled(patterns, groups, 3, seed=4) != filled(patterns, groups, 3, seed=5)


@pytest.mark.parametrize(
    "line",
    [
        "Hello {nobody}\tnone\tderogation\t\twhy",
        "Hello\tcheerful\tderogation\t\twhy",
        "Hello\tnone\tpoetry\t\twhy",
        "Hello\tnone\tderogation\twhy",
    ],
)
def test_a_pattern_that_can_not_be_used_is_named_by_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "ada.tsv").write_text(HEADER + line + "\n", encoding="utf-8")

    with pytest.raises(PatternError, match=r"ada\.tsv:2"):
        read_patterns(tmp_path)
