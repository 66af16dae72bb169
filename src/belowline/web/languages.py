"""Choose the language of an answer, and speak it while the answer is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl

from belowline.kernel.languages import SOURCE, known

# Programs are answered in English unless a reader's page asks in its own language.
_PROGRAMS = ("/api/", "/coral/", "/v1", "/metrics")
# Moderators, publishers and engineers work in English.
_WORKPLACES = ("/desk", "/api/v1/desk", "/install", "/schema")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of one answer; `asked` is what its address asked for, empty where it did not.

    `goes_along` says that addresses in the answer have to ask for it too: it isn't the site's own.
    `is_readers` says that it is what a reader reads: programs and workplaces speak as they do.
    """

    language: str = SOURCE
    asked: str = ""
    goes_along: bool = False
    is_readers: bool = True


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


def chosen(path: str, query: bytes, site_language: str) -> Spoken:
    """Choose for a request: what its address asks for, else what the site speaks.

    What the browser says it prefers is not asked: a page is the same bytes for everybody.
    """
    if path.startswith(_WORKPLACES):
        return _ENGLISH
    own = known(site_language) or SOURCE
    asked = _asked(query) if b"lang=" in query else ""
    if asked:
        return Spoken(asked, asked, goes_along=asked != own)
    return _ENGLISH if path.startswith(_PROGRAMS) else Spoken(own)


def _asked(query: bytes) -> str:
    fields = parse_qsl(query.decode("latin-1"))
    return next((known(value) for name, value in fields if name == "lang"), "")


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
