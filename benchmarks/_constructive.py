"""Measure how well "substance" tells comments that people called constructive from the rest.

Nothing is learnt here: the file is read, each text is measured, and ranks are compared.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from belowline.conversation.substance import substance

_YES = frozenset({"1", "1.0", "yes", "true", "constructive"})
_NO = frozenset({"0", "0.0", "no", "false", "not constructive", "non-constructive"})


class Agreement(NamedTuple):
    """How a score agrees with labels: the AUC at one half and more, and Spearman's rho."""

    name: str
    auc: float
    rho: float


def agreements(path: Path, text: str, label: str) -> tuple[int, list[Agreement]]:
    """Return how many were measured, and how our score and bare length agree with the labels.

    The label is yes or no in any spelling, or a number such as a share of raters.
    """
    rows = [(said, given) for said, given in _labelled(path, text, label)]
    labels = [given for _, given in rows]
    scores = {
        "substance": [substance(said) for said, _ in rows],
        "number of words": [float(len(said.split())) for said, _ in rows],
    }
    return len(rows), [
        Agreement(name, _auc(found, labels), _rho(found, labels)) for name, found in scores.items()
    ]


def _labelled(path: Path, text: str, label: str) -> Iterator[tuple[str, float]]:
    for row in _rows(path):
        said, given = str(row.get(text) or ""), str(row.get(label, "")).strip().lower()
        if said.strip() and (number := _number(given)) is not None:
            yield said, number


def _rows(path: Path) -> Iterator[dict[str, object]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as lines:
        if path.suffix in (".jsonl", ".ndjson"):
            yield from map(json.loads, lines)
        else:
            yield from csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ",")


def _number(given: str) -> float | None:
    if given in _YES or given in _NO:
        return float(given in _YES)
    try:
        return float(given)
    except ValueError:
        return None


def _ranks(values: Sequence[float]) -> list[float]:
    """Return each value's rank from 1; equal ones share the middle of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        for place in order[begin:end]:
            ranks[place] = (begin + 1 + end) / 2
        begin = end
    return ranks


def _auc(scores: Sequence[float], labels: Sequence[float]) -> float:
    """Return how often one of the better half stands before one of the worse (Mann and Whitney)."""
    better = [given >= 0.5 for given in labels]
    number = sum(better)
    if number in (0, len(labels)):
        return float("nan")
    ranked = sum(rank for rank, good in zip(_ranks(scores), better, strict=True) if good)
    return (ranked - number * (number + 1) / 2) / (number * (len(labels) - number))


def _rho(scores: Sequence[float], labels: Sequence[float]) -> float:
    one, other = _ranks(scores), _ranks(labels)
    middle = (len(one) + 1) / 2
    shared = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    spread = sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)
    return shared / spread**0.5 if spread else float("nan")
