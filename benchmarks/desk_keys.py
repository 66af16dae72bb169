"""The desk in a real Chromium: 500 comments to choose from, and from key to confirmation.

Usage: python -m benchmarks.desk_keys [DATABASE] [--rulings 40] [--comments 100000]

The database is one that `benchmarks.desk --database` has filled; without one, a smaller one is made
and thrown away. A few of the comments that wait are published by the way.

The 500 are there when all have a row in the index and the first ones stand whole. A ruling is timed
from the key to the frame on the screen in which the server's answer is told, the next comment is
open, whole and has the focus: once with a second's reading before each key, once with each key as
soon as the one before was confirmed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from belowline.kernel.ids import SiteId
from belowline.store.database import open_database
from belowline.store.migrate import migrate
from benchmarks._archive import Archive, fill
from benchmarks._goals import Goal, at_most, say
from benchmarks._server import machine
from benchmarks._site_key import with_key
from tests.browser.conftest import FLAGS, NODE
from tests.browser.newsdesk import Newsdesk
from tests.running import running

# How many have a row (desk-ahead.js), how many are whole at once, and what may be waited for.
ROWS, WHOLE = 500, 20
LOADED_MS, CONFIRMED_MS = 1_000, 100
LOADS = 6
READING_S = 1.0

_WATCH = """
() => {
  window.ruled = [];
  let pressed = 0;
  addEventListener("keydown", (event) => {
    if (event.key === "a") pressed = performance.now();
  }, true);
  const shown = () => {
    const open = document.querySelector("[data-item][data-open]:not(.settled, [data-light])");
    return open && open === document.activeElement && open.getClientRects().length > 0;
  };
  const told = (begun) => requestAnimationFrame(() => {
    // A task of its own comes behind the frame.
    const frame = new MessageChannel();
    frame.port1.onmessage = () => {
      if (shown()) window.ruled.push(performance.now() - begun);
      else told(begun);
    };
    frame.port2.postMessage(null);
  });
  new MutationObserver((changes) => {
    if (!pressed || !changes.some(({ target }) => target.matches?.("[data-item].settled"))) return;
    told(pressed);
    pressed = 0;
  }).observe(document.querySelector("[data-items]"), { subtree: true, attributeFilter: ["class"] });
}
"""


def load(page: Page, address: str) -> float:
    """Open the desk; return the milliseconds until its comments are there."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-filled]", state="attached", timeout=60_000)
    rows, whole = page.locator("[data-row]").count(), page.locator("form.ruling [data-approve]")
    assert rows >= ROWS, rows
    assert whole.count() >= WHOLE, whole.count()
    took: float = page.evaluate(
        "() => performance.getEntriesByName('belowline-desk-filled')[0].startTime"
    )
    return took


def rule(page: Page, number: int, reading: float) -> list[float]:
    """Publish so many comments by key; return how long each took to be confirmed."""
    page.evaluate(_WATCH)
    for done in range(1, number + 1):
        time.sleep(reading)
        page.keyboard.press("a")
        page.wait_for_function(f"() => window.ruled.length >= {done}")
    times: list[float] = page.evaluate("() => window.ruled")
    return times


def tell(what: str, found: list[float], goal: float) -> Goal:
    """Print a line; return how the slowest stands to the goal."""
    p50, worst = statistics.median(found), max(found)
    late = sum(each > goal for each in found)
    print(f"{what:42} p50 {p50:6.1f} ms, slowest {worst:6.1f} ms, {late} of {len(found)} late")
    return at_most(f"{what}: slowest of {len(found)}", worst, goal, "ms")


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
        loads, unhurried, hurried = measure(database, asked.rulings, chromium)
    print(f"the very first page, with nothing cached {loads[0]:6.1f} ms")
    say(
        tell(f"{ROWS} comments at the desk", loads, LOADED_MS),
        tell("key to confirmation, a second apart", unhurried, CONFIRMED_MS),
        tell("key to confirmation, without a pause", hurried, CONFIRMED_MS),
    )
    there, calmly, fast = map(statistics.median, (loads, unhurried, hurried))
    print(f"{there:.0f} ms for {ROWS} comments, {calmly:.0f} to {fast:.0f} ms for a ruling")


async def fill_new(path: str, comments: int) -> None:
    """Make a newsroom of that size, of which 1,000 comments wait."""
    database = open_database(path)
    await migrate(database)
    await fill(database, path, Archive(SiteId("main"), comments, 1_000))
    await database.close()


def measure(
    database: str, number: int, chromium: str
) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of some loads, and of so many rulings at either pace."""
    # For the server, and for the command that adds a moderator beside it.
    os.environ["BELOWLINE_DATABASE"] = database
    with (
        tempfile.TemporaryDirectory() as folder,
        running(with_key(Path(folder)), anew=True) as server,
        sync_playwright() as playwright,
    ):
        state: Any = Newsdesk(server).moderator(f"Mo{os.getpid()}").who
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(storage_state=state).new_page()
        loads = [load(page, f"{server.url}/desk") for _ in range(LOADS)]
        unhurried = rule(page, number, READING_S)
        load(page, f"{server.url}/desk")
        hurried = rule(page, number, 0)
        browser.close()
    return loads, unhurried, hurried


if __name__ == "__main__":
    main()
