"""Run `belowline policy save`, and `show --current`: what a server on this data rules by."""

import argparse
import asyncio

from belowline.cli.options import place_from
from belowline.main import policy_in_force, saving_policies


def run(options: argparse.Namespace) -> int:
    """Save a file as the next version; raises PolicyError for a file that is no policy."""
    text = options.file.read_text("utf-8")
    place = place_from(options)

    async def saved() -> str:
        async with saving_policies(place) as save:
            newest = await save.store.saved_policy(place.site_id)
            seen = newest.number if newest else 0
            kept = await save.keep(place.site_id, text, by=None, reason=options.reason, seen=seen)
            return f"Version {kept.number} is in force: {kept.version}."

    print(asyncio.run(saved()))
    return 0


def show_current(options: argparse.Namespace) -> int:
    """Print the policy in force as it was written."""
    text = asyncio.run(policy_in_force(place_from(options)))
    print(text, end="" if text.endswith("\n") else "\n")
    return 0
