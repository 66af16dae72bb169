"""Open threads of 100 to 100,000 comments, rendered anew each time, and plot how long that takes.

Usage: python -m benchmarks.thread [--sizes 100 1000 10000 100000] [--plot thread.svg]

All threads lie in one database, so the largest also says what a large table costs the smallest:
the order of the sizes is shuffled in time, each is opened in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from sqlalchemy import insert, text, update

from belowline.config import Options, read_settings
from belowline.kernel.ids import StoryId
from belowline.main import Belowline, build
from belowline.store.records import comment_values
from belowline.store.schema import comments, stories
from benchmarks._goals import at_most, say
from benchmarks._plot import Line, plot
from tests.contracts.newsroom import Newsroom

SIZES = (100, 1_000, 10_000, 100_000)
ROUNDS = 100
# Rows that are kept at once, so that a hundred thousand comments are never all in memory.
BATCH = 5_000
# Each third comment answers an earlier one, as in a lively thread; the rest begin a talk.
ANSWERS_EVERY = 3


async def fill(belowline: Belowline, newsroom: Newsroom, size: int) -> StoryId:
    """Keep this many comments under a new story, past the engine: what is measured is reading."""
    story = await newsroom.story(comment_count=size, headline=f"A story with {size} comments")
    roots: list[str] = []
    for begun in range(0, size, BATCH):
        rows = []
        for number in range(begun, min(begun + BATCH, size)):
            answers = bool(roots) and number % ANSWERS_EVERY == ANSWERS_EVERY - 1
            comment, _ = newsroom.draft(story)
            row = comment_values(comment)
            if answers:
                above = roots[number % len(roots)]
                row |= {"parent_id": above, "root_id": above, "depth": 1}
            elif number < BATCH:
                roots.append(comment.comment_id)
            rows.append(row)
        async with belowline.store._database.writing() as connection:
            await connection.execute(insert(comments), rows)
    await _count(belowline, story.story_id)
    return story.story_id


async def _count(belowline: Belowline, story_id: StoryId) -> None:
    """Count the replies of each root, as the store would have done one by one."""
    counted = (
        "UPDATE comments SET replies = n, descendants = n FROM (SELECT parent_id AS above,"
        " count(*) AS n FROM comments WHERE story_id = :story GROUP BY parent_id) AS answers"
        " WHERE comments.comment_id = above AND comments.story_id = :story"
    )
    async with belowline.store._database.writing() as connection:
        await connection.execute(text(counted), {"story": story_id})
        await connection.execute(
            update(stories).where(stories.c.story_id == story_id).values(version=2)
        )
        await connection.execute(text("ANALYZE"))


async def open_page(client: httpx.AsyncClient, belowline: Belowline, story_id: StoryId) -> float:
    """Return the milliseconds of one opening, nothing kept from the one before."""
    belowline.services.cache.drop(belowline.settings.site.site_id, story_id)
    begun = time.perf_counter()
    answer = await client.get(f"/stories/{story_id}")
    took = (time.perf_counter() - begun) * 1000
    answer.raise_for_status()
    return took


async def measure(sizes: list[int]) -> dict[int, list[float]]:
    """Return the times of each size."""
    with tempfile.TemporaryDirectory() as folder:
        belowline = await build(read_settings(Options(data=str(Path(folder) / "data"))))
        newsroom = Newsroom(belowline.store, belowline.settings.site.site_id)
        made: dict[int, StoryId] = {}
        for size in sizes:
            print(f"keeping {size:,} comments …", file=sys.stderr)
            made[size] = await fill(belowline, newsroom, size)
        times: dict[int, list[float]] = {size: [] for size in sizes}
        transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for number in range(ROUNDS + 5):
                for size, story_id in made.items():
                    took = await open_page(client, belowline, story_id)
                    if number >= 5:
                        times[size].append(took)
        await belowline.close()
    return times


def main() -> None:
    """Measure all in one run; the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--plot", type=Path, help="where to draw it, as SVG")
    options = parser.parse_args()
    times = asyncio.run(measure(list(options.sizes)))
    p50 = {size: statistics.median(found) for size, found in times.items()}
    p99 = {size: statistics.quantiles(found, n=100)[98] for size, found in times.items()}
    for size in times:
        print(f"thread of {size:>7,}: p50 {p50[size]:6.2f} ms   p99 {p99[size]:6.2f} ms")
    if options.plot:
        lines = [Line("p50", sorted(p50.items())), Line("p99", sorted(p99.items()))]
        title = "First page of a thread, rendered anew (ms) by its comments"
        options.plot.write_text(plot(title, lines), "utf-8")
    small, large = min(p50), max(p50)
    grows = p50[large] / p50[small]
    say(at_most(f"first page, {small:,} → {large:,} comments", grows, 1.3, "×"))
    print(f"{large:,} against {small:,}, first page rendered anew: {grows:.2f} ×")


if __name__ == "__main__":
    main()
