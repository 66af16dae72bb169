"""Choose the language of an answer, and speak it while the answer is made."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl

from belowline.kernel.languages import SOURCE, known

# Programs are answered in English unless a reader's page asks in its own language.
_PROGRAMS = ("/api/", "/coral/", "/v1", "/metrics")
# Moderators, publishers and engineers work in English.
_WORKPLACES = ("/desk", "/api/v1/desk", "/install", "/schema")
# One reader's own, and kept by no cache: these may ask what that reader prefers.
_OWN_PAGES = re.compile(
    r"/(me|sign-in|sign-on|oidc|reports|statements|standing|notices|mail)(/.*)?"
    r"|/stories/[^/]*/follow"
)
# Browsers name a handful; what comes behind is somebody's joke.
_MOST_PREFERENCES = 20


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of one answer; `asked` is what its address asked for, empty where it did not.

    `goes_along` says that addresses in the answer have to ask for it too: it isn't the site's own.
    `is_readers` says that it is what a reader reads: programs and workplaces speak as they do.
    `is_open` says that it is a page of one reader, who may have chosen another language.
    """

    language: str = SOURCE
    asked: str = ""
    goes_along: bool = False
    is_readers: bool = True
    is_open: bool = False


_ENGLISH = Spoken(is_readers=False)
_SPOKEN: ContextVar[Spoken | None] = ContextVar("belowline_spoken", default=None)


def spoken() -> Spoken:
    """Return what the answer that is being made speaks."""
    return _SPOKEN.get() or _ENGLISH


@contextmanager
def speaking(choice: Spoken) -> Iterator[None]:
    """Make whatever is answered within speak this language."""
    token = _SPOKEN.set(choice)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def speak_instead(language: str) -> None:
    """Speak a language that its reader chose, for the rest of the answer that is being made."""
    _SPOKEN.set(Spoken(language, is_open=True))


def chosen(
    path: str, query: bytes, site_language: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> Spoken:
    """Choose for a request: what its address asks for, else what the site speaks.

    What the browser says it prefers is asked for a reader's own pages alone: a public page is the
    same bytes for everybody. What the reader chose goes before it, once we know who is asking.
    """
    if path.startswith(_WORKPLACES):
        return _ENGLISH
    own = known(site_language) or SOURCE
    asked = _asked(query) if b"lang=" in query else ""
    if asked:
        return Spoken(asked, asked, goes_along=asked != own)
    if _OWN_PAGES.fullmatch(path):
        sent = (value for name, value in headers if name == b"accept-language")
        return Spoken(preferred(next(sent, b"").decode("latin-1")) or own, is_open=True)
    return _ENGLISH if path.startswith(_PROGRAMS) else Spoken(own)


def _asked(query: bytes) -> str:
    fields = parse_qsl(query.decode("latin-1"))
    return next((known(value) for name, value in fields if name == "lang"), "")


def preferred(header: str) -> str:
    """Return the first language of ours that an Accept-Language header prefers, empty for none."""
    ranked: list[tuple[float, int, str]] = []
    for part in header.split(",")[:_MOST_PREFERENCES]:
        tag, _, weight = part.partition(";")
        if (language := known(tag)) and (rank := _weight(weight)):
            ranked.append((-rank, len(ranked), language))
    return min(ranked)[2] if ranked else ""


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" and 0 <= float(value) <= 1 else 0.0
    except ValueError:
        return 0.0


def with_language(address: str) -> str:
    """Return an address of ours that goes on in the language that is spoken."""
    choice = spoken()
    if not choice.goes_along or not address.startswith(("/", "?")):
        return address
    if address.startswith(("//", "/static/", *_WORKPLACES)):
        return address
    place, hash_mark, fragment = address.partition("#")
    if "lang=" in place:
        return address
    joint = "&" if "?" in place else "?"
    return f"{place}{joint}lang={choice.language}{hash_mark}{fragment}"
