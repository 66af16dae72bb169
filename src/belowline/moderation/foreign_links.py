"""Pick the links of a comment that may be held against it, and say what the site knows of them."""

from __future__ import annotations

from collections.abc import Iterable

from belowline.moderation.facts import Facts, HostHistory
from belowline.moderation.hosts import is_below, own_name
from belowline.moderation.links import Link, hosts_named, links_of
from belowline.moderation.text import View

# Somebody with this many published comments is no newcomer.
_KNOWN_AFTER = 5
# A host in so many published comments, and in none ruled spam, is one of the readers' own.
_TRUSTED_AFTER = 3


class ForeignLinks:
    """Knows the publisher's own hosts: a link there is never spam, nor is one of the story's."""

    def __init__(self, contacts: Iterable[str]) -> None:
        """`contacts` are the publisher's own, as the policy lists them."""
        self._own = hosts_named(contacts)

    def of(self, facts: Facts, view: View) -> list[Link]:
        """The links that lead elsewhere than to the publisher and where the story does."""
        return [link for link in links_of(view.text) if not self._is_own(link, facts)]

    def _is_own(self, link: Link, facts: Facts) -> bool:
        if is_below(link.host, self._own) or is_below(link.host, facts.site.domains):
            return True
        return link.host in facts.story.lower() and link.host in hosts_named([facts.story])


def is_newcomer(facts: Facts) -> bool:
    """Whether too little of the author was published to know them by.

    What came in the last hour doesn't count: five harmless comments in a row are no acquaintance.
    """
    return facts.author_published - facts.site.pace.hour < _KNOWN_AFTER


def history_of(link: Link, facts: Facts) -> HostHistory | None:
    """What the site knows of the host, None where nobody asked it."""
    return facts.site.hosts.get(own_name(link.host))


def is_trusted(history: HostHistory | None) -> bool:
    """Whether readers here have linked to the host often, and never in spam."""
    return history is not None and history.published >= _TRUSTED_AFTER and not history.spam
