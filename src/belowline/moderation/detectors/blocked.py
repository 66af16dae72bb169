"""Look for links to sites that the publisher takes no links to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from belowline.moderation.facts import Facts
from belowline.moderation.hosts import name_above
from belowline.moderation.links import links_of
from belowline.moderation.ruling import Finding, Mode
from belowline.moderation.tables import scores
from belowline.moderation.text import View


class Blocked:
    """A block is the publisher's word: it holds for quotations too, and whoever the author is."""

    name = "blocked"

    def __init__(self, table: str) -> None:
        """`table` is `links.toml`, which has the sentence."""
        self._reason: str = tomllib.loads(table)["reason"]["blocked"]

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each link to a blocked site or below it."""
        blocked = facts.site.blocked
        for link in links_of(view.text) if blocked else ():
            name = name_above(link.host, blocked)
            if name is None:
                continue
            mode = blocked[name]
            score = scores("severity")["reject" if mode is Mode.REJECT else "hold"]
            first, last = view.span(link.start, link.end)
            reason = self._reason.format(host=name[:60])
            yield Finding("spam", score, first, last, self.name, reason, f"block {name[:60]}", mode)
