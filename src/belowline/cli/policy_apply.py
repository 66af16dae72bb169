"""Run `belowline policy apply`: rule again on what is public, within the day's limit."""

import argparse
import asyncio
import json
import sys

from belowline.cli.options import place_from
from belowline.cli.policy_replay import Progress
from belowline.desk.rule_again import Fate
from belowline.kernel.clock import utc_now
from belowline.main import ruling_again


def run(options: argparse.Namespace) -> int:
    """Print what became of how many."""
    place = place_from(options)

    async def applied() -> str:
        async with ruling_again(place) as rule_again:
            fates = await rule_again(
                place.site_id,
                since=utc_now() - options.since if options.since else None,
                progress=Progress(sys.stderr),
            )
        if options.json:
            return json.dumps({fate.value: count for fate, count in fates.items()})
        looked = sum(fates.values())
        return (
            f"{looked:,} public comments looked at: {fates[Fate.HELD]:,} held until a moderator has"
            f" looked, {fates[Fate.FLAGGED]:,} flagged and still public, since the day's limit is"
            f" reached, {fates[Fate.SPARED]:,} left to the people who ruled on them."
        )

    print(asyncio.run(applied()))
    return 0
