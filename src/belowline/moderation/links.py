"""Find the addresses in a text, and take them apart."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from belowline.moderation.fold import fold
from belowline.moderation.hosts import own_name
from belowline.moderation.linear import Linear, linear
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import confusables

# A comment with more links than this is held for their number alone.
_MOST_LINKS = 40
# DNS knows no longer names, so such a link leads nowhere.
_LONGEST_HOST = 253
# Of so many hosts a site is asked what it knows.
MOST_HOSTS = 5

_END = r"[^\s<>\"”)\]]"
_MARKDOWN = linear(rf"\[([^\[\]\n]{{1,200}})\]\(\s?<?((?:https?://|www\.){_END}+)")
# Written so that no machine should know it for a link: “kids . com”, “kids[dot]com”.
_DISGUISED = linear(
    r"\b[a-z0-9\-]{3,40} {1,3}\. ?(?:com|org|info|xyz)\b"
    r"|\b[a-z0-9\-]{3,40} ?[\[({] ?(?:dot|punkt|punto|\.) ?[\])}] ?[a-z]{2,6}\b"
    r"|\bwww ?\. ?[a-z0-9\-]{3,40} ?\. (?:com|net|org)\b"
    r"|\b[a-z0-9\-]{3,40}\. (?:com|net|org)/\w"
    rf"|\bhxxps?://{_END}+"
)
_DOT = re.compile(r" *[\[({] ?(?:dot|punkt|punto|\.) ?[\])}] ?| *\. ?")
_SCHEME = re.compile(r"h(?:tt|xx)ps?:/{0,2}")
_HOST_END = re.compile(r"[/?#\\]")
_EMAIL = linear(r"[^\s@<>]{1,64}@[^\s@<>]{1,80}")
_PORT = re.compile(r":\d*\Z")
# What stands right before a name that is the end of an e-mail address or of a longer name.
_GLUED = tuple("@-_.")
_AT = re.compile(r" ?[\[({] ?(?:at|@) ?[\])}] ?")


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a folded text, from `start` to `end`; its host stands at `place`.

    `host` is without `www.`, `rest` what follows it. `has_account` says that a name stands before
    the host (`bank.com@evil.example`). `label` is the text that Markdown shows in its place.
    """

    start: int
    end: int
    host: str
    place: tuple[int, int]
    rest: str
    has_account: bool
    label: str
    is_disguised: bool


@lru_cache(maxsize=64)
def links_of(text: str) -> tuple[Link, ...]:
    """The addresses of a folded text in order, e-mail addresses left out."""
    return tuple(islice(_links(text), _MOST_LINKS))


def linked_hosts(text: str) -> tuple[str, ...]:
    """The hosts that a comment as typed links to, by the names under which they are remembered."""
    found = links_of(fold(text, confusables()).text)
    return tuple(dict.fromkeys(own_name(link.host) for link in found))[:MOST_HOSTS]


def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts that a comment as typed links to, in full and each once."""
    found = links_of(fold(text, confusables()).text)
    return tuple(dict.fromkeys(link.host for link in found))


def without_addresses(text: str) -> str:
    """A folded text without links and e-mail addresses."""
    if "@" in text:
        text = _EMAIL.sub(" ", text)
    if _address().search(text):
        text = _address().sub(" ", text)
    return text


def hosts_named(texts: Iterable[str]) -> frozenset[str]:
    """The hosts that stand in some texts, as links or in e-mail addresses."""
    # RE2 takes no half characters.
    folded = (text.lower().encode("utf-8", "replace").decode() for text in texts)
    return frozenset(
        _parted(text, *match.span())[0].removeprefix("www.")
        for text in folded
        for match in _address().finditer(text)
    ) - {""}


def _links(text: str) -> Iterator[Link]:
    shown = [(*match.span(1), match.start(2)) for match in _MARKDOWN.finditer(text)]
    labels = {at: text[start:end] for start, end, at in shown}
    for start, end, is_disguised in _addresses(text):
        if any(first <= start < last for first, last, _ in shown):
            continue
        if _is_in_an_email(text, start, end):
            continue
        end = start + len(text[start:end].rstrip(".,;:!?'*_~…"))
        host, at, rest, has_account = _parted(text, start, end)
        if 0 < len(host) <= _LONGEST_HOST:
            yield Link(
                start=start,
                end=end,
                host=_plain(host),
                place=(at, at + len(host)),
                rest=rest,
                has_account=has_account,
                label=labels.get(start, ""),
                is_disguised=is_disguised,
            )


def _is_in_an_email(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 6) : start], text[end : end + 6]
    return before[-1:] in _GLUED or bool(_AT.search(before) or _AT.match(after))


def _plain(host: str) -> str:
    if host == "watch":  # “watch?v=…”: where that is, everybody knows
        return "youtube.com"
    return _DOT.sub(".", host).removeprefix("www.").strip(".")


def _addresses(text: str) -> list[tuple[int, int, bool]]:
    plain = [(*match.span(), False) for match in _address().finditer(text)]
    disguised = [(*match.span(), True) for match in _DISGUISED.finditer(text)]
    taken = {place for start, end, _ in plain for place in range(start, end)}
    return sorted([*plain, *(each for each in disguised if each[0] not in taken)])


def _parted(text: str, start: int, end: int) -> tuple[str, int, str, bool]:
    """Host, where it stands, what follows it, and whether an account stands before it."""
    scheme = _SCHEME.match(text, start, end)
    first = scheme.end() if scheme else start
    stop = _HOST_END.search(text, first, end)
    last = stop.start() if stop else end
    account = text.rfind("@", first, last)
    at = max(first, account + 1)
    host = _PORT.sub("", text[at:last]) if not text.startswith("[", at) else text[at:last]
    return host.strip("."), at, text[last:end], account >= 0


@cache
def _address() -> Linear:
    """RE2 over small letters: with a scheme, by the ending of its name, or a video's number."""
    endings = tomllib.loads(shipped_text("links.toml"))["endings"]
    always, words, with_path, second = (
        "|".join(endings[name]) for name in ("always", "words", "with_path", "second")
    )
    name, port = r"\b(?:[a-z0-9\-]{1,40}\.){1,6}", r"(?::\d{2,5})?"
    return linear(
        rf"https?:/{{1,2}}{_END}+|\bwww\.[a-z0-9\-]{{1,60}}\.{_END}+"
        rf"|{name}(?:{always}|(?:{second})\.[a-z]{{2}}){port}(?:[/?#]{_END}*|\b)"
        rf"|{name}(?:{words}|{with_path}){port}/{_END}*"
        rf"|\b(?:[a-z0-9]*[0-9\-][a-z0-9\-]*|[a-z]{{9,40}})\.(?:{words})\b"
        r"|\bwatch\?v=[\w\-]{8,12}"
    )
