"""Tell the names of linked sites apart: whose they are, and whether they are what they seem."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from belowline.moderation.scripts import scripts_of
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import confusables

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]+|\d{6,}")
# The parts that every site's name ends with; in front they make one site look like another.
_BORROWED = frozenset({"com", "org", "net", "gov", "edu", "co"})
# So many parts before a site's own name are put there to hide it.
_MOST_PARTS = 4


def is_below(host: str, names: Collection[str]) -> bool:
    """Whether the host is one of the names, or below one."""
    return any(suffix in names for suffix in _suffixes(host))


def name_above(host: str, names: Collection[str]) -> str | None:
    """The name that the host is, or is below, the longest one; None where it is none of them."""
    return next((suffix for suffix in _suffixes(host) if suffix in names), None)


def names_above(host: str) -> tuple[str, ...]:
    """The host and every name above it, the longest first: `b.example` and `example`."""
    return tuple(_suffixes(host))


def is_registry(host: str) -> bool:
    """Whether others have names of their own right below this one: `com`, `co.uk`."""
    labels = host.split(".")
    return len(labels) < 2 or (
        len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _names("second")
    )


def own_name(host: str) -> str:
    """The part of a host's name that somebody registered: `example.co.uk` of `a.example.co.uk`.

    Below hosts where anybody may have a place it is the name of that place.
    """
    labels = host.split(".")
    return host if is_number(host) else ".".join(labels[-_own_labels(host) :])


def is_official(host: str) -> bool:
    """Whether an authority, a university or the like stands behind the host."""
    second = host.split(".")[-2:]
    return is_below(host, _names("official")) or (
        len(second) == 2 and len(second[1]) == 2 and second[0] in _names("official_second")
    )


def is_reference(host: str) -> bool:
    """Whether facts are looked up there: authorities, encyclopaedias, newspapers, journals."""
    return is_official(host) or is_below(host, _names("reference"))


def is_shortener(host: str) -> bool:
    """Whether a link there hides where it leads."""
    return is_below(host, _names("shorteners"))


def is_messenger(host: str) -> bool:
    """Whether a link there leads to where nobody moderates."""
    return is_below(host, _names("messengers"))


def is_cheap(host: str) -> bool:
    """Whether the name's ending is one that advertisers buy by the hundred."""
    return host.rpartition(".")[2] in _names("cheap")


def is_number(host: str) -> bool:
    """Whether the host is a network address, in whatever way it is written."""
    return host.startswith("[") or _NUMBER.fullmatch(host) is not None


def is_borrowed(host: str) -> bool:
    """Whether another site's whole name stands in front: `bank.com.evil.example`."""
    front = host.split(".")[: -_own_labels(host)]
    return len(front) > 1 and not _BORROWED.isdisjoint(front[1:])


def is_nested(host: str) -> bool:
    """Whether unusually many parts stand before the name that somebody registered."""
    return not is_number(host) and len(host.split(".")) - _own_labels(host) >= _MOST_PARTS


@lru_cache(maxsize=256)
def is_lookalike(typed: str) -> bool:
    """Whether a host, as typed, has letters that pass for others.

    A name wholly in one script is an honest name (`пример.рф`, `münchen.de`), unless all of its
    letters have Latin doubles before a Latin ending.
    """
    if typed.isascii() and "xn--" not in typed.lower():
        return False
    *labels, ending = (_shown(label) for label in typed.lower().split("."))
    return any(_passes_for_another(label, ending) for label in labels)


def _passes_for_another(label: str, ending: str) -> bool:
    if not label or len(scripts_of(label)) > 1:
        return True
    letters = [char for char in label if char.isalpha()]
    return ending.isascii() and bool(letters) and all(char in confusables() for char in letters)


def _shown(label: str) -> str:
    """A label as a browser may show it, empty where its code is broken."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return ""


def _own_labels(host: str) -> int:
    labels = host.split(".")
    has_second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _names("second")
    is_shared = any(suffix in _names("shared") for suffix in _suffixes(host))
    return 3 if has_second or is_shared else 2


def _suffixes(host: str) -> Iterator[str]:
    labels = host.split(".")
    return (".".join(labels[first:]) for first in range(len(labels)))


@cache
def _names(kind: str) -> frozenset[str]:
    table = tomllib.loads(shipped_text("links.toml"))
    return frozenset(table["endings"]["second"] if kind == "second" else table["hosts"][kind])
