"""`belowline mail` shows what failed, sends it again when told to, and tries the mail server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from belowline.kernel.ids import ReaderId, SiteId
from belowline.mail.mail import Mail, MailKind, MailState
from belowline.store.store import Store
from tests.cli.command import belowline
from tests.mail_sink import SENDER, mail_sink
from tests.running import free_port

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DEAD, UNSURE, WAITING = (f"01900000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
STATES = {DEAD: MailState.DEAD, UNSURE: MailState.UNSURE, WAITING: MailState.WAITING}


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Lend a data folder with one dead e-mail, one unsure and one waiting."""
    asyncio.run(keep(tmp_path / "belowline.db"))
    return str(tmp_path)


async def keep(path: Path) -> None:
    store = await Store.open(str(path))
    for mail_id, state in STATES.items():
        mail = Mail(
            site_id=SiteId("main"),
            mail_id=mail_id,
            kind=MailKind.STATEMENT,
            subject=mail_id,
            comment_id=None,
            reader_id=ReaderId("reader"),
            created_at=NOW,
            due_at=NOW,
        )
        failed = replace(mail, state=state, problem="550 5.1.1", ended_at=NOW)
        await store.add_mail(mail if state is MailState.WAITING else failed)
    await store.close()


def test_what_failed_is_counted_and_named(data: str) -> None:
    done = belowline("mail", "status", "--data", data)
    programs = json.loads(belowline("mail", "status", "--json", "--data", data).out)

    assert (done.code, done.err) == (0, "")
    assert f"{DEAD}  2026-11-23 12:00  dead    statement         550 5.1.1" in done.out
    assert UNSURE in done.out
    assert WAITING not in done.out
    assert programs["counts"] == {"dead": 1, "unsure": 1, "waiting": 1}
    assert [each["mail_id"] for each in programs["failed"]] == [DEAD, UNSURE]


def test_the_dead_are_sent_again_all_at_once_and_the_unsure_by_name(data: str) -> None:
    everything = belowline("mail", "retry", "--all", "--data", data)
    named = belowline("mail", "retry", UNSURE, "--data", data)
    after = json.loads(belowline("mail", "status", "--json", "--data", data).out)

    assert everything.out == "1 waits to be sent again.\n"
    assert named.code == 0
    assert after == {"counts": {"waiting": 3}, "failed": []}


@pytest.mark.parametrize("arguments", [[], ["--all", DEAD], [WAITING], ["dinner"]])
def test_what_can_not_be_sent_again_is_said_in_one_line(data: str, arguments: list[str]) -> None:
    done = belowline("mail", "retry", *arguments, "--data", data)

    assert done.code == 1
    assert done.err.startswith("belowline: ")
    assert done.err.count("\n") == 1


def test_a_trial_says_what_the_server_answered(tmp_path: Path) -> None:
    common = ("--mail-from", SENDER, "--name", "The Example", "--data", str(tmp_path))
    with mail_sink() as sink:
        took = belowline("mail", "test", "ada@reader.example", "--smtp", sink.url, *common)
        sink.to_address = "550 5.1.1 nobody is called ada@reader.example"
        refused = belowline("mail", "test", "ada@reader.example", "--smtp", sink.url, *common)
    nobody = f"smtp://127.0.0.1:{free_port()}"
    away = belowline("mail", "test", "ada@reader.example", "--smtp", nobody, *common)

    assert (took.code, took.err) == (0, "")
    (mail,) = sink.mails
    assert mail.message["from"] == f"The Example <{SENDER}>"
    assert (refused.code, refused.err) == (
        1,
        f"belowline: 127.0.0.1:{sink.port} did not take it: 550 5.1.1.\n",
    )
    assert "ConnectionRefusedError" in away.err


def test_a_trial_without_a_mail_server_says_what_is_missing(tmp_path: Path) -> None:
    done = belowline("mail", "test", "ada@reader.example", "--data", str(tmp_path))

    assert (done.code, "--smtp" in done.err) == (1, True)


def test_where_there_is_no_database_nothing_is_made(tmp_path: Path) -> None:
    done = belowline("mail", "status", "--data", str(tmp_path))

    assert done.code == 1
    assert list(tmp_path.iterdir()) == []
