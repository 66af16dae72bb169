"""Say what the engine knew beside a comment's words, so that it can be asked about them again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from belowline.moderation import (
    NOTHING_KNOWN,
    Facts,
    Repeats,
    SiteFacts,
    hosts_in,
    names_above,
    repeats_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was known of an author and of the site when the engine ruled.

    It is kept with the words, since the next minute it is no longer so. What came of comparing
    them with others' stands for those others, and of the site's own domains those that the words
    link to: so it is a few numbers, and nobody else's words. `answered` is which of its author's
    words stood in the comment that these answer.

    What made them wait whatever they said stands here too: that every comment of the thread did,
    or of the author. `is_named` says that the author's name was ruled on with them.
    """

    author_published: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    site: SiteFacts = NOTHING_KNOWN
    answered: int = 1
    is_named: bool = True
    thread_waits: bool = False
    author_waits: bool = False

    def facts(self, text: str, *, story: str, parent: str) -> Facts:
        """Return all that the engine is to be told of these words."""
        return Facts(
            text,
            story=story,
            parent=parent,
            author_published=self.author_published,
            repeats=self.repeats,
            site=self.site,
        )


def known_of(facts: Facts) -> Known:
    """Return what has to be kept of the facts that the engine was told."""
    domains = facts.site.domains
    if domains:
        linked = {name for host in hosts_in(facts.text) for name in names_above(host)}
        domains = tuple(each for each in domains if each in linked)
    return Known(
        author_published=facts.author_published,
        repeats=repeats_of(facts),
        site=replace(facts.site, fingerprints=(), domains=domains),
    )
