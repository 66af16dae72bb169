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


async def test_a_replay_that_was_cut_off_goes_on_and_comes_to_the_same(
    filled: Archive, tmp_path: Path
) -> None:
    other, state = tmp_path / "other.toml", tmp_path / "replay.state"
    other.write_text(
        'extends = "balanced"\n[[phrases]]\nname = "sofas"\nclause = "spam"\n'
        'phrases = ["sofa"]\nmode = "shadow"\n',
        encoding="utf-8",
    )
    whole = await filled.run("replay", str(other), "--json", "--state", str(state))
    kept = state.read_bytes().splitlines(keepends=True)
    half = len(kept) // 2
    # What a death leaves in the middle of a line.
    state.write_bytes(b"".join(kept[:half]) + kept[half][:40])

    again = await filled.run("replay", str(other), "--json", "--state", str(state))
    plain = await filled.run("replay", str(other), "--json")

    assert (whole.code, again.out, plain.out) == (0, whole.out, whole.out), whole.err
    assert json.loads(whole.out)["changed"] > 0
    assert half > 10
    assert set(state.read_bytes().splitlines(keepends=True)) == set(kept)
    assert b"moron" not in state.read_bytes()


async def test_a_replay_goes_on_with_nothing_that_others_made(
    filled: Archive, tmp_path: Path
) -> None:
    state, letter = tmp_path / "replay.state", tmp_path / "letter.txt"
    state.write_text('{"rulings_by": [["p", "1"], ["q", "1"]]}\n', encoding="utf-8")
    letter.write_text("Dear reader,", encoding="utf-8")

    for file, why in ((state, "was made by other policies"), (letter, "is no file of rulings")):
        before = file.read_bytes()
        done = await filled.run("replay", str(filled.policy), "--state", str(file))

        assert (done.code, why in done.err) == (1, True)
        assert file.read_bytes() == before


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
