"""Count what was decided, so that the days of a month are counted once and then only added up."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles
from typing import Any

from belowline.conversation.comment import Source, Verdict
from belowline.desk.decided import Decided, Restriction
from belowline.kernel.ids import StoryId

# Another way of counting takes another number: what was kept under this one is counted anew.
FORM = 1

# Stands for the engine as a whole among detectors; no detector has such a name.
ANY = ""
# What stands in a clause's place where a comment waited since a part of the engine failed.
UNCHECKED = "(unchecked)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long comments had waited for a person: half of them less than the median."""

    count: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How people ruled where a detector spoke against a comment."""

    agreed: int
    disagreed: int

    @property
    def ruled(self) -> int:
        """How many comments people ruled on."""
        return self.agreed + self.disagreed


@dataclass
class Tally:
    """What is counted ruling by ruling, and `posted`, which the store counts."""

    posted: Counter[Verdict] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[Restriction, Source]] = field(default_factory=Counter)
    waited: list[timedelta] = field(default_factory=list)
    agreed: Counter[tuple[str, bool]] = field(default_factory=Counter)
    stories: Counter[StoryId] = field(default_factory=Counter)

    def add(self, decided: Decided) -> None:
        """Count one ruling."""
        ruling, clause = decided.ruling, decided.clause or UNCHECKED
        if ruling.source is Source.ENGINE and not decided.earlier:
            (self.held if ruling.verdict is Verdict.HOLD else self.rejected)[clause] += 1
        restriction = decided.restriction
        if restriction is not None:
            self.taken[restriction, ruling.source] += 1
        if restriction is Restriction.REMOVED:
            self.removed[clause] += 1
            self.stories[decided.story_id] += 1
        if ruling.source is Source.MODERATOR and ruling.verdict is not Verdict.HOLD:
            self._by_person(decided)

    def merge(self, other: "Tally") -> None:
        """Count everything that the other counted."""
        self.posted += other.posted
        self.held += other.held
        self.rejected += other.rejected
        self.removed += other.removed
        self.taken += other.taken
        self.waited += other.waited
        self.agreed += other.agreed
        self.stories += other.stories

    def _by_person(self, decided: Decided) -> None:
        since = decided.waited_since
        if since is not None:
            self.waited.append(decided.ruling.created_at - since)
        found = decided.found
        if found is not None:
            agrees = decided.ruling.verdict is not Verdict.PUBLISH
            for detector in {ANY, *(finding.detector for finding in found.findings)}:
                self.agreed[detector, agrees] += 1

    def waiting(self) -> Waiting:
        """Return how long it took."""
        if len(self.waited) < 2:
            only = self.waited[0] if self.waited else None
            return Waiting(len(self.waited), only, only)
        tenths = quantiles(self.waited, n=10, method="inclusive")  # type: ignore[type-var]
        return Waiting(len(self.waited), tenths[4], tenths[8])

    def detectors(self) -> Mapping[str, Agreement]:
        """Return how people ruled, detector by detector."""
        names = {name for name, _ in self.agreed}
        return {
            name: Agreement(self.agreed[name, True], self.agreed[name, False]) for name in names
        }


def to_text(tally: Tally) -> str:
    """Return a tally as it is kept; nobody's name is in it."""
    return json.dumps(
        {
            "posted": tally.posted,
            "held": tally.held,
            "rejected": tally.rejected,
            "removed": tally.removed,
            "taken": [[what, by, count] for (what, by), count in tally.taken.items()],
            "waited": [each.total_seconds() for each in tally.waited],
            "agreed": [[name, agrees, count] for (name, agrees), count in tally.agreed.items()],
            "stories": tally.stories,
        }
    )


def from_text(text: str) -> Tally:
    """Return the tally that was kept."""
    kept: dict[str, Any] = json.loads(text)
    return Tally(
        posted=Counter({Verdict(name): count for name, count in kept["posted"].items()}),
        held=Counter(kept["held"]),
        rejected=Counter(kept["rejected"]),
        removed=Counter(kept["removed"]),
        taken=Counter(
            {(Restriction(what), Source(by)): count for what, by, count in kept["taken"]}
        ),
        waited=[timedelta(seconds=each) for each in kept["waited"]],
        agreed=Counter({(name, agrees): count for name, agrees, count in kept["agreed"]}),
        stories=Counter({StoryId(each): count for each, count in kept["stories"].items()}),
    )
