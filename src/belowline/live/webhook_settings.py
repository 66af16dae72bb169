"""Read the file of webhooks: who is told what, where, and signed with which secret."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from belowline.conversation.happenings import KINDS
from belowline.kernel.errors import Refused
from belowline.live.signing import secret_bytes

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Webhook(Struct, frozen=True, forbid_unknown_fields=True):
    """One address that is told. `events` are the kinds it wants, all where none is named."""

    name: str
    url: str
    secret: str
    events: list[str] = field(default_factory=list)
    allow_private: bool = False

    @property
    def key(self) -> bytes:
        """Return what its messages are signed with."""
        return secret_bytes(self.secret)

    def wants(self, kind: str) -> bool:
        """Say whether it is told of this."""
        return not self.events or kind in self.events


class _File(Struct, forbid_unknown_fields=True):
    webhooks: list[Webhook] = field(default_factory=list)


def parse_webhooks(text: str) -> tuple[Webhook, ...]:
    """Read the TOML; raises Refused, which names what is wrong."""
    try:
        found = msgspec.toml.decode(text, type=_File).webhooks
    except msgspec.MsgspecError as error:
        raise Refused(f"The file of webhooks can't be read: {error}") from None
    for hook in found:
        if problem := _problem(hook):
            raise Refused(f"The file of webhooks, {hook.name!r}: {problem}.")
    if len({hook.name for hook in found}) < len(found):
        raise Refused("The file of webhooks: two have the same name.")
    return tuple(found)


def _scheme(url: str) -> str | None:
    """Return how the address is spoken to, None for what is none or would carry a password."""
    try:
        place = urlsplit(url)
        is_usable = bool(place.hostname) and place.port != 0 and "@" not in place.netloc
    except ValueError:
        return None
    is_plain = url.isascii() and not any(each <= " " for each in url)
    return place.scheme if is_usable and is_plain else None


def _problem(hook: Webhook) -> str | None:
    if not _NAME.fullmatch(hook.name):
        return "a name has up to 40 small letters, digits and hyphens"
    scheme = _scheme(hook.url)
    if scheme is None:
        return "url is not an address"
    if scheme != "https" and not (scheme == "http" and hook.allow_private):
        return "url must begin with https:// (http:// only with allow_private, inside your network)"
    if unknown := sorted(set(hook.events) - set(KINDS)):
        return f"there is no event {unknown[0]!r}; there are {', '.join(KINDS)}"
    try:
        secret_bytes(hook.secret)
    except ValueError as error:
        return str(error)
    return None
