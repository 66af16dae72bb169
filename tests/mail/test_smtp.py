"""What the SMTP sender does with a real server's answers, and when that has an e-mail."""

from __future__ import annotations

import pytest

from belowline.mail.ports import NotTaken, Unanswered
from belowline.mail.settings import Smtp, Tls
from belowline.mail.smtp import SmtpCarrier
from tests.mail_sink import SENDER, Sink
from tests.running import free_port

pytestmark = pytest.mark.anyio

ADA = "ada@reader.example"
TEXT = b"Subject: Hello\r\n\r\n.a line with a dot\r\n..two\r\nend\r\n"


def carrier(sink: Sink) -> SmtpCarrier:
    return SmtpCarrier(server=sink.settings.smtp, name="news.example")


async def test_an_email_arrives_as_it_was_written_dots_and_all(sink: Sink) -> None:
    async with carrier(sink).deliver() as delivery:
        for to in (ADA, "ädå@reader.example"):
            await delivery.offer(TEXT, sender=SENDER, to=to)
            await delivery.conclude()

    assert [(mail.sender, mail.to) for mail in sink.mails] == [
        (SENDER, ADA),
        (SENDER, "ädå@reader.example"),
    ]
    assert all(mail.raw.endswith(b".a line with a dot\r\n..two\r\nend\r\n") for mail in sink.mails)


async def test_the_server_has_nothing_before_the_last_line(sink: Sink) -> None:
    async with carrier(sink).deliver() as delivery:
        await delivery.offer(TEXT, sender=SENDER, to=ADA)
        await delivery.abandon()
        await delivery.offer(TEXT, sender=SENDER, to=ADA)
        assert sink.mails == []
        await delivery.conclude()

    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("answer", "problem", "is_final", "is_away"),
    [
        ("550 5.1.1 <ada@reader.example> is unknown", "550 5.1.1", True, False),
        ("550 ada@reader.example is unknown", "550", True, False),
        ("451 4.7.1 ada@reader.example comes too often", "451 4.7.1", False, False),
        ("421 4.3.2 closing, ada@reader.example", "421 4.3.2", False, True),
    ],
)
async def test_what_is_not_taken_is_told_by_its_code_and_without_the_address(
    sink: Sink, answer: str, problem: str, is_final: bool, is_away: bool
) -> None:
    sink.to_address = answer
    async with carrier(sink).deliver() as delivery:
        with pytest.raises(NotTaken) as refused:
            await delivery.offer(TEXT, sender=SENDER, to=ADA)
        sink.to_address = "250 OK"
        await delivery.offer(TEXT, sender=SENDER, to=ADA)
        await delivery.conclude()

    said = refused.value
    assert (said.problem, said.is_final, said.is_away) == (problem, is_final, is_away)
    assert len(sink.mails) == 1


async def test_a_text_that_is_refused_is_not_there(sink: Sink) -> None:
    sink.to_text = "554 5.7.1 looks like spam"
    async with carrier(sink).deliver() as delivery:
        await delivery.offer(TEXT, sender=SENDER, to=ADA)
        with pytest.raises(NotTaken) as refused:
            await delivery.conclude()

    assert (refused.value.problem, refused.value.is_final) == ("554 5.7.1", True)
    assert sink.mails == []


async def test_a_server_that_hangs_up_before_it_has_the_text_has_nothing(sink: Sink) -> None:
    sink.hangs_up = "address"
    async with carrier(sink).deliver() as delivery:
        with pytest.raises(NotTaken) as refused:
            await delivery.offer(TEXT, sender=SENDER, to=ADA)

    assert refused.value.is_away
    assert not refused.value.is_final


async def test_a_server_that_hangs_up_instead_of_an_answer_may_have_it(sink: Sink) -> None:
    sink.hangs_up = "text"
    async with carrier(sink).deliver() as delivery:
        await delivery.offer(TEXT, sender=SENDER, to=ADA)
        with pytest.raises(Unanswered):
            await delivery.conclude()

    assert len(sink.mails) == 1


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_nothing_is_said_to_a_server_that_offers_no_tls(sink: Sink, tls: Tls) -> None:
    server = Smtp(host="127.0.0.1", port=sink.port, tls=tls, user="ada", password="secret")
    async with SmtpCarrier(server=server, name="news.example").deliver() as delivery:
        with pytest.raises(NotTaken) as refused:
            await delivery.offer(TEXT, sender=SENDER, to=ADA)

    assert refused.value.is_away
    assert "secret" not in str(refused.value)


async def test_a_server_that_is_not_there_is_away() -> None:
    server = Smtp(host="127.0.0.1", port=free_port(), tls=Tls.OFF)
    async with SmtpCarrier(server=server, name="news.example").deliver() as delivery:
        with pytest.raises(NotTaken) as refused:
            await delivery.offer(TEXT, sender=SENDER, to=ADA)

    assert (refused.value.is_away, refused.value.problem) == (True, "ConnectionRefusedError")
