"""Fit how the engine weighs its rules against the classifier, clause by clause.

Both features were made from other comments than these: `tune` rows were kept from training, and the
seen half of the context cases was written by an author whom neither rules nor network know.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.moderation.calibration.fit import Sample
from belowline.moderation.calibration.fit import fitted as likeliest
from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.weighing import Weight
from benchmarks.context import Side, sides
from training.figures import Floats
from training.labels import CLAUSES, LABELS
from training.packing import WEIGHTS, Packed, served
from training.rows import Row

# The author of the context cases that may be looked at.
SEEN = "okafor"
# A weak pull towards taking the classifier at its word and a rule's score as some odds more; it
# holds where a clause has few comments.
_START = Weight(shift=0.0, trust=0.9, evidence=3.0)
_PULL = (4.0, 20.0, 10.0)
HEADER = """\
# How the engine weighs its rules against the classifier: see moderation/weighing.py.
# Made by training/weigh.py; don't edit by hand.
"""


def context_rows(author: str) -> list[Row]:
    """Return the paired cases of one author as rows; what isn't at stake in one is left out."""
    return [
        Row(
            side.text,
            _labels(side),
            "context",
            "tune",
            story=side.story,
            parent=side.parent,
            pair=side.pair,
        )
        for side in sides(author)
    ]


def _labels(side: Side) -> dict[str, float]:
    """What a side says of each clause.

    Of profanity nothing: the cases allow a swear word that the story prints, but it still stands
    on the page for all to read, and a rule that sees it has to count.
    """
    if side.clause == "profanity":
        return {}
    return dict.fromkeys(CLAUSES, 0.0) if side.is_allowed else {side.clause: 1.0}


def rule_scores(rows: Sequence[Row]) -> Floats:
    """Return what the rules alone make of each row, a column a clause."""
    policy = parse_policy(shipped_policy_text())
    rules = Moderator(policy, shipped_detectors(policy), weights={})
    found = np.empty((len(rows), len(CLAUSES)))
    for at, row in enumerate(rows):
        ruling = rules.rule(row.text, story=row.story, parent=row.parent)
        found[at] = [ruling.scores[clause] for clause in CLAUSES]
    return found


def fitted(rows: Sequence[Row], scores: Floats, rules: Floats) -> dict[str, Weight]:
    """Return the weights that make the rows' labels likeliest; `scores` are the classifier's."""
    return {
        clause: likeliest(
            [
                Sample(
                    clause,
                    float(scores[at, LABELS.index(clause)]),
                    float(rules[at, column]),
                    row.labels[clause] >= 0.5,
                )
                for at, row in enumerate(rows)
                if clause in row.labels
            ],
            _START,
            _PULL,
        )
        for column, clause in enumerate(CLAUSES)
    }


def write_weights(weights: dict[str, Weight], path: Path) -> None:
    """Write the weights as the engine reads them."""
    tables = [
        f"[{clause}]\nshift = {weight.shift}\ntrust = {weight.trust}\n"
        f"evidence = {weight.evidence}\n"
        for clause, weight in weights.items()
    ]
    path.write_text(HEADER + "\n" + "\n".join(tables), "utf-8")


def weigh(tune: Sequence[Row], packed: Packed) -> None:
    """Fit on the rows and the seen half of the context cases, and write the engine's file."""
    rows = [*tune, *context_rows(SEEN)]
    weights = fitted(rows, served(packed.classifier, rows), rule_scores(rows))
    write_weights(weights, packed.folder.parent / WEIGHTS)
