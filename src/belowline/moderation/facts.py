"""The facts about one comment that the engine may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from belowline.moderation.ruling import Mode


@dataclass(frozen=True, slots=True)
class Pace:
    """How many comments the author posted just before: in the last minute, ten minutes, hour."""

    minute: int = 0
    ten_minutes: int = 0
    hour: int = 0


@dataclass(frozen=True, slots=True)
class HostHistory:
    """In how many comments a host was linked before: published ones, and ones ruled spam."""

    published: int = 0
    spam: int = 0


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a text came before: the `same` by its author of late, `near` the same by them,
    and nearly so by `others`."""

    same: int = 0
    near: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a site knows beyond the conversation; the empty value says that nothing is known.

    `domains` are the publisher's own. `fingerprints` are those of other readers' newest texts
    (see `belowline.moderation.fingerprint`), whatever became of them. `hosts` has the history of
    each linked host, by the name that `linked_hosts` gives it; one that is missing is unknown.
    `blocked` are sites that the publisher takes no links to, with what follows from one.
    """

    domains: tuple[str, ...] = ()
    fingerprints: tuple[int, ...] = ()
    pace: Pace = Pace()
    hosts: Mapping[str, HostHistory] = field(default_factory=dict)
    blocked: Mapping[str, Mode] = field(default_factory=dict)


NOTHING_KNOWN = SiteFacts()


@dataclass(frozen=True, slots=True)
class Facts:
    """A comment's text and its surroundings, gathered by the caller.

    `story` is the story's headline and body, `parent` the text of the comment replied to,
    `author_published` how many comments of this author were published before, `recent` the
    author's latest comment texts, newest first, `site` what the site knows besides. `repeats` says
    what came of comparing the text with `recent` and with fingerprints; where it is given, neither
    is looked at.
    """

    text: str
    story: str = ""
    parent: str = ""
    author_published: int = 0
    recent: tuple[str, ...] = ()
    site: SiteFacts = NOTHING_KNOWN
    repeats: Repeats | None = None
