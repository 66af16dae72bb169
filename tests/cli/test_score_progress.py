"""A person at a terminal sees how far `belowline score` is; a program's output stays clean."""

from __future__ import annotations

import io
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

from belowline.cli.scoring.answers import Answer
from belowline.cli.scoring.lines import Part
from belowline.cli.scoring.progress import Progress, total_size
from tests.cli.command import belowline
from tests.cli.scoring import as_lines, comments
from tests.running import BELOWLINE

ANSWERS = [Answer("{}", False, 10)] * 5


def told(times: Iterator[float], total: int | None, rounds: int) -> list[str]:
    """What is said while five answers of ten bytes each come in some rounds."""
    stream = io.StringIO()
    progress = Progress(stream, total, clock=lambda: next(times))
    for _ in range(rounds):
        progress.add(ANSWERS)
    progress.finish()
    return stream.getvalue().splitlines()


def test_it_tells_lines_and_speed_and_what_is_left() -> None:
    assert told(iter([0.0, 2.5, 5.0, 6.0]), 1_000, 2) == [
        "belowline: 5 lines, 2 a second, about 48 s left",
        "belowline: 10 lines, 2 a second, about 45 s left",
        "belowline: 10 lines, 2 a second, 6 s",
    ]


def test_it_tells_in_hours_and_minutes() -> None:
    assert told(iter([0.0, 100.0, 4_000.0]), 5_000, 1) == [
        "belowline: 5 lines, 0 a second, about 2 h 45 min left",
        "belowline: 5 lines, 0 a second, 1 h 6 min",
    ]


def test_it_tells_every_few_seconds_only() -> None:
    assert len(told(iter([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]), None, 5)) == 2


def test_it_does_not_guess_where_the_size_is_unknown() -> None:
    assert told(iter([0.0, 2.0, 2.0]), None, 1)[0] == "belowline: 5 lines, 2 a second"


def test_sizes_add_up_only_where_they_are_known_and_alike() -> None:
    file, rows = Part(Path("a.jsonl"), 10, 40), Part(Path("a.parquet"), 0, 7)

    assert total_size([file, file]) == 60
    assert total_size([rows]) == 7
    assert total_size([file, rows]) is None
    assert total_size([file, Part(None)]) is None


def at_a_terminal(*options: str | Path, given: str) -> str:
    """What a person sees of stderr, where stdout goes elsewhere."""
    ours, terminal = pty.openpty()
    try:
        subprocess.run(
            [str(BELOWLINE), "score", *map(str, options)],
            input=given.encode(),
            stdout=subprocess.DEVNULL,
            stderr=terminal,
            check=True,
        )
    finally:
        os.close(terminal)
    with open(ours, "rb", buffering=0) as screen:
        return _all_of(screen).decode()


def _all_of(screen: io.FileIO) -> bytes:
    try:
        return screen.read(10_000) or b""
    except OSError:  # how an empty terminal says that its other end is closed
        return b""


def test_a_terminal_shows_progress_without_being_asked() -> None:
    given = as_lines({"id": 1, "text": "a"}, {"id": 2, "text": "b"})

    assert "belowline: 2 lines, " in at_a_terminal(given=given)
    assert at_a_terminal("--quiet", given=given) == ""


def test_elsewhere_progress_has_to_be_asked_for(tmp_path: Path) -> None:
    given = tmp_path / "comments.jsonl"
    given.write_text(comments(20), encoding="utf-8")

    silent = belowline("score", given)
    asked = belowline("score", given, "--progress")

    assert silent.err == ""
    assert asked.err.startswith("belowline: 20 lines, ")
    assert asked.out == silent.out


def test_nobody_can_ask_for_both() -> None:
    assert belowline("score", "--progress", "--quiet").code == 2
