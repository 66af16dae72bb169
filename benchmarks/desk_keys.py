"""The desk in a real Chromium over a million comments: 100 items, and from key to confirmation.

Usage: python -m benchmarks.desk_keys [DATABASE] [--rulings 40] [--comments 100000]

The database is one that `benchmarks.desk --database` has filled; without one, a smaller one is made
and thrown away. A few of the comments that wait are published by the way. A ruling is timed in the
page, from the key to the line that says what was ruled, with the next comment open.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from belowline.kernel.ids import SiteId
from belowline.store.database import open_database
from belowline.store.migrate import migrate
from benchmarks._archive import Archive, fill
from benchmarks._server import machine
from tests.browser.conftest import FLAGS, NODE
from tests.browser.newsdesk import Newsdesk
from tests.running import running

# How many are brought in ahead (desk-ahead.js), and what may be waited for.
ITEMS, LOADED_MS, CONFIRMED_MS = 100, 1_000, 100

_WATCH = """
() => {
  window.ruled = [];
  let pressed = 0;
  addEventListener("keydown", (event) => {
    if (event.key === "a") pressed = performance.now();
  }, true);
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.matches?.("[data-item].settled") && pressed) {
        window.ruled.push(performance.now() - pressed);
        pressed = 0;
      }
    }
  }).observe(document.querySelector("[data-items]"), { subtree: true, attributeFilter: ["class"] });
}
"""


def load(page: Page, address: str) -> float:
    """Open the desk; return the milliseconds until its comments are there."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-filled]", state="attached", timeout=60_000)
    there = page.locator("[data-item]").count()
    assert there >= ITEMS, there
    took: float = page.evaluate(
        "() => performance.getEntriesByName('belowline-desk-filled')[0].startTime"
    )
    return took


def rule(page: Page, number: int) -> list[float]:
    """Publish so many comments by key; return how long each took to be confirmed."""
    page.evaluate(_WATCH)
    for done in range(1, number + 1):
        page.keyboard.press("a")
        page.wait_for_function(f"() => window.ruled.length >= {done}")
    times: list[float] = page.evaluate("() => window.ruled")
    return times


def tell(what: str, found: list[float], goal: float) -> None:
    """Print a line."""
    p50, worst = statistics.median(found), max(found)
    over = "" if worst < goal else f"  over the goal of {goal:.0f} ms"
    print(f"{what:34} p50 {p50:7.1f} ms, slowest of {len(found)} {worst:7.1f} ms{over}")


def main() -> None:
    """Measure on one database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="")
    parser.add_argument("--comments", type=int, default=100_000, help="where none is named")
    parser.add_argument("--rulings", type=int, default=40)
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing (Debian: apt-get install chromium)"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or str(Path(folder) / "filled.db")
        if not asked.database:
            asyncio.run(fill_new(database, asked.comments))
        loads, rulings = measure(database, asked.rulings, chromium)
    tell(f"{ITEMS} items in the browser", loads[1:], LOADED_MS)
    tell("key to confirmation", rulings[1:], CONFIRMED_MS)


async def fill_new(path: str, comments: int) -> None:
    """Make a newsroom of that size, of which 1,000 comments wait."""
    database = open_database(path)
    await migrate(database)
    await fill(database, path, Archive(SiteId("main"), comments, 1_000))
    await database.close()


def measure(database: str, number: int, chromium: str) -> tuple[list[float], list[float]]:
    """Return the milliseconds of six loads, and of so many rulings."""
    # For the server, and for the command that adds a moderator beside it.
    os.environ["BELOWLINE_DATABASE"] = database
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        state: Any = Newsdesk(server).moderator(f"Mo{os.getpid()}").who
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(storage_state=state).new_page()
        loads = [load(page, f"{server.url}/desk") for _ in range(6)]
        rulings = rule(page, number)
        browser.close()
    return loads, rulings


if __name__ == "__main__":
    main()
