"""The comments that we wrote are whole, labelled, and apart from each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from training.labels import CLAUSES
from training.written import Written, WrittenError, held_out, read_written, split

HEADER = "text\tlabels\tstory\tparent\twhy\n"
STORIES = "key\tsection\theadline\ttext\nbridge\tLocal\tBridge shut\tThe bridge is shut.\n"


@pytest.fixture(scope="module")
def rows() -> list[Written]:
    return read_written()


def written(folder: Path, row: str) -> list[Written]:
    """Read one row as the file of an author called ada."""
    (folder / "ada.stories.tsv").write_text(STORIES, encoding="utf-8")
    (folder / "ada.tsv").write_text(HEADER + row, encoding="utf-8")
    return read_written(folder)


def test_there_are_enough_for_every_clause(rows: list[Written]) -> None:
    labels = Counter(label for row in rows for label in row.labels)

    assert len(rows) >= 8_000
    assert min(labels[clause] for clause in CLAUSES) >= 250
    assert 0.45 < sum(not row.labels for row in rows) / len(rows) < 0.65


def test_a_fifth_is_kept_from_training_by_author(rows: list[Written]) -> None:
    seen, hidden = split(rows)

    assert 0.15 < len(hidden) / len(rows) < 0.25
    assert {row.author for row in hidden} == held_out()
    assert not {row.text.casefold() for row in seen} & {row.text.casefold() for row in hidden}


def test_nothing_stands_twice(rows: list[Written]) -> None:
    counts = Counter(
        (row.text.casefold(), row.parent.casefold(), row.author, row.story and row.story.key)
        for row in rows
    )

    assert [text for text, count in counts.items() if count > 1] == []


def test_minimal_pairs_have_different_answers(rows: list[Written]) -> None:
    pairs = defaultdict(list)
    for row in rows:
        if row.pair:
            pairs[row.author, row.pair].append(row)

    assert len(pairs) >= 400
    for pair in pairs.values():
        assert len(pair) >= 2
        assert len({row.labels for row in pair}) >= 2


def test_every_row_says_why(rows: list[Written]) -> None:
    assert all(row.why.strip() for row in rows)


def test_escapes_are_undone_and_labels_read(tmp_path: Path) -> None:
    (row,) = written(tmp_path, "one\\ntwo \\\\n\tspam,doxing\tbridge\t\tp3: why\n")

    assert row.text == "one\ntwo \\n"
    assert row.labels == {"spam", "doxing"}
    assert row.story is not None
    assert (row.story.headline, row.pair) == ("Bridge shut", "p3")


@pytest.mark.parametrize(
    "row",
    [
        "text\trudeness\t\t\twhy\n",
        "text\t\t\t\twhy\n",
        "\tnone\t\t\twhy\n",
        "text\tnone\tno-such-story\t\twhy\n",
        "text\tnone\twhy\n",
    ],
)
def test_a_row_that_is_not_right_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(WrittenError, match=r"ada\.tsv:2"):
        written(tmp_path, row)
