"""Work at the desk with a million comments, on SQLite and on PostgreSQL: queue, search, rulings.

Usage: python -m benchmarks.desk [--comments 1000000] [--waiting 10000] [--rounds 100]
       [--on sqlite|postgres] [--database FILE|postgresql://… …]

Databases are made and thrown away, or those that are named are used and kept: filled where they
are not full, else only measured. Beside the time by the clock stands the processor time of this
process, which says what a page costs on a machine that is busy with something else. Each address is
opened once before it is timed: what that took at the longest, with tables and indexes still on the
disk, stands apart as "cold".
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from belowline.cli.serving import spare_what_is_there
from belowline.config import Options, read_settings
from belowline.kernel.ids import new_id
from belowline.main import Belowline, build
from belowline.people.reader import Role
from belowline.store.database import open_database
from benchmarks._archive import Archive, fill, word
from benchmarks._goals import at_most, say
from benchmarks._site_key import with_key
from tests.postgres import private_cluster

# What a moderator may wait for without noticing much.
GOAL_MS = 200
# What is awaited otherwise: a keystroke's answer, twenty-five pages, what is done once a day.
GOALS_MS = {
    "a ruling": 100,
    "its undo": 100,
    "queue, 500 items": 1_000,
    "twenty at once": 2_000,
    "numbers, a month at first": 10_000,
}


class Opening(NamedTuple):
    """Milliseconds by the clock, and of this process's work; `is_cold` is a first look."""

    took: float
    work: float
    is_cold: bool = False


def pages(archive: Archive) -> dict[str, list[str]]:
    """Return what is opened: addresses of each kind, so that no two rounds ask for the same."""
    ranks = range(40)
    readers = [archive.reader(number) for number in (0, 1, 7, 40, 300, 2_000, 9_000, 30_000)]
    clauses = ("violence", "racism", "spam")
    return {
        "queue, first page": ["/desk"],
        "queue, for programs": ["/api/v1/desk/queue"],
        "queue, ten more": ["/desk/further"],
        "queue, rows of 240 more": ["/desk/rows"],
        "queue, one clause": [f"/desk?clause={clause}" for clause in clauses],
        "queue, rare mix": ["/desk?clause=doxing&section=City&language=fr&detector=links"],
        "queue, one reader": [f"/desk?reader={reader}" for reader in readers],
        "search, commonest word": [f"/desk/search?q={word(rank)}" for rank in ranks[:5]],
        "search, common word": [f"/desk/search?q={word(100 + rank * 9)}" for rank in ranks],
        "search, rare word": [f"/desk/search?q={word(20_000 + rank * 99)}" for rank in ranks],
        "search, two words": [f"/desk/search?q={word(rank)}+{word(900 + rank)}" for rank in ranks],
        "search, two rare words": [
            f"/desk/search?q={word(3_000 + rank)}+{word(5_000 + rank)}" for rank in ranks
        ],
        "search, phrase": [f"/desk/search?q=%22{word(rank)}+{word(rank + 9)}%22" for rank in ranks],
        "search, beginning": [f"/desk/search?q={word(700 + rank)[:3]}*" for rank in ranks],
        "search, a reader's common word": [
            f"/desk/search?q={word(3)}&reader={reader}" for reader in readers
        ],
        "search, a reader's all": [f"/desk/search?reader={reader}" for reader in readers],
        "search, common word, removed": [f"/desk/search?q={word(3)}&state=removed"],
        "search, a seldom state": [
            f"/desk/search?q={word(3)}&state=withdrawn",
            "/desk/search?state=withdrawn",
            f"/desk/search?q={word(3)}&waits=appealed",
        ],
        "search, a seldom language": [
            f"/desk/search?q={word(3)}&language=eo",
            "/desk/search?language=eo",
        ],
        "search, a seldom section": [
            f"/desk/search?q={word(3)}&section=Nowhere",
            "/desk/search?section=Nowhere",
        ],
        "search, a reporter": [f"/desk/search?reporter={reader}" for reader in readers],
        "search, nothing there": [f"/desk/search?q={word(3)}+zzzzzz{rank}" for rank in ranks],
    }


