"""`belowline score` reads Parquet files as it reads JSON lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from tests.cli.command import belowline
from tests.cli.scoring import INSULT, TEXTS, as_lines

COMMENTS = [
    {"id": n, "text": f"{TEXTS[n % 4]} {n}", "story": "S" if n % 3 else None, "parent": INSULT}
    for n in range(100)
]


def table_of(comments: list[dict[str, Any]]) -> Any:
    return pyarrow.Table.from_pylist([{**each, "unused": 1.5} for each in comments])


def as_parquet(file: Path, table: Any) -> Path:
    """The table in row groups, as an archive has it."""
    parquet.write_table(table, file, row_group_size=30)
    return file


def scored(file: Path, *options: str | Path) -> list[dict[str, Any]]:
    done = belowline("score", file, *options)
    assert done.err == ""
    return [json.loads(line) for line in done.lines]


def test_rows_are_answered_as_the_same_lines_are(tmp_path: Path) -> None:
    file = as_parquet(tmp_path / "comments.parquet", table_of(COMMENTS))

    lines = belowline("score", given=as_lines(*COMMENTS))
    rows = belowline("score", file)

    assert (rows.code, rows.err) == (0, "")
    assert rows.out == lines.out


def test_a_run_goes_on_at_the_row_where_it_was(tmp_path: Path) -> None:
    file = as_parquet(tmp_path / "comments.parquet", table_of(COMMENTS))
    output = tmp_path / "answers.jsonl"
    belowline("score", file, "--output", output)
    whole = output.read_text()

    for kept in (1, 30, 47):
        output.write_text("".join(whole.splitlines(keepends=True)[:kept]))
        belowline("score", file, "--output", output, "--resume")
        assert output.read_text() == whole


def test_a_row_that_is_not_valid_gets_its_error_in_its_place(tmp_path: Path) -> None:
    texts = pyarrow.array([b"A fair point.", b"\xff", None, INSULT.encode()], pyarrow.binary())
    table = pyarrow.table({"id": [1, 2, 3, 4], "text": texts})

    fair, broken, missing, insult = scored(as_parquet(tmp_path / "rows.parquet", table))

    assert fair["action"] == "publish"
    assert broken["id"] == 2
    assert "can't decode byte 0xff" in broken["error"]
    assert missing == {"id": 3, "error": "text must be a string"}
    assert insult["action"] == "reject"


@pytest.mark.parametrize(
    ("identity", "answered"),
    [("a", "a"), (b"ab", "ab"), (b"\xff\x00", "ff00"), (None, None), ({"of": [1]}, {"of": [1]})],
)
def test_an_id_of_any_kind_comes_back(tmp_path: Path, identity: object, answered: object) -> None:
    table = pyarrow.table({"id": [identity], "text": ["a"]})

    [answer] = scored(as_parquet(tmp_path / "rows.parquet", table))

    assert answer["id"] == answered


def test_ids_may_be_left_out(tmp_path: Path) -> None:
    [answer] = scored(as_parquet(tmp_path / "rows.parquet", pyarrow.table({"text": ["a"]})))

    assert (answer["id"], answer["action"]) == (None, "publish")


def test_a_file_without_texts_is_one_clear_line(tmp_path: Path) -> None:
    file = as_parquet(tmp_path / "rows.parquet", pyarrow.table({"words": ["a"]}))

    done = belowline("score", file)

    assert (done.code, done.out) == (1, "")
    assert done.err == f"belowline: {file}: there is no column “text”.\n"


@pytest.mark.parametrize("content", [b"", b'{"id": 1, "text": "a"}\n'])
def test_a_file_that_is_no_parquet_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "rows.parquet"
    file.write_bytes(content)

    done = belowline("score", file)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"belowline: {file}: Parquet ")
    assert done.err.count("\n") == 1
