"""`belowline audit`: check the log of what was done at the desk."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from belowline.cli.options import add_settings, place_from
from belowline.cli.policy_replay import Progress
from belowline.config import Place
from belowline.desk.audit import NOTHING_BEFORE, Head
from belowline.desk.audit_chain import Chain
from belowline.desk.audit_log import VerifyLog
from belowline.main import auditing


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="look at every entry; exits with 1 for a fault")
    verify.add_argument(
        "--head",
        type=_head,
        action="append",
        default=[],
        metavar="NUMBER:DIGEST",
        help="what `audit head` printed once; may be repeated",
    )
    verify.set_defaults(run=lambda options: _run(options, _verify))
    head = actions.add_parser("head", help="print where the log ends, to be kept elsewhere")
    head.set_defaults(run=lambda options: _run(options, _print_head))
    for action in (verify, head):
        add_settings(action)
        action.add_argument("--json", action="store_true", help="for programs")


_Action = Callable[[VerifyLog, Place, argparse.Namespace], Coroutine[Any, Any, int]]


def _run(options: argparse.Namespace, action: _Action) -> int:
    async def act() -> int:
        place = place_from(options)
        async with auditing(place) as verify:
            return await action(verify, place, options)

    return asyncio.run(act())


async def _verify(verify: VerifyLog, place: Place, options: argparse.Namespace) -> int:
    progress = Progress(sys.stderr, what="entries")
    chain = await verify(place.site_id, kept=options.head, progress=progress)
    print(_as_json(chain) if options.json else _as_text(chain))
    return 1 if chain.faults else 0


async def _print_head(verify: VerifyLog, place: Place, options: argparse.Namespace) -> int:
    head = await verify.store.head(place.site_id) or Head(0, NOTHING_BEFORE)
    if options.json:
        print(json.dumps({"number": head.number, "digest": head.digest}))
    else:
        print(head)
    return 0


def _as_json(chain: Chain) -> str:
    return json.dumps(
        {
            "intact": not chain.faults,
            "entries": chain.entries,
            "head": {"number": chain.last.number, "digest": chain.last.digest},
            "faults": chain.faults,
            "found": [
                {"number": each.number, "fault": each.fault, "sentence": each.sentence}
                for each in chain.found
            ],
        }
    )


def _as_text(chain: Chain) -> str:
    lines = [each.sentence for each in chain.found]
    if chain.faults > len(chain.found):
        lines.append(f"… and {chain.faults - len(chain.found):,} more faults.")
    if chain.faults:
        what = "fault" if chain.faults == 1 else "faults"
        return "\n".join([*lines, f"{chain.faults:,} {what} in {chain.entries:,} entries."])
    return f"{chain.entries:,} entries, each as it was written. Head {chain.last}"


def _head(given: str) -> Head:
    number, _, digest = given.strip().partition(":")
    is_digest = len(digest) == len(NOTHING_BEFORE) and not set(digest) - set("0123456789abcdef")
    if not (number.isascii() and number.isdigit() and is_digest):
        raise argparse.ArgumentTypeError("what `belowline audit head` prints, NUMBER:DIGEST")
    return Head(int(number), digest)
