"""Fit the way from our probabilities to Perspective's scale: `python -m training.perspective`.

A publisher's threshold keeps its meaning where it selects about the share of comments that it
selected before. So each attribute's scale leads through the points at which as many comments of
Perspective's published sample lie above ours as lay above theirs (quantile matching). The table it
prints is made on comments that the scale was not fitted on.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from belowline.moderation import Moderator
from belowline.moderation.assessment import ByEngine
from belowline.moderation.perspective import Points, along, attributes

Floats = NDArray[np.float64]

# The newest version of each attribute in the sample, where it has several.
_COLUMNS = {"TOXICITY": "TOXICITY@6", "SEVERE_TOXICITY": "SEVERE_TOXICITY@2"}
# Where a scale is held: thresholds that callers use lie between, and beyond 0.95 the sample has
# too few comments to tell.
_HELD_AT = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
_FOLDS = 5
# Fewer comments above a point than this don't hold it.
_FEWEST = 8
_DIGITS = 4
# Two points of a scale must differ by more than the digits that our probabilities have.
_STEP = 0.0005


@dataclass(frozen=True, slots=True)
class Pair:
    """What we and what Perspective say of the sample under one attribute."""

    name: str
    ours: Floats
    theirs: Floats


def main(arguments: list[str]) -> int:
    """Print each attribute's scale as TOML, its rank correlation and its threshold table."""
    parser = argparse.ArgumentParser(prog="python -m training.perspective", description=__doc__)
    parser.add_argument("sample", type=Path, help="perspective_sample/data.csv")
    options = parser.parse_args(arguments)
    pairs = list(read(options.sample))
    for pair in pairs:
        print(f"[attribute.{pair.name}]\nscale = {_toml(fit(pair.ours, pair.theirs))}\n")
    print(f"{'attribute':20} {'rank corr.':>10}   share selected at each threshold: theirs → ours")
    for pair in pairs:
        print(_line(pair))
    return 0


def read(path: Path) -> Iterator[Pair]:
    """Judge the sample, and pair it attribute by attribute with what Perspective said."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judge = ByEngine(Moderator())
    found = [judge.assess(row["comment_text"]) for row in rows]
    for name, attribute in attributes().items():
        column = _COLUMNS.get(name, name)
        theirs = np.array([float(row[column]) for row in rows])
        yield Pair(name, np.array([attribute.raw(each) for each in found]), theirs)


def fit(ours: Floats, theirs: Floats) -> Points:
    """The scale that selects at each of its points as many of ours as there are of theirs."""
    falling = np.sort(ours)[::-1]
    points = [(0.0, 0.0)]
    for threshold in _HELD_AT:
        above = int((theirs >= threshold).sum())
        if not _FEWEST <= above < len(ours):
            continue
        # Half-way between the last that is to be selected and the first that is not.
        at = float(falling[above - 1] + falling[above]) / 2
        if points[-1][0] + _STEP < at < 1.0 - _STEP:
            points.append((round(at, _DIGITS), threshold))
    return (*points, (1.0, 1.0))


def on_scale(scale: Points, values: Floats) -> Floats:
    """Values of ours on the scale."""
    return np.array([along(scale, float(value)) for value in values])


def held_out(pair: Pair) -> Floats:
    """Each comment's score on a scale that was fitted on the others."""
    folds = np.arange(len(pair.ours)) % _FOLDS
    scores = np.zeros_like(pair.ours)
    for fold in range(_FOLDS):
        inside = folds == fold
        scale = fit(pair.ours[~inside], pair.theirs[~inside])
        scores[inside] = on_scale(scale, pair.ours[inside])
    return scores


def rank_correlation(ours: Floats, theirs: Floats) -> float:
    """Spearman's: the correlation of the ranks, equal values sharing one."""
    return float(np.corrcoef(_ranks(ours), _ranks(theirs))[0, 1])


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Floats = last - (counts - 1) / 2
    return middle[inverse]


def _line(pair: Pair) -> str:
    scores = held_out(pair)
    shares = [
        f"{threshold}: {(pair.theirs >= threshold).mean():.1%} → {(scores >= threshold).mean():.1%}"
        for threshold in _THRESHOLDS
    ]
    correlation = rank_correlation(pair.ours, pair.theirs)
    return f"{pair.name:20} {correlation:10.3f}   {'   '.join(shares)}"


def _toml(scale: Sequence[tuple[float, float]]) -> str:
    return "[" + ", ".join(f"[{ours}, {theirs}]" for ours, theirs in scale) + "]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
