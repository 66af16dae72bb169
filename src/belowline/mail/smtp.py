"""Speak SMTP, so that the last line of an e-mail goes out when it is told to and not before.

A server that has not seen the line with the dot keeps nothing (RFC 5321, 4.1.1.4). So whoever notes
"handed over" between the text and that line knows, after a crash, whether the server can have it.
"""

import asyncio
import re
import smtplib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from belowline.mail.ports import NotTaken, Unanswered
from belowline.mail.settings import Smtp, Tls

# RFC 5321 allows minutes; a relay that takes longer than this is not well.
SECONDS = 30.0

_LEADING_DOT = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(rb"^[245]\.\d{1,3}\.\d{1,3}\b")
_REFUSED_FOR_GOOD = 500

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpCarrier:
    """The way through one mail server. `name` is what we call ourselves to it."""

    server: Smtp
    name: str

    @asynccontextmanager
    async def deliver(self) -> AsyncIterator["SmtpDelivery"]:
        """Lend a connection, made with the first use."""
        delivery = SmtpDelivery(self.server, self.name)
        try:
            yield delivery
        finally:
            await delivery.close()


@dataclass(slots=True)
class SmtpDelivery:
    """One connection; see `belowline.mail.ports.Delivery`. It blocks, so it runs in a thread."""

    server: Smtp
    name: str
    _smtp: smtplib.SMTP | None = field(default=None)

    async def offer(self, message: bytes, *, sender: str, to: str) -> None:
        """Hand everything over but the last line."""
        await self._talk(lambda: self._offer(message, sender, to))

    async def conclude(self) -> None:
        """Hand over the last line."""
        await self._talk(self._conclude)

    async def abandon(self) -> None:
        """Break off: without the last line nothing is kept."""
        await self._talk(self._hang_up)

    async def close(self) -> None:
        """Part politely."""
        await self._talk(self._quit)

    async def _talk(self, say: Callable[[], Result]) -> Result:
        return await asyncio.to_thread(say)

    def _offer(self, message: bytes, sender: str, to: str) -> None:
        smtp = self._connected()
        options = [] if to.isascii() else ["SMTPUTF8"]
        if options and not smtp.has_extn("smtputf8"):
            raise NotTaken("the server takes no such address", is_final=True)
        try:
            self._expect(smtp.mail(sender, options), 250)
            self._expect(smtp.rcpt(to), 250, 251)
            self._expect(smtp.docmd("DATA"), 354)
            smtp.send(_LEADING_DOT.sub(b"..", message))
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise NotTaken(type(error).__name__, is_away=True) from None

    def _conclude(self) -> None:
        assert self._smtp is not None
        try:
            self._smtp.send(b".\r\n")
            answer = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unanswered(type(error).__name__) from None
        self._expect(answer, 250)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except smtplib.SMTPResponseException as error:
                raise NotTaken(_problem(error.smtp_code, error.smtp_error), is_away=True) from None
            except (OSError, smtplib.SMTPException) as error:
                raise NotTaken(type(error).__name__, is_away=True) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.tls is Tls.IMPLICIT:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                self.name,
                timeout=SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self.name, timeout=SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.tls is Tls.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _expect(self, answer: tuple[int, bytes], *good: int) -> None:
        """Raises NotTaken for another answer, after which nothing is under way any more."""
        code, words = answer
        if code in good:
            return
        is_away = code in (-1, 421)
        if is_away:
            self._hang_up()
        elif self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.rset()
        raise NotTaken(_problem(code, words), is_final=code >= _REFUSED_FOR_GOOD, is_away=is_away)

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _quit(self) -> None:
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._hang_up()


def _problem(code: int, words: bytes | str) -> str:
    """Return the codes of an answer; its words name the person, who is nobody's business."""
    said = words.encode("utf-8", "replace") if isinstance(words, str) else words
    found = _ENHANCED.match(said)
    return f"{code} {found.group().decode('ascii')}" if found else str(code)
