"""A mail server on loopback that keeps what it gets, and is ill-mannered where a test says so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from belowline.mail.settings import MailSettings, Smtp, Tls
from tests.polling import until_async
from tests.running import free_port

SENDER = "comments@news.example"


@dataclass(frozen=True, slots=True)
class Received:
    """One e-mail that the server took."""

    sender: str
    to: str
    message: EmailMessage
    raw: bytes

    @property
    def subject(self) -> str:
        """The subject as people read it."""
        return str(self.message["subject"])

    @property
    def text(self) -> str:
        """The words in plain text."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The words in HTML."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass
class Sink:
    """What arrives, and how the server answers.

    At `hangs_up` it leaves the other side without an answer, at `stalls` it never gives one; either
    is "address" or "text".
    """

    port: int = 0
    mails: list[Received] = field(default_factory=list)
    to_address: str = "250 2.1.5 OK"
    to_text: str = "250 2.0.0 OK"
    reached: threading.Event = field(default_factory=threading.Event)
    hangs_up: str = ""
    stalls: str = ""

    @property
    def url(self) -> str:
        """The address as `--smtp` takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def settings(self) -> MailSettings:
        """The settings of somebody who sends through this server."""
        smtp = Smtp(host="127.0.0.1", port=self.port, tls=Tls.OFF)
        return MailSettings(smtp=smtp, sender=SENDER)

    def to(self, address: str) -> list[Received]:
        """What came for one address."""
        return [mail for mail in self.mails if mail.to == address]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Answer to whom it is for."""
        await self._misbehave(server, "address")
        if self.to_address.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_address

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take it: the line with the dot has come."""
        if self.to_text.startswith("250"):
            raw = envelope.content
            assert isinstance(raw, bytes)
            message = message_from_bytes(raw, policy=default)
            assert isinstance(message, EmailMessage)
            (to,) = envelope.rcpt_tos
            self.mails.append(Received(str(envelope.mail_from), to, message, raw))
        await self._misbehave(server, "text")
        return self.to_text

    async def _misbehave(self, server: SMTP, place: str) -> None:
        """Give no answer, once the test knows that we got so far."""
        if place not in (self.hangs_up, self.stalls):
            return
        self.reached.set()
        if place == self.stalls:
            await asyncio.get_running_loop().create_future()
        cast(asyncio.Transport, server.transport).abort()


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Run a mail server for the length of the block."""
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


async def arrives(sink: Sink, to: str, words: str) -> Received:
    """The one e-mail to this address with these words in its subject."""

    async def there() -> list[Received]:
        return [mail for mail in sink.to(to) if words in mail.subject]

    (mail,) = await until_async(there, f"an e-mail to {to}: {words}")
    return mail
