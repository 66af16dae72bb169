"""One comment to learn from or to measure on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """A comment with what is known of it.

    `labels` maps a label to 0–1; a label that the source doesn't speak of is not in it, and is
    never learnt as a no. `spans` are (start, end, label) in code points; None where nobody marked
    words. `source` names the set, `part` is train, tune (to calibrate
    on) or dev (to measure on). `kind` is what the set calls it, or the author of ours; `group` the
    identity group named; `pair` and `pattern` tell which rows are versions of one another.
    """

    text: str
    labels: Mapping[str, float]
    source: str
    part: str
    weight: float = 1.0
    story: str = ""
    parent: str = ""
    spans: tuple[tuple[int, int, str], ...] | None = None
    kind: str = ""
    group: str = ""
    pair: str = ""
    pattern: str = ""
    extra: Mapping[str, float] = field(default_factory=dict)
