"""`belowline score --engine ray` gives the answers that the local engine gives, byte for byte."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import Done, belowline
from tests.cli.scoring import (
    as_lines,
    comments,
    interrupt,
    scoring,
    wait_for_lines,
    what_it_says,
)
from tests.running import BELOWLINE

TWO_CORES = ("--engine", "ray", "--workers", "2")

BROKEN = b"\n".join(
    [
        b"no JSON",
        b"",
        b'{"id": 3, "text": "\xff"}',
        b"[4]",
        b'{"id": 5}',
        b'{"id": 6, "text": "\\ud800"}',
        b"[" * 100_000,
        b'{"id": 8, "text": "' + b"a" * 100_000 + b'"}',
        b"  \r",
        "{'id': 9}\u2028".encode(),
    ]
)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Many lines, with all that can be wrong with a line at both ends."""
    file = tmp_path / "comments.jsonl"
    file.write_bytes(BROKEN + b"\n" + comments(600).encode() + BROKEN)
    return file


def on_ray(*options: str | Path, given: bytes = b"") -> Done:
    """Run it on a Ray of this machine, which takes its time to start."""
    done = subprocess.run(
        [str(BELOWLINE), "score", *TWO_CORES, *map(str, options)],
        input=given,
        capture_output=True,
        timeout=200.0,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_many_lines_have_the_same_answers_in_the_same_order(given: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(as_lines({"id": "last", "text": "😀"}), encoding="utf-8")

    ray = on_ray(given, more)

    assert ray.err == ""
    assert (ray.code, ray.out) == (1, belowline("score", given, more).out)


def test_it_goes_on_with_what_the_local_engine_began_on_standard_input(
    given: Path, tmp_path: Path
) -> None:
    output = tmp_path / "answers.jsonl"
    belowline("score", "--output", output, given=given.read_bytes())
    whole = output.read_text()
    output.write_text("".join(whole.splitlines(keepends=True)[:400]))

    done = on_ray("--output", output, "--resume", given=given.read_bytes())

    assert (done.code, done.err) == (1, "")
    assert output.read_text() == whole


def test_an_interrupt_ends_it_in_silence_with_whole_answers(given: Path, tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"
    with scoring(*TWO_CORES, "--output", output, given) as process:
        wait_for_lines(output, 1)
        interrupt(process)
        said = what_it_says(process)

        assert (process.returncode, said) == (130, "")
    assert output.read_bytes().endswith(b"\n")


def test_a_cluster_that_is_not_there_is_one_clear_line(
    given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")

    done = on_ray(given)

    assert (done.code, done.out) == (2, "")
    assert done.err == "belowline: There is no Ray at 127.0.0.1:1: Connection refused.\n"


def test_without_ray_it_says_how_to_get_it(tmp_path: Path) -> None:
    absent = tmp_path / "ray.py"
    absent.write_text("raise ImportError\n", encoding="utf-8")

    done = subprocess.run(
        [str(BELOWLINE), "score", "--engine", "ray"],
        input=b"",
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"belowline: --engine ray needs Ray: pip install 'belowline[ray]'\n"
