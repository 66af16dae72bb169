"""Measure the order "best": what brigades it bears, its pages in a long thread, what it prefers.

Usage: python -m benchmarks.best [--comments 100000] [--rooms 20] [--on sqlite|postgres]
       [--labelled FILE --text COLUMN --label COLUMN]

A labelled file is CSV, TSV or JSON lines of comments that people called constructive or not. It is
only measured: nothing in the formula was fitted to any.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, text

from belowline.conversation.paging import PAGE_SIZE, Cursor, Sort
from belowline.conversation.ranking import best_score
from belowline.kernel.ids import SiteId, StoryId
from belowline.store.database import open_database
from belowline.store.schema import comments, stories
from belowline.store.store import Store
from benchmarks._archive import FIRST, Archive
from benchmarks._constructive import agreements
from tests.conversation.brigade import Brigade, bears, simulated
from tests.postgres import private_cluster

SITE = SiteId("bench")
PAGES_READ = 200
BATCH = 10_000


def brigades(rooms: int) -> str:
    """Print the fewest likes on order that lift an empty comment to the top; sum it up."""
    print(f"Likes on order for one empty comment among 40, in {rooms} simulated rooms:")
    told = ""
    for brigade in Brigade:
        needed = [bears(simulated(seed), brigade) for seed in range(rooms)]
        lifted = sorted(number for number in needed if number is not None)
        places = [simulated(seed).place_of_empty(brigade, 10_000) for seed in range(rooms)]
        few = f"fewest {lifted[0]}, median {statistics.median(lifted):.0f}" if lifted else "none"
        print(f"  {brigade:<52} to the top: {few}; 10,000 of them: place {min(places)} at best")
        told += f"{brigade.name.lower()} {lifted[0] if lifted else '>10,000'}  "
    by_likes = [
        max(sum(circles.values()) for _, circles in simulated(s).comments) for s in range(rooms)
    ]
    print(
        f"  (by the number of likes alone: {max(by_likes) // 100 + 1} guests in any of the rooms)"
    )
    return told


async def pages(address: str, size: int) -> list[float]:
    """Fill one thread, walk its pages by "best"; return the milliseconds of each."""
    archive = Archive(SITE, size, 0)
    story = StoryId(archive.story(0))
    store = await Store.open(address)
    database = open_database(address)
    chance = random.Random(5)
    names = stories.columns.keys()
    values = dict.fromkeys(names, "") | {
        "site_id": SITE,
        "story_id": story,
        "url": "https://news.example/1",
        "published_at": FIRST,
        "open": True,
        "comment_count": size,
        "version": 1,
    }
    rows = []
    async with database.writing() as connection:
        await connection.execute(insert(stories), values)
        for comment in archive.comments():
            liked = {circle: 100 for circle in range(int(chance.expovariate(1)))}
            best = best_score(comment["text"], liked, 0)
            rows.append(comment | {"story_id": story, "best": best})
            if len(rows) == BATCH:
                await connection.execute(insert(comments), rows)
                rows = []
        if rows:
            await connection.execute(insert(comments), rows)
        await connection.execute(text("ANALYZE"))
    took: list[float] = []
    after: Cursor | None = None
    seen: list[tuple[int, str]] = []
    while True:
        begun = time.perf_counter()
        page = await store.roots(SITE, story, sort=Sort.BEST, after=after, limit=PAGE_SIZE)
        took.append((time.perf_counter() - begun) * 1000)
        seen += [(each.best, each.comment_id) for each in page]
        if len(page) < PAGE_SIZE:
            break
        after = Cursor(page[-1].comment_id, page[-1].best)
    if seen != sorted(set(seen), reverse=True):
        raise SystemExit("A page repeats a comment or is out of order.")
    await database.close()
    await store.close()
    print(f"    every one of {len(seen)} public comments once and in order, {len(took)} pages")
    return took


def paging(size: int, on: str | None) -> str:
    """Print how long a page of a long thread takes on each database; sum it up."""
    told = ""
    for kind in (on,) if on else ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            address = str(Path(folder) / "best.db")
            if kind == "postgres":
                address = stack.enter_context(private_cluster()).url_of("postgres")
            print(f"  filling one thread with {size:,} comments on {kind} …", file=sys.stderr)
            took = asyncio.run(pages(address, size))
        first, last = statistics.median(took[:PAGES_READ]), statistics.median(took[-PAGES_READ:])
        p99 = statistics.quantiles(took, n=100)[98]
        print(f"  {kind:<9} page p50 {statistics.median(took):.2f} ms  p99 {p99:.2f} ms")
        print(f"    first {PAGES_READ} pages {first:.2f} ms, last {PAGES_READ} {last:.2f} ms")
        told += f"{kind} {statistics.median(took):.2f}/{p99:.2f} ms  "
    return told


def main() -> None:
    """Print all that was asked for, the result in one line last."""
    parser = argparse.ArgumentParser(prog="benchmarks.best", description=__doc__)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--on", choices=["sqlite", "postgres"])
    parser.add_argument("--labelled", type=Path)
    parser.add_argument("--text", default="comment_text")
    parser.add_argument("--label", default="constructive")
    given = parser.parse_args()
    if given.labelled:
        number, found = agreements(given.labelled, given.text, given.label)
        for name, auc, rho in found:
            print(f"{name:<16} AUC {auc:.3f}  Spearman {rho:+.3f}  ({number} comments)")
        return
    borne = brigades(given.rooms)
    read = paging(given.comments, given.on)
    print(f"page p50/p99: {read}to the top at the least: {borne.strip()}")


if __name__ == "__main__":
    main()