async def measure(address: str, asked: argparse.Namespace) -> dict[str, list[Opening]]:
    """Open each page in turn, in a database with comments; return the times of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        options = Options(data=str(with_key(Path(folder))), database=address)
        belowline = await build(read_settings(options))
        spare_what_is_there()  # as a server does
        archive = Archive(belowline.settings.site.site_id, asked.comments, asked.waiting)
        try:
            database = open_database(address)
            await fill(database, address, archive)
            await database.close()
            async with moderator(belowline) as client:
                await check(client)
                found = {
                    name: await times(client, opened, asked.rounds)
                    for name, opened in pages(archive).items()
                }
                found |= await rulings(client, asked.rounds)
            async with moderator(belowline, Role.EDITOR) as client:
                return found | await numbers(client, asked.rounds)
        finally:
            await belowline.close()


@asynccontextmanager
async def moderator(
    belowline: Belowline, role: Role = Role.MODERATOR
) -> AsyncIterator[httpx.AsyncClient]:
    """Lend a client that is signed in to the desk."""
    sign_in, site_id = belowline.services.sign_in, belowline.settings.site.site_id
    person = await sign_in.add_staff(
        site_id, name="Mo", email=f"mo-{new_id()}@desk.example", role=role
    )
    link = await sign_in.make_link(person)
    session = await sign_in.by_link(site_id, link)
    transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://localhost",
        cookies={"belowline_session": session},
        timeout=600,
    ) as client:
        page = await client.get("/desk")
        client.headers["x-csrf-token"] = page.text.split('name="token" value="')[1].split('"')[0]
        yield client


async def check(client: httpx.AsyncClient) -> None:
    """Fail where the pages show nothing: that would be fast."""
    queue, found = await client.get("/desk"), await client.get(f"/desk/search?q={word(0)}")
    assert queue.text.count("data-item=") == 20, queue.text
    assert found.text.count('class="hit-words"') == 20, found.text


async def times(client: httpx.AsyncClient, opened: Sequence[str], rounds: int) -> list[Opening]:
    """Return the milliseconds of each opening: a first look at each, then the rounds."""
    found = []
    for number in range(-len(opened), rounds):
        begun, worked = time.perf_counter(), time.process_time()
        answer = await client.get(opened[number % len(opened)])
        took, work = time.perf_counter() - begun, time.process_time() - worked
        found.append(Opening(took * 1000, work * 1000, number < 0))
        answer.raise_for_status()
    return found


async def rulings(client: httpx.AsyncClient, rounds: int) -> dict[str, list[Opening]]:
    """Rule on what waits, one by one and twenty at once, and take each back."""
    found: dict[str, list[Opening]] = {
        "queue, 500 items": [],
        "a ruling": [],
        "its undo": [],
        "twenty at once": [],
    }
    desk = "/api/v1/desk"
    items: list[dict[str, str]] = []
    for _ in range(max(2, rounds // 10)):
        items = await five_hundred(client, found["queue, 500 items"])
    for number in range(rounds):
        item = items[number % len(items)]
        path = f"{desk}/comments/{item['comment_id']}/rulings"
        order = {"verdict": "remove", "clause": "spam", "seen": item["seen"]}
        given = await post(client, path, order, found["a ruling"])
        await post(client, f"{path}/{given['ruling_id']}/undo", {}, found["its undo"])
    for number in range(max(2, rounds // 10)):
        these = items[number * 20 % len(items) :][:20]
        orders = {"items": these, "verdict": "reject", "clause": "spam"}
        done = await post(client, f"{desk}/together", orders, found["twenty at once"])
        assert done["left_out"] == 0, done
        await post(client, f"{desk}/together/undo", {"items": done["items"]}, [])
    return found


async def five_hundred(client: httpx.AsyncClient, into: list[Opening]) -> list[dict[str, str]]:
    """Load 500 rows as the desk's page does: its first twenty with their comments, then pieces."""
    begun, worked = time.perf_counter(), time.process_time()
    text = (await client.get("/desk")).text
    while text.count('data-row="') < 500:
        following = text.rsplit('data-next="', 1)[1].split('"')[0].replace("&amp;", "&")
        piece = await client.get(following.replace("/desk?", "/desk/rows?"))
        piece.raise_for_status()
        text += piece.text
    took, work = time.perf_counter() - begun, time.process_time() - worked
    into.append(Opening(took * 1000, work * 1000))
    found = re.findall(r'name="item" value="([^"]+)\.([^".]+)"', text)
    return [{"comment_id": comment_id, "seen": seen} for comment_id, seen in dict(found).items()]


