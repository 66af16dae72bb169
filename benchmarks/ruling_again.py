"""Rule again on an archive by one process and by several: comments a second, and what they come to.

Usage: python -m benchmarks.ruling_again [--size 2000] [--workers 1 2]

Every second comment answers another, all stand under a story of some 500 words, and none is like
another. How long a process takes to start is measured on an empty archive, and taken away.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from belowline.cli.scoring.choice import core_count
from belowline.config import Options, read_settings
from belowline.conversation.comment import Comment
from belowline.store.store import Store
from benchmarks._goals import at_least, say
from benchmarks._texts import long_sentences, ordinary
from tests.contracts.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[1]
# What a second core should add, where there is one that nobody else uses.
WANTED = 1.7
_STORY_WORDS = 500


@dataclass(frozen=True, slots=True)
class Run:
    """How long a run took, and what became of how many."""

    seconds: float
    fates: dict[str, int]


async def fill(data: Path, size: int) -> None:
    """Keep so many public comments of readers who are all different."""
    settings = read_settings(Options(data=str(data)), {})
    store = await Store.open(settings.database)
    chance, said = random.Random(7), long_sentences()
    newsroom = Newsroom(store, settings.site.site_id)
    words = " ".join(chance.choices(said, k=80)).split()[:_STORY_WORDS]
    story = await newsroom.story(body=" ".join(words))
    before: Comment | None = None
    for number in range(size):
        text = ordinary(chance, said)
        before = await newsroom.post(story, before if number % 2 else None, text=text)
    await store.close()


def ruled_again(data: Path, folder: Path, workers: int) -> Run:
    """Run the command on a copy."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(data, folder)
    command = [sys.executable, "-m", "belowline.cli", "policy", "apply", "--json"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--workers", str(workers), "--data", str(folder)],
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    return Run(time.perf_counter() - began, json.loads(done.stdout))


def main() -> int:
    """Print the rates and the gain."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="belowline-") as made:
        folder = Path(made)
        asyncio.run(fill(folder / "empty", 0))
        asyncio.run(fill(folder / "full", options.size))
        rates: list[float] = []
        found: list[dict[str, int]] = []
        for workers in options.workers:
            start = ruled_again(folder / "empty", folder / "copy", workers)
            run = ruled_again(folder / "full", folder / "copy", workers)
            rates.append(options.size / (run.seconds - start.seconds))
            found.append(run.fates)
            print(f"{workers} workers: {rates[-1]:.0f} comments/s, start {start.seconds:.1f} s")
    assert all(each == found[0] for each in found), found
    gain = rates[-1] / rates[0]
    has_cores = core_count() >= max(options.workers)
    say(at_least("ruling again, two workers against one", gain, WANTED, "×", seen=has_cores))
    print(f"{rates[0]:.0f} comments/s ruled on again by one process, {gain:.2f} × by two")
    return 0


if __name__ == "__main__":
    sys.exit(main())
