"""An archive is ruled on again by one process, by several or on a Ray, and it comes to the same."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from belowline.cli.scoring.archive_progress import ArchiveProgress
from tests.cli.archive import Archive, counts, fill

pytestmark = pytest.mark.anyio

SIZE = 220
ALONE, TWO = ("--workers", "1"), ("--workers", "2")
ON_RAY = ("--engine", "ray", "--workers", "2")


@pytest.fixture(scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Lend an archive that was made once; who changes it takes a copy."""
    folder = tmp_path_factory.mktemp("archive")
    archive = Archive(folder / "data", folder / "policy.toml")
    await fill(archive, SIZE)
    return archive


def a_copy(archive: Archive, folder: Path) -> Archive:
    shutil.copytree(archive.data, folder)
    return Archive(folder, archive.policy)


async def test_whoever_rules_again_comes_to_the_same(filled: Archive, tmp_path: Path) -> None:
    found = []
    for number, way in enumerate((ALONE, TWO, ON_RAY)):
        archive = a_copy(filled, tmp_path / str(number))
        done = await archive.run("apply", "--json", *way)
        found.append((counts(done), await archive.rulings()))

    assert found[0] == found[1] == found[2]
    fates = found[0][0]
    assert fates["held"] == 7
    assert fates["flagged"] > 100
    assert fates["stays"] >= SIZE // 3


async def test_whoever_replays_comes_to_the_same(filled: Archive) -> None:
    other = filled.policy.with_name("other.toml")
    other.write_text('extends = "balanced"\n', encoding="utf-8")

    found = [await filled.run("replay", str(other), "--json", *way) for way in (ALONE, TWO)]

    assert found[0].code == 0, found[0].err
    assert json.loads(found[0].out)["comments"] == SIZE
    assert json.loads(found[0].out)["changed"] > 0
    assert found[1].out == found[0].out


async def test_a_number_of_workers_that_is_none_is_explained(filled: Archive) -> None:
    done = await filled.run("apply", "--workers", "-1")

    assert (done.code, done.err) == (1, "belowline: --workers must be 0 (all cores) or more.\n")


def test_progress_tells_the_pace_of_this_run_and_what_is_left() -> None:
    said, now = io.StringIO(), [0.0]
    progress = ArchiveProgress(said, lambda: now[0])

    for done in (600, 800, 1_000, 1_200):
        now[0] += 2.0
        progress(done, 1_200)

    assert said.getvalue().splitlines() == [
        "belowline: 600 of 1,200 comments",
        "belowline: 800 of 1,200 comments, 100 a second, about 4 s left",
        "belowline: 1,000 of 1,200 comments, 100 a second, about 2 s left",
        "belowline: 1,200 of 1,200 comments, 100 a second",
    ]
