"""`belowline mail`: see which e-mails wait or failed, try them again, try the mail server."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from belowline.cli.options import add_settings, place_from, settings_from
from belowline.config import Place
from belowline.conversation.words import check_email
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import NotFound, Refused, Unavailable
from belowline.mail.mail import Mail, MailState
from belowline.mail.ports import MailStore, NotTaken, Unanswered
from belowline.main import mail_queue
from belowline.main.mailing import send_trial

_FAILED = (MailState.DEAD, MailState.UNSURE)
# More than these are no list for reading; --json has them all the same.
_SHOWN = 50
_ALL = 1_000_000


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    status = actions.add_parser("status", help="count the e-mails, and show those that failed")
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=lambda options: asyncio.run(_status(options)))
    retry = actions.add_parser("retry", help="send e-mails again that failed")
    retry.add_argument("id", nargs="*", help="which ones, as `belowline mail status` names them")
    retry.add_argument("--all", action="store_true", help="all that are dead, none that is unsure")
    retry.set_defaults(run=lambda options: asyncio.run(_retry(options)))
    trial = actions.add_parser("test", help="send an e-mail to yourself, at once")
    trial.add_argument("email", help="where to")
    trial.add_argument("--smtp", metavar="URL", help="the mail server, as `belowline serve` has it")
    trial.add_argument("--mail-from", metavar="E-MAIL", help="whom e-mails come from")
    trial.add_argument("--name", help="the publication's name")
    trial.set_defaults(run=lambda options: asyncio.run(_test(options)))
    for action in (status, retry, trial):
        add_settings(action)


async def _status(options: argparse.Namespace) -> int:
    place = place_from(options)
    async with mail_queue(place) as queue:
        counts = await queue.count_mail(place.site_id)
        failed = await queue.mails(place.site_id, _FAILED, limit=_ALL if options.json else _SHOWN)
    if options.json:
        said = {"counts": counts, "failed": [_said(mail) for mail in failed]}
        print(json.dumps(said, ensure_ascii=False))
        return 0
    for state in MailState:
        print(f"{state.value:8} {counts.get(state, 0):7}")
    if failed:
        print("\nfailed, oldest first:")
        _print(failed)
    return 0


async def _retry(options: argparse.Namespace) -> int:
    if bool(options.id) == options.all:
        raise Refused("Name the e-mails to send again, or say --all.")
    place = place_from(options)
    async with mail_queue(place) as queue:
        ids = options.id or await _dead(queue, place)
        for mail_id in ids:
            if not await queue.retry_mail(place.site_id, mail_id, now=utc_now()):
                raise NotFound(f"No e-mail that failed is named {mail_id}.")
    print(f"{len(ids)} wait{'s' if len(ids) == 1 else ''} to be sent again.")
    return 0


async def _dead(queue: MailStore, place: Place) -> list[str]:
    dead = await queue.mails(place.site_id, [MailState.DEAD], limit=_ALL)
    return [mail.mail_id for mail in dead]


async def _test(options: argparse.Namespace) -> int:
    settings = settings_from(options)
    email = check_email(options.email)
    if settings.mail is None or email is None:
        raise Refused("Say where to, and by which server: --smtp or BELOWLINE_SMTP.")
    try:
        await send_trial(settings, email)
    except (NotTaken, Unanswered) as error:
        smtp = settings.mail.smtp
        raise Unavailable(f"{smtp.host}:{smtp.port} did not take it: {error}.") from None
    print(f"{settings.mail.smtp.host} took it. Look into your inbox, and at the headers.")
    return 0


def _print(failed: Sequence[Mail]) -> None:
    for mail in failed:
        ended = f"{mail.ended_at:%Y-%m-%d %H:%M}" if mail.ended_at else "-" * 16
        print(
            f"{mail.mail_id}  {ended}  {mail.state.value:6}  {mail.kind.value:16}  {mail.problem}"
        )
    sys.stdout.flush()


def _said(mail: Mail) -> dict[str, object]:
    hidden = ("site_id", "claim", "claimed_until", "reader_id")
    return {
        name: value if value is None or isinstance(value, str | int) else value.isoformat()
        for name, value in asdict(mail).items()
        if name not in hidden
    }
