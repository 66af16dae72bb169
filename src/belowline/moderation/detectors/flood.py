"""Look for what is posted too fast, or again and again in slightly other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from belowline.moderation.facts import Facts, Repeats
from belowline.moderation.fingerprint import own_words
from belowline.moderation.foreign_links import ForeignLinks, history_of, is_newcomer
from belowline.moderation.hosts import is_reference
from belowline.moderation.linear import linear
from belowline.moderation.links import Link
from belowline.moderation.offers import sells
from belowline.moderation.repeats import repeats_of
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# Nobody reads and answers so much: comments in a minute, ten minutes, an hour, this one included.
# Who is no newcomer may be twice as fast.
_TOO_MANY = (10, 30, 90)
_SPANS = ("one minute", "ten minutes", "one hour")

# A text that sells is held when a second reader posts it. One that doesn't may be a slogan, a
# greeting or a saying: it has to be long, and the third of its kind.
_SLOGAN_LETTERS = 80
_SLOGAN_COPIES = 2
# So many copies are a campaign, which a person should see sooner.
_CAMPAIGN = 4
# The same author mends what was rejected and sends it again; twice is no mending.
_OWN_COPIES = 2
_CONTACT = linear(r"[^\s@]+@[^\s@]+\.[a-z]{2}|@[a-z0-9_]{4,}|\+?\d(?:[ ().\-]?\d){6,}")


class Flood:
    """Speed, and texts that others or the same author have posted in nearly the same words."""

    name = "flood"

    def __init__(self, foreign: ForeignLinks) -> None:
        self._foreign = foreign

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """At most one finding for the speed, one for the same text and one for nearly the same."""
        repeats = repeats_of(facts)
        yield from self._pace(facts)
        yield from self._same(repeats)
        yield from self._copies(facts, view, repeats)

    def _pace(self, facts: Facts) -> Iterator[Finding]:
        pace = facts.site.pace
        factor = 1 if is_newcomer(facts) else 2
        before = (pace.minute, pace.ten_minutes, pace.hour)
        for count, most, span in zip(before, _TOO_MANY, _SPANS, strict=True):
            if count + 1 >= factor * most:
                reason = f"{count + 1} comments in {span} are faster than a conversation goes."
                yield self._whole("hold", reason)
                return

    def _same(self, repeats: Repeats) -> Iterator[Finding]:
        if repeats.same:
            level = "reject" if repeats.same >= 3 else "grave"
            yield self._whole(level, "The same text was posted before.")

    def _copies(self, facts: Facts, view: View, repeats: Repeats) -> Iterator[Finding]:
        copies, own = repeats.others, repeats.near
        if not copies and own < _OWN_COPIES:
            return
        advertises = _advertises(facts, view, self._foreign.of(facts, view))
        if copies and (advertises or _is_chain_letter(facts, copies)):
            yield self._whole(
                "grave" if copies >= _CAMPAIGN else "hold",
                "Nearly the same text was posted by other readers.",
            )
        elif own >= _OWN_COPIES and advertises:
            yield self._whole("hold", "Nearly the same text was posted before.")

    def _whole(self, level: str, reason: str) -> Finding:
        return Finding("spam", scores("severity")[level], None, None, self.name, reason)


def _is_chain_letter(facts: Facts, copies: int) -> bool:
    letters = sum(map(len, own_words(facts.text, facts.story, facts.parent)))
    return copies >= _SLOGAN_COPIES and letters >= _SLOGAN_LETTERS


def _advertises(facts: Facts, view: View, links: Iterable[Link]) -> bool:
    """Whether the text sells, or leads or calls somewhere that readers here don't know."""
    if sells(view.text) or _CONTACT.search(view.text):
        return True
    return any(not _is_known(link, facts) for link in links)


def _is_known(link: Link, facts: Facts) -> bool:
    history = history_of(link, facts)
    return is_reference(link.host) or bool(history and history.published and not history.spam)
