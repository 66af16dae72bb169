"""The processes of `belowline score --workers` end well, however they or their parent end."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.cli.command import belowline
from tests.cli.scoring import (
    comments,
    interrupt,
    is_alive,
    scoring,
    tell,
    wait_for_lines,
    what_it_says,
    workers_of,
)
from tests.polling import until


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file of so many comments that it is not done while we watch."""
    file = tmp_path / "comments.jsonl"
    file.write_text(comments(20_000), encoding="utf-8")
    return file


def assert_whole(output: Path) -> None:
    content = output.read_bytes()
    assert content.endswith(b"\n")
    assert all("id" in json.loads(line) for line in content.splitlines())


def test_all_cores_say_the_same_as_one() -> None:
    given = comments(300)

    alone = belowline("score", given=given)
    together = belowline("score", "--workers", "all", given=given)

    assert (together.code, together.out, together.err) == (alone.code, alone.out, "")


def test_a_number_of_workers_that_is_none_is_explained() -> None:
    done = belowline("score", "--workers", "many")

    assert done.code == 2
    assert "a number or all, not 'many'" in done.err


def test_with_one_worker_an_answer_does_not_wait_for_the_next_comment() -> None:
    with scoring() as process:
        assert process.stdout
        for number in range(3):
            tell(process, f'{{"id": {number}, "text": "A fair point."}}\n')
            assert json.loads(process.stdout.readline())["id"] == number


def test_a_worker_that_dies_is_one_clear_line(tmp_path: Path, many: Path) -> None:
    output = tmp_path / "answers.jsonl"
    with scoring("--workers", "2", "--output", output, many) as process:
        wait_for_lines(output, 1)
        os.kill(workers_of(process)[0], signal.SIGKILL)
        said = what_it_says(process)

        assert process.returncode == 2
    assert said == (
        "belowline: A worker was ended by SIGKILL. "
        f"{output} holds whole answers: --resume goes on.\n"
    )
    assert_whole(output)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_ends_it_in_silence_with_whole_answers(
    tmp_path: Path, many: Path, workers: str
) -> None:
    output = tmp_path / "answers.jsonl"
    with scoring("--workers", workers, "--output", output, many) as process:
        wait_for_lines(output, 1)
        alive = workers_of(process)
        interrupt(process)
        said = what_it_says(process)

        assert process.returncode == 130
    assert said == ""
    assert_whole(output)
    assert not any(map(is_alive, alive))


def test_no_worker_outlives_a_parent_that_is_killed(tmp_path: Path, many: Path) -> None:
    output = tmp_path / "answers.jsonl"
    with scoring("--workers", "2", "--output", output, many) as process:
        wait_for_lines(output, 1)
        workers = workers_of(process)
        assert len(workers) == 2
        process.kill()

        until(lambda: not any(map(is_alive, workers)), "the workers to end")
