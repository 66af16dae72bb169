"""Open and page through threads of 100 to 100,000 comments, rendered anew each time; plot it.

Usage: python -m benchmarks.thread [--sizes 100 1000 10000 100000] [--plot thread.svg]

All threads lie in one database, so the largest also says what a large table costs the smallest:
each page of each is opened in turn. Besides the first page these are the last ones, by their
cursors, in each order, and the last replies to a comment that a sixth of the thread answers. What
stands on a page is the same in all sizes but for the words.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx
from sqlalchemy import insert, select, text, update

from belowline.config import Options, read_settings
from belowline.conversation.paging import PAGE_SIZE, Cursor, Sort
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
# Each third comment answers an earlier one, as in a lively thread; the rest begin a talk. Every
# other answer is to the very first comment.
ANSWERS_EVERY = 3
TO_THE_FIRST = 6
# So many are on the last page of replies; the smallest thread has a few more.
LAST_REPLIES = 10
FIRST = "first page"
LIMIT = 1.3
# A large prime scatters what is best over the thread.
_SCATTER, _BEST = 7919, 1_000_003

Pages = dict[str, str]
Times = dict[str, dict[int, list[float]]]


async def fill(belowline: Belowline, newsroom: Newsroom, size: int) -> StoryId:
    """Keep this many comments under a new story, past the engine: what is measured is reading."""
    story = await newsroom.story(comment_count=size, headline=f"A story with {size} comments")
    first = newest = ""
    for begun in range(0, size, BATCH):
        rows = []
        for number in range(begun, min(begun + BATCH, size)):
            comment, _ = newsroom.draft(story)
            row = comment_values(comment) | {"best": number * _SCATTER % _BEST}
            if number % ANSWERS_EVERY == ANSWERS_EVERY - 1:
                above = first if number % TO_THE_FIRST == TO_THE_FIRST - 1 else newest
                row |= {"parent_id": above, "root_id": above, "depth": 1}
            else:
                newest = comment.comment_id
                first = first or newest
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


async def pages_of(belowline: Belowline, story_id: StoryId) -> Pages:
    """Return the addresses that are opened: the last pages begin behind what their cursors say."""
    of_story = select(comments.c.comment_id, comments.c.best).where(
        comments.c.site_id == belowline.settings.site.site_id, comments.c.story_id == story_id
    )
    roots = of_story.where(comments.c.parent_id.is_(None))
    backwards = {
        Sort.NEWEST: (comments.c.comment_id,),
        Sort.OLDEST: (comments.c.comment_id.desc(),),
        Sort.BEST: (comments.c.best, comments.c.comment_id),
    }
    page = f"/stories/{story_id}"
    found = {FIRST: page, "first page, best first": f"{page}?sort={Sort.BEST}"}
    async with belowline.store._database.reading() as connection:
        for sort, order in backwards.items():
            behind = await connection.execute(roots.order_by(*order).offset(PAGE_SIZE).limit(1))
            row = behind.one()
            cursor = Cursor(row.comment_id, row.best if sort is Sort.BEST else 0).encode()
            found[f"last page, {sort} first"] = f"{page}?sort={sort}&after={cursor}"
        first = (await connection.execute(roots.order_by(comments.c.comment_id).limit(1))).one()
        replies = of_story.where(comments.c.parent_id == first.comment_id)
        newest = replies.order_by(comments.c.comment_id.desc())
        behind = await connection.execute(newest.offset(LAST_REPLIES).limit(1))
        last = f"/comments/{first.comment_id}?after={behind.one().comment_id}"
    return found | {"last replies": last}


async def checked(client: httpx.AsyncClient, pages: Pages) -> None:
    """Make sure that each page is what it is taken for: as full as it should be, and the last."""
    for name, address in pages.items():
        text = (await client.get(address)).text
        roots, replies = text.count('data-parent="" data-author'), text.count("data-more-replies")
        if "page" in name and roots != PAGE_SIZE:
            raise SystemExit(f"{name}: {roots} talks instead of {PAGE_SIZE}, at {address}")
        more = "data-more-comments" in text if "page" in name else replies
        if name.startswith("last") and more:
            raise SystemExit(f"{name}: more comes behind it, at {address}")


async def open_page(
    client: httpx.AsyncClient, belowline: Belowline, story_id: StoryId, address: str = ""
) -> float:
    """Return the milliseconds of one opening, nothing kept from the one before."""
    belowline.services.cache.drop(belowline.settings.site.site_id, story_id)
    begun = time.perf_counter()
    answer = await client.get(address or f"/stories/{story_id}")
    took = (time.perf_counter() - begun) * 1000
    answer.raise_for_status()
    return took


async def measure(sizes: list[int], rounds: int) -> Times:
    """Return the times of each page and size."""
    with tempfile.TemporaryDirectory() as folder:
        belowline = await build(read_settings(Options(data=str(Path(folder) / "data"))))
        newsroom = Newsroom(belowline.store, belowline.settings.site.site_id)
        made: dict[int, tuple[StoryId, Pages]] = {}
        for size in sizes:
            print(f"keeping {size:,} comments …", file=sys.stderr)
            story_id = await fill(belowline, newsroom, size)
            made[size] = story_id, await pages_of(belowline, story_id)
        times: Times = defaultdict(lambda: {size: [] for size in sizes})
        transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for _, pages in made.values():
                await checked(client, pages)
            for number in range(rounds + 5):
                for size, (story_id, pages) in made.items():
                    for name, address in pages.items():
                        took = await open_page(client, belowline, story_id, address)
                        if number >= 5:
                            times[name][size].append(took)
        await belowline.close()
    return times


def told(times: Times) -> dict[str, list[tuple[float, float]]]:
    """Print each, and return the p50 of each page by size."""
    points: dict[str, list[tuple[float, float]]] = {}
    for name, by_size in times.items():
        for size, took in by_size.items():
            p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
            print(f"{name:<24} thread of {size:>7,}: p50 {p50:6.2f} ms   p99 {p99:6.2f} ms")
        points[name] = sorted((size, statistics.median(took)) for size, took in by_size.items())
    return points


def main() -> None:
    """Measure all in one run; the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--plot", type=Path, help="where to draw it, as SVG")
    options = parser.parse_args()
    points = told(asyncio.run(measure(list(options.sizes), options.rounds)))
    if options.plot:
        title = "Pages of a thread, rendered anew (ms, p50) by the thread's comments"
        lines = [Line(name, each) for name, each in points.items()]
        options.plot.write_text(plot(title, lines), "utf-8")
    small, large = min(options.sizes), max(options.sizes)
    grows = {name: each[-1][1] / each[0][1] for name, each in points.items()}
    for name, ratio in grows.items():
        say(at_most(f"{name}, {small:,} → {large:,} comments", ratio, LIMIT, "×"))
    worst = max(grows, key=grows.__getitem__)
    print(
        f"{large:,} against {small:,}, rendered anew: first page {grows[FIRST]:.2f} ×,"
        f" at worst {grows[worst]:.2f} × ({worst})"
    )


if __name__ == "__main__":
    main()
