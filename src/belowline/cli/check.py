"""`belowline check`: count anew what the database keeps counted, and set it right."""

import argparse
import asyncio
import json
import sys

from belowline.cli.options import add_settings, place_from
from belowline.main import checking


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_settings(parser)
    parser.add_argument("--repair", action="store_true", help="set right what is wrong")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check; return 1 where a counter is wrong, and was not set right."""
    return asyncio.run(_check(options))


async def _check(options: argparse.Namespace) -> int:
    place = place_from(options)
    is_watched = sys.stderr.isatty()

    def progress(stories: int) -> None:
        if is_watched and stories % 100 == 0:
            print(f"\r{stories:,} stories", end="", file=sys.stderr, flush=True)

    async with checking(place, repairs=options.repair) as check:
        found = await check(place.site_id, progress=progress, repair=options.repair)
    if is_watched:
        print("\r", end="", file=sys.stderr)
    left = max(0, len(found.faults) - found.repaired)
    if options.json:
        told = {"stories": found.stories, "faults": found.faults, "repaired": found.repaired}
        print(json.dumps(told))
    else:
        for fault in found.faults:
            print(fault)
        print(f"{found.stories:,} stories: {_verdict(len(found.faults), found.repaired, left)}.")
    return 1 if left else 0


def _verdict(wrong: int, repaired: int, left: int) -> str:
    if not wrong:
        return "every counter is right"
    if not repaired:
        return f"{wrong:,} counters are wrong"
    return f"{wrong:,} counters were wrong, {repaired:,} were set right, {left:,} are left"