async def post(
    client: httpx.AsyncClient, path: str, body: dict[str, Any], into: list[Opening]
) -> dict[str, Any]:
    """Send something, note how long that took, and return the answer."""
    begun, worked = time.perf_counter(), time.process_time()
    answer = await client.post(path, json=body)
    took, work = time.perf_counter() - begun, time.process_time() - worked
    into.append(Opening(took * 1000, work * 1000))
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


async def numbers(client: httpx.AsyncClient, rounds: int) -> dict[str, list[Opening]]:
    """Open a month of the archive for the first time, then when its days are counted."""
    months = [f"2024-{month:02}" for month in range(3, 13)]
    first = await times(client, [f"/desk/numbers?period={month}" for month in months], 0)
    first = [each._replace(is_cold=False) for each in first]
    again = [f"/desk/numbers?period={month}" for month in months]
    return {
        "numbers, a month at first": first,
        "numbers, a month again": await times(client, again[:5], rounds),
    }


def tell(name: str, measured: dict[str, list[Opening]]) -> float:
    """Print the table; return the worst p99 of those with the common goal."""
    print(f"\n{name:34} {'p50':>9} {'p99':>9} {'work p50':>9} {'cold':>9}")
    worst = 0.0
    for kind, openings in measured.items():
        found = [each for each in openings if not each.is_cold]
        took = [each.took for each in found]
        p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
        work = statistics.median(each.work for each in found)
        first = max((each.took for each in openings if each.is_cold), default=None)
        cold = "" if first is None else f"{first:7.1f}ms"
        goal = GOALS_MS.get(kind, GOAL_MS)
        worst = max(worst, p99 if goal == GOAL_MS else 0.0)
        over = "" if p99 < goal else f"  over the goal of {goal} ms"
        print(f"{kind:34} {p50:7.1f}ms {p99:7.1f}ms {work:7.1f}ms {cold:>9}{over}")
    return worst


async def main() -> None:
    """Measure on each database; the worst p99 last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=100, help="two at the least")
    parser.add_argument("--on", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--database", action="append", default=[])
    asked = parser.parse_args()
    worst = {}
    for address in asked.database:
        measured = await measure(address, asked)
        name = "PostgreSQL" if "://" in address else "SQLite"
        worst[name] = tell(f"{asked.comments:,} comments on {name}", measured)
    for name in [] if asked.database else asked.on or ("sqlite", "postgres"):
        print(f"filling {name} …", file=sys.stderr)
        with contextlib.ExitStack() as stack:
            if name == "sqlite":
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                address = str(Path(folder) / "belowline.db")
            else:
                address = stack.enter_context(private_cluster()).url_of("postgres")
            measured = await measure(address, asked)
        worst[name] = tell(f"{asked.comments:,} comments on {name}", measured)
    told = ", ".join(f"{name} {found:.0f} ms" for name, found in worst.items())
    say(
        *(
            at_most(f"desk and search on {name}: slowest p99", found, GOAL_MS, "ms")
            for name, found in worst.items()
        )
    )
    print(f"\nqueue, search and rulings over {asked.comments:,} comments, slowest p99: {told}")


if __name__ == "__main__":
    asyncio.run(main())
