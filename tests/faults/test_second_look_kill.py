"""Who is killed while they rule again goes on where they were: nothing twice, nothing left out."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.archive import Archive, counts, fill
from tests.cli.scoring import is_alive, workers_of
from tests.polling import until
from tests.running import BELOWLINE

pytestmark = pytest.mark.anyio

SIZE = 300


def reached(archive: Archive) -> int:
    """Return how many comments a run has dealt with."""
    with closing(sqlite3.connect(archive.data / "belowline.db")) as connection:
        row = connection.execute("SELECT read FROM second_looks").fetchone()
    return row[0] if row else 0


def run_and_kill(archive: Archive) -> list[int]:
    """Begin, and be killed as soon as some rulings are kept; return the workers that there were."""
    command = [str(BELOWLINE), "policy", "apply", "--workers", "2", *archive.options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: reached(archive) > 0, "the first rulings")
    workers = workers_of(process)
    process.kill()
    process.wait()
    until(lambda: not any(map(is_alive, workers)), "the workers to end")
    return workers


async def test_killed_in_the_middle_it_comes_to_what_it_would_have_come_to(tmp_path: Path) -> None:
    whole = Archive(tmp_path / "whole", tmp_path / "policy.toml")
    await fill(whole, SIZE)
    killed = Archive(tmp_path / "killed", whole.policy)
    shutil.copytree(whole.data, killed.data)
    expected = counts(await whole.run("apply", "--json"))

    workers = run_and_kill(killed)
    before = reached(killed)
    done = await killed.run("apply", "--json", "--workers", "2")

    assert len(workers) == 2
    assert 0 < before < SIZE
    assert f"stopped after {before:,} comments: going on behind them" in done.err
    assert counts(done) == expected
    assert await killed.rulings() == await whole.rulings()
