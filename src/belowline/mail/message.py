"""Put one e-mail together: its parts in plain text and HTML, and its headers."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from belowline.kernel.languages import RIGHT_TO_LEFT

_WIDTH = 72
# What ends a header line, or looks as if it did; other controls have no business there either.
_NOT_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SUBJECT = 150

_HTML = Environment(
    loader=PackageLoader("belowline.mail"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an e-mail. `kind` is text, heading, quote or link; a link leads to `to`."""

    kind: str
    text: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An e-mail in words, for one address.

    `why` says why it comes. `stop` is where one POST ends such e-mails, empty where it is owed;
    `choices` where its receiver chooses what comes; what these links are called stands beside them.
    `language` is the site's where it is empty.
    """

    to: str
    subject: str
    blocks: Sequence[Block]
    why: str
    stop: str
    choices: str
    language: str = ""
    stop_words: str = "No more e-mails like this one"
    choices_words: str = "Choose which e-mails you get"
    contact_words: str = "Questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whom every e-mail of a site comes from, in which language, and where to turn to."""

    site_name: str
    sender: str
    language: str
    contact: str = ""

    @property
    def domain(self) -> str:
        """Return the domain that the e-mails come from."""
        return self.sender.rpartition("@")[2]


def encoded(message: Message, head: Letterhead, *, mail_id: str, at: datetime) -> bytes:
    """Return the e-mail as it goes over the wire, its lines ended as SMTP wants them."""
    email = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    email["From"] = Address(header_text(head.site_name), addr_spec=head.sender)
    email["To"] = Address(addr_spec=message.to)
    email["Subject"] = header_text(message.subject)
    email["Date"] = format_datetime(at)
    # The same however often it is tried: a server that got it twice can tell.
    email["Message-ID"] = f"<{mail_id}@{head.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email["X-Auto-Response-Suppress"] = "All"
    if message.stop:
        email["List-Unsubscribe"] = f"<{message.stop}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(plain_text(message, head), cte="quoted-printable")
    email.add_alternative(html_text(message, head), subtype="html", cte="quoted-printable")
    # Last, or it would move into the first part.
    email["Content-Language"] = message.language or head.language
    return email.as_bytes()


def header_text(text: str) -> str:
    """Return a text on one line, cut where it is too long for a subject."""
    line = " ".join(_NOT_IN_HEADERS.sub(" ", text).split())
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1].rstrip() + "…"


def plain_text(message: Message, head: Letterhead) -> str:
    """Return the e-mail for those who read text."""
    parts = [_plain(block) for block in message.blocks]
    foot = [f"-- \n{head.site_name}", _wrapped(message.why)]
    foot += [f"{message.contact_words}: {head.contact}"] if head.contact else []
    foot += [f"{message.stop_words}: {message.stop}"] if message.stop else []
    foot += [f"{message.choices_words}: {message.choices}"] if message.choices else []
    return "\n\n".join([*parts, "\n".join(foot)]) + "\n"


def html_text(message: Message, head: Letterhead) -> str:
    """Return the e-mail for everybody else; every word is escaped."""
    language = message.language or head.language
    return _HTML.get_template("mail.html").render(
        message=message,
        site=head,
        language=language,
        direction="rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
    )


def _plain(block: Block) -> str:
    if block.kind == "link":
        return f"{block.text}:\n{block.to}"
    if block.kind == "quote":
        lines = block.text.splitlines()
        return "\n".join(_wrapped(line, "> ") or ">" for line in lines)
    if block.kind == "heading":
        return f"{block.text}\n{'-' * min(len(block.text), _WIDTH)}"
    return "\n".join(_wrapped(line) for line in block.text.splitlines())


def _wrapped(text: str, before: str = "") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=before,
        subsequent_indent=before,
        break_long_words=False,
        break_on_hyphens=False,
    )
