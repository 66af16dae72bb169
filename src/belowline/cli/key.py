"""`belowline key`: give a site another key to sign with, on purpose."""

import argparse
import asyncio

from belowline.cli.options import add_settings, settings_from
from belowline.config import Settings
from belowline.main import changing_key


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    change = actions.add_parser(
        "change", help="take the key in the site's folder, and no other from now on"
    )
    add_settings(change)
    change.set_defaults(run=lambda options: asyncio.run(_change(settings_from(options))))


async def _change(settings: Settings) -> int:
    site = settings.site.site_id
    async with changing_key(settings) as change:
        if not await change():
            print(f"{settings.key_file} is the key of {site} already.")
            return 0
    print(f"{settings.key_file} is the key of {site} from now on. Everybody signs in anew.")
    print("Servers of the site that run have the old one: restart them.")
    return 0
