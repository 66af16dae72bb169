"""Run `belowline policy apply`: rule again on what is public, within the day's limit."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping

from belowline.cli.options import place_from
from belowline.cli.policy_replay import STOPPED
from belowline.cli.scoring.answers import Stopped
from belowline.cli.scoring.archive_progress import ArchiveProgress
from belowline.cli.scoring.judging import chosen
from belowline.desk.second_look import Fate, SecondLook
from belowline.kernel.clock import utc_now
from belowline.main import ruling_again


def run(options: argparse.Namespace) -> int:
    """Print what became of how many; 2 where the work ended before they were all looked at."""
    place, judges = place_from(options), chosen(options)

    async def applied() -> Mapping[Fate, int]:
        async with ruling_again(place, judges) as rule_again:
            return await rule_again(
                place.site_id,
                since=utc_now() - options.since if options.since else None,
                progress=ArchiveProgress(sys.stderr),
                begun=_tell_begun,
                anew=options.anew,
            )

    try:
        fates = asyncio.run(applied())
    except Stopped as stopped:
        print(f"belowline: {stopped} The next run goes on where this one is.", file=sys.stderr)
        return STOPPED
    print(_as_json(fates) if options.json else _as_text(fates))
    return 0


def _tell_begun(look: SecondLook, given_up: SecondLook | None) -> None:
    if given_up is not None:
        print(
            f"belowline: a run of {given_up.began_at:%Y-%m-%d %H:%M} stopped after"
            f" {given_up.read:,} comments. {_difference(look, given_up)}, so this one begins in"
            " front.",
            file=sys.stderr,
        )
    elif look.after is not None:
        print(
            f"belowline: a run of {look.began_at:%Y-%m-%d %H:%M} stopped after {look.read:,}"
            " comments: going on behind them.",
            file=sys.stderr,
        )


def _difference(look: SecondLook, given_up: SecondLook) -> str:
    if look.policy_version != given_up.policy_version:
        return f"It was by policy {given_up.policy_version}, not {look.policy_version}"
    if look.engine_version != given_up.engine_version:
        return f"It was by engine {given_up.engine_version}, not {look.engine_version}"
    return "It was to look back to another day, or is not to be gone on with"


def _as_json(fates: Mapping[Fate, int]) -> str:
    return json.dumps({fate.value: count for fate, count in fates.items()})


def _as_text(fates: Mapping[Fate, int]) -> str:
    looked = sum(fates.values())
    return (
        f"{looked:,} public comments looked at: {fates[Fate.HELD]:,} held until a moderator has"
        f" looked, {fates[Fate.FLAGGED]:,} flagged and still public, since the day's limit is"
        f" reached, {fates[Fate.SPARED]:,} left to the people who ruled on them."
    )
