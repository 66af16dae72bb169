"""Look at where a comment's links lead: elsewhere than they say, or where spam led before."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

from belowline.moderation import hosts
from belowline.moderation.context import stance
from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.foreign_links import ForeignLinks, history_of, is_newcomer
from belowline.moderation.links import Link, links_of
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# These may well be quoted; the others are a danger to whoever reads them, quoted or not.
_QUOTABLE = frozenset({"shortened", "messenger", "file", "disguised"})


class Links:
    """Shapes and hosts that mislead; what the words say about the link doesn't matter here."""

    name = "links"

    def __init__(self, table: str, foreign: ForeignLinks) -> None:
        raw = tomllib.loads(table)
        self._reasons: dict[str, str] = raw["reason"]
        self._levels: dict[str, tuple[str, str]] = raw["severity"]
        self._files = frozenset(raw["paths"]["files"])
        self._foreign = foreign

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each thing that is wrong with a link."""
        for link in self._foreign.of(facts, view):
            for kind in self._kinds(link, facts, view):
                yield self._finding(kind, link, facts, view)

    def _kinds(self, link: Link, facts: Facts, view: View) -> Iterator[str]:
        yield from _misleading(link, view)
        if hosts.is_shortener(link.host):
            yield "shortened"
        if hosts.is_messenger(link.host):
            yield "messenger"
        if self._is_program(link):
            yield "file"
        if link.is_disguised:
            yield "disguised"
        history = history_of(link, facts)
        if history is not None and history.spam > history.published:
            yield "spam"

    def _is_program(self, link: Link) -> bool:
        path = link.rest.partition("?")[0].partition("#")[0]
        return "/" in path and path.rpartition(".")[2] in self._files

    def _finding(self, kind: str, link: Link, facts: Facts, view: View) -> Finding:
        for_new, for_known = self._levels[kind]
        score = scores("severity")[for_new if is_newcomer(facts) else for_known]
        if kind in _QUOTABLE:
            score = round(score * stance(view, link.start, link.end).factor(), 4)
        name = hosts.own_name(link.host)[:60]
        reason = self._reasons[kind].format(host=name, label=link.label[:60])
        return Finding("spam", score, *view.span(link.start, link.end), self.name, reason)


def _misleading(link: Link, view: View) -> Iterator[str]:
    """The ways in which a link leads elsewhere than it says."""
    if link.has_account:
        yield "account"
    if hosts.is_number(link.host):
        yield "number"
        return
    if hosts.is_lookalike(view.seen(*link.place)):
        yield "lookalike"
    if hosts.is_borrowed(link.host):
        yield "borrowed"
    elif hosts.is_nested(link.host):
        yield "nested"
    shown = links_of(fold_phrase(link.label)) if link.label else ()
    if shown and _brand(shown[0].host) != _brand(link.host):
        yield "hidden"


def _brand(host: str) -> str:
    """The word by which readers know a site: `bbc` of `bbc.co.uk` and of `www.bbc.com`."""
    return hosts.own_name(host).partition(".")[0]
