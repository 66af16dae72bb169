"""Look for links that advertise: beside an offer, without a word, paid for, or many at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from belowline.moderation import hosts
from belowline.moderation.context import stance
from belowline.moderation.facts import Facts, HostHistory
from belowline.moderation.foreign_links import ForeignLinks, history_of, is_newcomer, is_trusted
from belowline.moderation.links import Link
from belowline.moderation.offers import sells
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# This many links in a newcomer's comment, or twice as many in anybody's, are looked at.
_MANY_LINKS = 3
# With fewer words of its own a comment is nothing but its link.
_FEW_WORDS = 3
_PARAMETER = re.compile(r"[?&;#](?:amp;)?([a-z0-9_\-.]{1,40})(?==[^&;]|/|\Z)")
_FOLDER = re.compile(r"[^/?#&=;]+")


@dataclass(frozen=True, slots=True)
class _Comment:
    """What bears on every link of one comment."""

    is_new: bool
    sells: bool
    is_bare: bool


class LinkOffers:
    """What a link is there for, told by the words around it and by its parameters."""

    name = "link_offers"

    def __init__(self, table: str, foreign: ForeignLinks) -> None:
        raw = tomllib.loads(table)
        self._reasons: dict[str, str] = raw["reason"]
        self._levels: dict[str, tuple[str, str]] = raw["severity"]
        self._paths = {name: frozenset(listed) for name, listed in raw["paths"].items()}
        self._evidence = frozenset(raw["words"]["evidence"])
        self._foreign = foreign

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for the number of links, and one for each sign that one advertises."""
        links = self._foreign.of(facts, view)
        if not links:
            return
        comment = _Comment(
            is_new=is_newcomer(facts),
            sells=sells(view.text),
            # An answer that is a link is most often what was asked for.
            is_bare=not facts.parent and self._is_bare(view, links),
        )
        yield self._number(facts, view, comment, links)
        for link in links:
            if not hosts.is_reference(link.host):
                history = history_of(link, facts)
                for kind in self._kinds(link, comment, history):
                    yield self._finding(kind, link, view, comment, history)

    def _is_bare(self, view: View, links: list[Link]) -> bool:
        own = (
            word.form
            for word in view.words
            if not any(link.start <= word.start < link.end for link in links)
        )
        words = list(islice(own, _FEW_WORDS))
        return len(words) < _FEW_WORDS and self._evidence.isdisjoint(words)

    def _number(self, facts: Facts, view: View, comment: _Comment, links: list[Link]) -> Finding:
        counted = [link for link in links if not is_trusted(history_of(link, facts))]
        many = _MANY_LINKS if comment.is_new else 2 * _MANY_LINKS
        is_mild = comment.is_new and counted
        level = "grave" if len(counted) >= many else "mild" if is_mild else "trace"
        who = "somebody who is new here" if comment.is_new else "one comment"
        noun = "link" if len(links) == 1 else "links"
        reason = f"{len(links)} {noun} from {who}."
        span = view.span(links[0].start, links[0].end)
        return Finding("spam", scores("severity")[level], *span, self.name, reason)

    def _kinds(self, link: Link, comment: _Comment, history: HostHistory | None) -> Iterator[str]:
        if self._pays(link):
            yield "paying"
        elif not self._paths["following"].isdisjoint(_PARAMETER.findall(link.rest)):
            yield "following"
        if comment.sells:
            yield "cheap" if hosts.is_cheap(link.host) else "offer"
        if history == HostHistory():
            yield "unseen"
        if comment.is_bare and not (history and history.published and not history.spam):
            yield "bare"

    def _pays(self, link: Link) -> bool:
        folders = _FOLDER.findall(link.rest.partition("?")[0])[:-1]
        if not self._paths["folders"].isdisjoint(folders):
            return True
        return not self._paths["paying"].isdisjoint(_PARAMETER.findall(link.rest))

    def _finding(
        self, kind: str, link: Link, view: View, comment: _Comment, history: HostHistory | None
    ) -> Finding:
        for_new, for_known = self._levels[kind]
        is_stranger = comment.is_new and not is_trusted(history)
        score = scores("severity")[for_new if is_stranger else for_known]
        score = round(score * stance(view, link.start, link.end).factor(), 4)
        reason = self._reasons[kind].format(host=hosts.own_name(link.host)[:60])
        return Finding("spam", score, *view.span(link.start, link.end), self.name, reason)
