"""Fit how the engine weighs its rules against the classifier, clause by clause.

Both features were made from other comments than these: `tune` rows were kept from training, and the
seen half of the context cases was written by an author whom neither rules nor network know.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.weighing import Weight
from benchmarks.context import Side, sides
from training.figures import Floats
from training.labels import CLAUSES, LABELS
from training.packing import WEIGHTS, Packed, served
from training.rows import Row

# The author of the context cases that may be looked at.
SEEN = "okafor"
_STEPS = 200
# A weak pull towards taking the classifier at its word and a rule's score as some odds more; it
# holds where a clause has few comments.
_START = np.array([0.0, 0.9, 3.0])
_PULL = np.array([4.0, 20.0, 10.0])
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


def fitted(rows: Sequence[Row], logits: Floats, rules: Floats) -> dict[str, Weight]:
    """Return the weights that make the rows' labels likeliest."""
    weights = {}
    for column, clause in enumerate(CLAUSES):
        known = [at for at, row in enumerate(rows) if clause in row.labels]
        truths = np.array([float(rows[at].labels[clause] >= 0.5) for at in known])
        odds = logits[known, LABELS.index(clause)]
        values = _regression(odds, rules[known, column], truths)
        weights[clause] = Weight(*(round(float(value), 3) for value in values))
    return weights


def _regression(odds: Floats, rules: Floats, truths: Floats) -> Floats:
    """Logistic regression by Newton's method, with trust and evidence never below zero."""
    design = np.stack([np.ones_like(odds), odds, rules], axis=1)

    def cost(weights: Floats) -> float:
        values = design @ weights
        pull = float((_PULL * (weights - _START) ** 2).sum()) / 2
        return float((np.logaddexp(0, values) - truths * values).sum()) + pull

    weights = _START.copy()
    for _ in range(_STEPS):
        found = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (found - truths) + _PULL * (weights - _START)
        curve = (design * (found * (1 - found))[:, None]).T @ design + np.diag(_PULL)
        step = np.linalg.solve(curve, slope)
        while cost(weights - step) > cost(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        weights[1:] = np.maximum(weights[1:], 0.0)
        if np.abs(step).max() < 1e-8:
            break
    return weights


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
