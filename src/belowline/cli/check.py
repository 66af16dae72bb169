"""`belowline check`: count anew what the database keeps counted."""

import argparse
import asyncio
import json
import sys

from belowline.cli.options import add_settings, place_from
from belowline.main import checking


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_settings(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check; return 1 where a counter is wrong."""
    return asyncio.run(_check(options))


async def _check(options: argparse.Namespace) -> int:
    place = place_from(options)
    is_watched = sys.stderr.isatty()

    def progress(stories: int) -> None:
        if is_watched and stories % 100 == 0:
            print(f"\r{stories:,} stories", end="", file=sys.stderr, flush=True)

    async with checking(place) as check:
        found = await check(place.site_id, progress=progress)
    if is_watched:
        print("\r", end="", file=sys.stderr)
    if options.json:
        print(json.dumps({"stories": found.stories, "faults": found.faults}))
    else:
        for fault in found.faults:
            print(fault)
        wrong = len(found.faults)
        verdict = f"{wrong:,} counters are wrong" if wrong else "every counter is right"
        print(f"{found.stories:,} stories: {verdict}.")
    return 1 if found.faults else 0
