"""Look for insults and contempt aimed at people in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from belowline.moderation.facts import Facts
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# “Karen is a clown”: a name at the start of a sentence, as typed.
_NAMED = re.compile(
    r"(?:^|[.!?\n,]\s{1,3})@?([A-Z][a-z]{2,20})(?:'s|’s| is| are)(?: \w{1,12}){0,3}? "
    r"(?:idiot|moron|clown|loser|imbecile|fool|troll|creep|jerk|liar|coward|muppet|snowflake|joke|"
    r"cretin|pig|weirdo|scumbag|crybaby|pathetic|stupid|dumb|disgusting|delusional|brainless)\b"
)


class Insults:
    """Shapes of insults at readers; rough words about ideas and public figures score lower."""

    name = "insults"

    def __init__(self, table: PatternTable, not_names: frozenset[str]) -> None:
        """`not_names` are words at the start of a sentence that are no reader's name."""
        self._table = table
        self._not_names = not_names

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each shape that holds, weighed by whose words they are."""
        yield from self._table.findings(view, self.name)
        yield from self._named(facts)

    def _named(self, facts: Facts) -> Iterator[Finding]:
        """Name-calling at somebody who is not in the story, so is likely a reader."""
        for match in _NAMED.finditer(facts.text):
            name = match[1]
            if name.lower() in self._not_names or name in facts.story:
                continue
            reason = f"“{match[0].strip(' .!?,')}” seems to be aimed at another reader."
            yield Finding(
                "discourtesy",
                scores("severity")["hold"],
                match.start(1),
                match.end(),
                self.name,
                reason,
            )
