"""Count what this process does, for whoever watches it."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

# From an answer out of memory to a reader who gives up.
_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

# What the front answers itself, by the name under which its answers are counted.
STORY_PAGES = "/stories/{story_id}"


@dataclass(slots=True)
class Durations:
    """How long a thing took, as Prometheus' histograms have it."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(_BOUNDS, seconds)] += 1
        self.seconds += seconds

    def cumulated(self) -> list[tuple[str, int]]:
        """Return how many took at most so long, by the bound; the last is all."""
        found, sum_so_far = [], 0
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self.counts, strict=True):
            sum_so_far += count
            found.append((bound, sum_so_far))
        return found


@dataclass(slots=True)
class Meters:
    """Counts since the process began; nothing in them says who somebody is.

    `requests` are by method, route and status; `rulings` by who ruled, verdict and clause; a page
    out of the cache costs one addition in `hits`, by kind of answer;
    `background` is by job and outcome.
    """

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    took: dict[str, Durations] = field(default_factory=dict)
    rulings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    engine: Durations = field(default_factory=Durations)
    hits: Counter[str] = field(default_factory=Counter)
    rendered: int = 0
    webhooks: Counter[str] = field(default_factory=Counter)
    background: Counter[tuple[str, str]] = field(default_factory=Counter)

    def request(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """Count an answer; one without an end, like a stream, has no duration."""
        self.requests[method, route, status] += 1
        if seconds is not None:
            self.took.setdefault(route, Durations()).add(seconds)
