"""Read where mail goes out, and who it comes from."""

from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from belowline.kernel.errors import Refused

_FORM = "smtp://user:password@host:587 or smtps://user:password@host:465"


class Tls(StrEnum):
    """How the way to the mail server is kept private."""

    IMPLICIT = "implicit"  # from the first byte
    STARTTLS = "starttls"  # asked for in the clear, and insisted on
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server. The password shows in no log: it is left out of what this prints."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where mail goes out, and whom it comes from."""

    smtp: Smtp
    sender: str


def read_mail(smtp: str, sender: str) -> MailSettings | None:
    """Return the settings, None where no mail server is named; raises Refused."""
    if not smtp:
        return None
    server = parse_smtp(smtp)
    if not _is_address(sender):
        raise Refused(
            "E-mails need a sender: give an address of your domain with --mail-from "
            "or BELOWLINE_MAIL_FROM."
        )
    return MailSettings(smtp=server, sender=sender)


def parse_smtp(address: str) -> Smtp:
    """Return the server behind an address; raises Refused, which never repeats the address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path not in ("", "/"):
        raise _unreadable()
    is_implicit = parts.scheme == "smtps"
    asked = parse_qs(parts.query, keep_blank_values=True)
    if asked not in ({}, {"tls": ["off"]}) or (asked and is_implicit):
        raise _unreadable()
    tls = Tls.IMPLICIT if is_implicit else Tls.STARTTLS
    if asked or (tls is Tls.STARTTLS and _is_loopback(host)):
        tls = Tls.OFF
    return Smtp(
        host=host,
        port=port or (465 if is_implicit else 587),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_address(text: str) -> bool:
    """Say whether it can stand in a header as an address, and in a Message-ID as its domain."""
    if not text.isascii():
        return False
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return bool(address.username and address.domain)


def _unreadable() -> Refused:
    return Refused(
        f"The mail server must be {_FORM}; add ?tls=off to smtp:// only within a network of yours."
    )
