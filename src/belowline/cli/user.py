"""`belowline user`: make staff accounts and sign-in links."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable

from belowline.cli.options import add_settings, settings_from
from belowline.conversation.words import check_email, check_name
from belowline.kernel.errors import NotFound, Refused
from belowline.main import Belowline, build
from belowline.people.reader import Reader, Role


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="add a moderator, editor or owner; prints a sign-in link")
    add.add_argument("email", help="their e-mail address")
    add.add_argument("--name", help="the name shown beside their rulings (default: from e-mail)")
    add.add_argument(
        "--role", choices=[role.value for role in Role if role.is_staff], default="moderator"
    )
    add.set_defaults(run=lambda options: _run(options, _add))
    link = actions.add_parser("link", help="print a new one-time sign-in link")
    link.add_argument("email")
    link.set_defaults(run=lambda options: _run(options, _link))
    password = actions.add_parser(
        "password", help="set a password, read from the terminal or stdin"
    )
    password.add_argument("email")
    password.set_defaults(run=lambda options: _run(options, _password))
    for action in (add, link, password):
        add_settings(action)
        action.add_argument("--host", help="where the server listens, for the printed link")
        action.add_argument("--port", type=int, help="where the server listens")


def _run(
    options: argparse.Namespace,
    do: Callable[[Belowline, argparse.Namespace], Awaitable[None]],
) -> int:
    async def with_service() -> None:
        belowline = await build(settings_from(options))
        try:
            await do(belowline, options)
        finally:
            await belowline.close()

    asyncio.run(with_service())
    return 0


async def _add(belowline: Belowline, options: argparse.Namespace) -> None:
    email = check_email(options.email)
    if email is None:
        raise Refused("Give an e-mail address.")
    reader = await belowline.services.sign_in.add_staff(
        belowline.settings.site.site_id,
        name=check_name(options.name or email.partition("@")[0]),
        email=email,
        role=Role(options.role),
    )
    print(f"Added {reader.name} as {reader.role.value}.")
    await _print_link(belowline, reader)


async def _link(belowline: Belowline, options: argparse.Namespace) -> None:
    await _print_link(belowline, await _staff(belowline, options.email))


async def _password(belowline: Belowline, options: argparse.Namespace) -> None:
    reader = await _staff(belowline, options.email)
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    await belowline.services.sign_in.set_password(reader, password)
    print(f"{reader.name} can sign in with this password now.")


async def _staff(belowline: Belowline, email: str) -> Reader:
    site_id = belowline.settings.site.site_id
    reader = await belowline.store.reader_by_email(site_id, email)
    if reader is None or not reader.role.is_staff:
        raise NotFound("Nobody on the staff has this e-mail address. Add them: belowline user add")
    return reader


async def _print_link(belowline: Belowline, reader: Reader) -> None:
    token = await belowline.services.sign_in.make_link(reader)
    print(f"Sign in once, within 24 hours: {belowline.settings.address}/desk/enter?link={token}")
