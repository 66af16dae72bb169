"""Measure what each shipped policy lets through and what it keeps from the page."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from belowline.moderation import PRESETS, Action, Moderator, parse_policy, preset_text
from belowline.moderation.detectors.classifier import Trained
from belowline.moderation.facts import Facts
from belowline.moderation.shipped import shipped_text
from belowline.moderation.weighing import parse_weights
from training.labels import CLAUSES
from training.packing import WEIGHTS, Packed
from training.rows import Row

# Real comments in which nobody saw anything wrong, and our own by authors kept from training.
_CLEAN = ("wiki_context_toxicity", "written", "context")


def outcomes(
    rows: Sequence[Row], moderators: dict[str, Moderator]
) -> Iterator[tuple[str, Row, Action]]:
    """Yield what every policy does with every row."""
    for name, moderator in moderators.items():
        for row in rows:
            facts = Facts(row.text, row.story, row.parent)
            yield name, row, moderator.assess(facts).ruling.action


def preset_moderators(packed: Packed) -> dict[str, Moderator]:
    """Return a moderator with the packed classifier for each shipped policy."""
    trained = Trained(packed.classifier, tomllib.loads(shipped_text("classifier.toml")))
    weights = parse_weights((packed.folder.parent / WEIGHTS).read_text("utf-8"))
    return {
        name: Moderator(parse_policy(preset_text(name)), classifier=trained, weights=weights)
        for name in PRESETS
    }


def preset_figures(rows: Sequence[Row], packed: Packed) -> dict[str, dict[str, list[float]]]:
    """Return for each preset shares with their number of rows: held or rejected, by what it is.

    A violation counts as stopped if it is held or rejected. Clean rows are those that are known
    to break no clause.
    """
    counts: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0, 0])
    )
    for name, row, action in outcomes(rows, preset_moderators(packed)):
        for what in _kinds(row):
            held, rejected, total = counts[name][what]
            counts[name][what] = [
                held + (action is Action.HOLD),
                rejected + (action is Action.REJECT),
                total + 1,
            ]
    return {
        name: {
            what: [round(held / total, 4), round(rejected / total, 4), total]
            for what, (held, rejected, total) in sorted(kinds.items())
        }
        for name, kinds in counts.items()
    }


def _kinds(row: Row) -> list[str]:
    broken = [clause for clause in CLAUSES if row.labels.get(clause, 0.0) >= 0.5]
    if broken:
        return [f"violating: {clause}" for clause in broken] + ["violating: any"]
    is_clean = row.source in _CLEAN and all(value < 0.1 for value in row.labels.values())
    return [f"clean: {row.source}"] if is_clean else []


def measured_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that presets are measured on: dev rows of ours and clean real ones."""
    return [
        row
        for row in rows
        if row.part == "dev" and row.source in {"written", "wiki_context_toxicity"}
    ]
