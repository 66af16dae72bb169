"""Open a thread of fifty comments while the table around it grows, and plot how long that takes.

Usage: python -m benchmarks.tables [--most 1000000] [--on sqlite|postgres] [--plot tables.svg]

Tables of ten thousand comments, of ten times as many, and so on are made of an old newsroom's, then
opened in turn. `--most 10000000` takes some 20 GB of disk and a quarter of an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
from itertools import islice
from pathlib import Path

import httpx
from sqlalchemy import insert, text

from belowline.config import Options, read_settings
from belowline.kernel.ids import StoryId
from belowline.main import Belowline, build
from belowline.store.schema import comments
from benchmarks._archive import Archive, add_places
from benchmarks._goals import at_most, say
from benchmarks._plot import Line, plot
from benchmarks.thread import fill, open_page
from tests.contracts.newsroom import Newsroom
from tests.postgres import private_cluster

SMALLEST = 10_000
THREAD = 50
ROUNDS = 300
# The first openings fill the caches of the database and of Python.
WARM_UP = 20
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
# Where in an id (a UUIDv7 whose last digits count) a digit is 0 in all rows of the first step, and
# how many further steps there may be.
FREE_DIGIT = 29
MOST_STEPS = 3


async def grow(belowline: Belowline, step: int) -> None:
    """Make the archive ten times as large, by nine copies of each row under other ids."""
    site = belowline.settings.site.site_id
    columns = [column.name for column in comments.columns]
    place = FREE_DIGIT - step
    other = f"substr(comment_id, 1, {place - 1}) || copies.digit || substr(comment_id, {place + 1})"
    taken = ", ".join(
        other if name in ("comment_id", "root_id") else f"comments.{name}" for name in columns
    )
    copies = "(VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9'))"
    async with belowline.store._database.writing() as connection:
        await connection.execute(
            text(
                f"WITH copies(digit) AS {copies} INSERT INTO comments ({', '.join(columns)})"
                f" SELECT {taken} FROM comments CROSS JOIN copies"
                " WHERE comments.site_id = :site AND comments.author_name LIKE 'Reader %'"
            ),
            {"site": site},
        )
        await connection.execute(text("ANALYZE"))


async def opened(made: dict[int, tuple[Belowline, StoryId]]) -> dict[int, list[float]]:
    """Return the milliseconds of each opening, the tables in turn, nothing kept from before."""
    took: dict[int, list[float]] = {size: [] for size in made}
    async with contextlib.AsyncExitStack() as stack:
        clients = {}
        for size, (belowline, _) in made.items():
            transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
            client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
            clients[size] = await stack.enter_async_context(client)
        for _ in range(WARM_UP + ROUNDS):
            for size, (belowline, thread) in made.items():
                took[size].append(await open_page(clients[size], belowline, thread))
    return {size: each[WARM_UP:] for size, each in took.items()}


async def made_of(size: int, folder: Path, database: str | None) -> tuple[Belowline, StoryId]:
    """Return a newsroom with so many comments and our thread."""
    belowline = await build(read_settings(Options(data=str(folder), database=database)))
    site = belowline.settings.site.site_id
    archive = Archive(site, SMALLEST, waiting=0)
    await add_places(belowline.store._database, archive)
    async with belowline.store._database.writing() as connection:
        await connection.execute(insert(comments), list(islice(archive.comments(), SMALLEST)))
    thread = await fill(belowline, Newsroom(belowline.store, site), THREAD)
    for step in range(1, len(str(size // SMALLEST))):
        await grow(belowline, step)
    return belowline, thread


async def measure(on: str, most: int) -> dict[int, list[float]]:
    """Return the times of each size of the table on one database."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(private_cluster()) if on == "postgres" else None
        made: dict[int, tuple[Belowline, StoryId]] = {}
        size = SMALLEST
        while size <= min(most, SMALLEST * 10**MOST_STEPS):
            print(f"keeping {size:,} comments …", file=sys.stderr)
            database = await stack.enter_async_context(server.database()) if server else None
            made[size] = await made_of(size, folder / str(size), database)
            size *= 10
        times = await opened(made)
        for belowline, _ in made.values():
            await belowline.close()
    for size, took in times.items():
        print(line(on, size, took), flush=True)
    return times


def line(on: str, size: int, took: list[float]) -> str:
    """Return one line of the table."""
    p99 = statistics.quantiles(took, n=100)[98]
    return (
        f"{NAMES[on]:10} {size:>10,} comments, a thread of {THREAD}: "
        f"p50 {statistics.median(took):6.2f} ms   p99 {p99:6.2f} ms"
    )


def main() -> None:
    """Measure one database after the other; the ratios last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000, help="the largest table")
    parser.add_argument("--on", choices=sorted(NAMES), action="append", help="else on both")
    parser.add_argument("--plot", type=Path, help="where to draw it, as SVG")
    options = parser.parse_args()
    lines, told = [], []
    for on in options.on or sorted(NAMES, reverse=True):
        times = asyncio.run(measure(on, options.most))
        p50 = {size: statistics.median(took) for size, took in times.items()}
        lines.append(Line(NAMES[on], sorted(p50.items())))
        small, large = min(p50), max(p50)
        grows = p50[large] / p50[small]
        say(at_most(f"first page, table {small:,} → {large:,}, {NAMES[on]}", grows, 1.3, "×"))
        told.append(f"{grows:.2f} × on {NAMES[on]}")
    if options.plot:
        title = "First page of a thread of 50, rendered anew (ms) by the comments in the table"
        options.plot.write_text(plot(title, lines), "utf-8")
    print(f"largest table against smallest, first page rendered anew: {', '.join(told)}")


if __name__ == "__main__":
    main()
