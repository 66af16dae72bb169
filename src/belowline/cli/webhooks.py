"""`belowline webhooks`: see how far webhooks were told, and have them told again."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from belowline.cli.options import add_settings, place_from, span
from belowline.config import Place
from belowline.conversation.webhook_line import Line, LineStore
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import NotFound
from belowline.live.signing import new_secret
from belowline.live.webhook_settings import parse_webhooks
from belowline.main import webhook_lines


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    secret = actions.add_parser("secret", help="print a new secret")
    secret.set_defaults(run=_print_secret)
    check = actions.add_parser("check", help="name what is wrong in a file of webhooks")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check)
    status = actions.add_parser("status", help="show how far each webhook was told")
    status.set_defaults(run=lambda options: _run(options, _print_status))
    replay = actions.add_parser("replay", help="tell a webhook again what happened since")
    replay.add_argument("name", help="the webhook's name")
    replay.add_argument(
        "--since", type=span, required=True, metavar="SPAN", help="how far back: 12h, 30d, 4w"
    )
    replay.set_defaults(run=lambda options: _run(options, _replay))
    for action in (status, replay):
        add_settings(action)
        action.add_argument("--json", action="store_true", help="for programs")


_Action = Callable[[LineStore, Place, argparse.Namespace], Awaitable[int]]


def _run(options: argparse.Namespace, action: _Action) -> int:
    async def act() -> int:
        place = place_from(options)
        async with webhook_lines(place) as store:
            return await action(store, place, options)

    return asyncio.run(act())


def _print_secret(_: argparse.Namespace) -> int:
    print(new_secret())
    return 0


def _check(options: argparse.Namespace) -> int:
    hooks = parse_webhooks(options.file.read_text("utf-8"))
    print(f"{len(hooks)} webhooks: {', '.join(hook.name for hook in hooks) or 'none'}")
    return 0


async def _print_status(store: LineStore, place: Place, options: argparse.Namespace) -> int:
    lines = await store.lines(place.site_id)
    if options.json:
        print(json.dumps([_as_json(line) for line in lines]))
    elif not lines:
        print("No webhook was told of anything yet.")
    else:
        for line in lines:
            print(_as_text(line, utc_now()))
    return 0


async def _replay(store: LineStore, place: Place, options: argparse.Namespace) -> int:
    now = utc_now()
    line = await store.rewind_line(place.site_id, options.name, since=now - options.since, now=now)
    if line is None:
        raise NotFound(f"There is no webhook {options.name!r} that was ever told of anything.")
    if options.json:
        print(json.dumps(_as_json(line)))
    else:
        print(f"{line.hook} is told again from event {line.number + 1} on, by the running server.")
    return 0


def _as_json(line: Line) -> dict[str, object]:
    return {
        "name": line.hook,
        "told": line.number,
        "attempts": line.attempts,
        "due_at": line.due_at.isoformat(),
    }


def _as_text(line: Line, now: datetime) -> str:
    told = f"{line.hook}: told up to event {line.number}"
    if not line.attempts:
        return told
    seconds = max(0, round((line.due_at - now).total_seconds()))
    return f"{told}; the next one failed {line.attempts} times, tried again in {seconds} s"
