"""No e-mail goes twice, and none is lost unseen, when the server is killed while it sends."""

from __future__ import annotations

import json
import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.cli.command import belowline
from tests.faults.newsroom import WORDS, open_story, post, reader
from tests.mail_sink import SENDER, Sink, mail_sink
from tests.polling import until
from tests.running import Running, running

pytestmark = pytest.mark.anyio

LEX = "lex@law.example"


def serve(data: Path, sink: Sink) -> AbstractContextManager[Running]:
    return running(data, "--smtp", sink.url, "--mail-from", SENDER)


async def send_notice(server: Running, words: str) -> None:
    """Send a notice about a comment with these words; its receipt goes out at once."""
    async with reader(server) as client:
        comment = (await post(client, await open_story(client), words)).json()
        page = (await client.get(f"/comments/{comment['id']}/notice")).text
        token = page.partition('name="token" value="')[2].partition('"')[0]
        fields = {"token": token, "explanation": "A fraud.", "name": "Lex", "good_faith": "yes"}
        sent = await client.post(f"/comments/{comment['id']}/notice", data={**fields, "email": LEX})
        assert sent.status_code == 303, sent.text


def let_the_claim_pass(data: Path) -> None:
    """What five minutes do: whoever was killed holds nothing any more."""
    with closing(sqlite3.connect(data / "belowline.db")) as connection, connection:
        connection.execute("UPDATE mails SET claimed_until = 0 WHERE claimed_until IS NOT NULL")


def status(data: Path) -> dict[str, int]:
    said = belowline("mail", "status", "--json", "--data", data)
    counts: dict[str, int] = json.loads(said.out)["counts"]
    return counts


async def test_killed_before_the_server_has_it_an_email_is_sent_once_by_the_next(
    tmp_path: Path,
) -> None:
    with mail_sink() as sink:
        sink.stalls = "address"
        with serve(tmp_path, sink) as server:
            await send_notice(server, WORDS[0])
            until(sink.reached.is_set, "the server at the address")
            server.kill()
        assert sink.mails == []
        sink.stalls = ""
        let_the_claim_pass(tmp_path)

        with serve(tmp_path, sink) as server:
            until(lambda: sink.mails, "the receipt")
            until(lambda: status(tmp_path) == {"sent": 1}, "the note that it is sent")

    (mail,) = sink.mails
    assert mail.to == LEX
    assert LEX not in server.said


async def test_killed_while_the_server_takes_it_an_email_is_not_sent_again_and_is_shown(
    tmp_path: Path,
) -> None:
    with mail_sink() as sink:
        sink.stalls = "text"
        with serve(tmp_path, sink) as server:
            await send_notice(server, WORDS[0])
            until(sink.reached.is_set, "the server at the text")
            server.kill()
        sink.stalls = ""
        let_the_claim_pass(tmp_path)

        with serve(tmp_path, sink) as server:
            until(lambda: status(tmp_path).get("unsure"), "the note that nobody knows")
            await send_notice(server, "The bridge is older than the town hall.")
            until(lambda: len(sink.mails) == 2, "the receipt of another notice")

    first, second = sink.mails
    assert first.message["message-id"] != second.message["message-id"]
    assert first.subject != second.subject
