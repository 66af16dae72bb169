"""Measure a trained network on everything that was kept back, set by set and group by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from training.figures import Floats, area, expected_error, rank_correlation, span_agreement
from training.labels import CLAUSES, LABELS
from training.rows import Row

CALM = frozenset({"neutral-identity", "positive-identity"})
HATE = ("racism", "violence")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it was measured on, what it is, and of how many rows."""

    name: str
    value: float
    rows: int

    def __str__(self) -> str:
        return f"{self.name:<64} {self.value:7.3f} {self.rows:7,}"


def figures(rows: Sequence[Row], scores: Floats) -> Iterator[Figure]:
    """Yield every figure; `scores` has a row of probabilities for each row, a column a label."""
    yield from _areas(rows, scores)
    yield from _functional(rows, scores)
    yield from _news(rows, scores)


def _column(label: str) -> int:
    return LABELS.index(label)


def _by_source(rows: Sequence[Row]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        name = f"{row.source} by {row.kind}" if row.source == "written" else row.source
        places[name].append(at)
        if row.source == "written":
            places["written, all"].append(at)
    return dict(sorted(places.items()))


def _areas(rows: Sequence[Row], scores: Floats) -> Iterator[Figure]:
    """For each set and label the area under the curve, and how far the probabilities are off."""
    for source, places in _by_source(rows).items():
        for label in LABELS:
            known = [at for at in places if label in rows[at].labels]
            truths = np.array([rows[at].labels[label] >= 0.5 for at in known])
            if min(truths.sum(), (~truths).sum()) if len(truths) else 0:
                found = scores[known, _column(label)]
                yield Figure(f"{source}: {label}, area", area(found, truths), len(known))
                if source == "written, all":
                    error = expected_error(found, truths.astype(float))
                    yield Figure(f"{source}: {label}, calibration error", error, len(known))


def hateful(scores: Floats) -> Floats:
    """Return the likelier of racism and violence for each row."""
    highest: Floats = scores[:, [_column(label) for label in HATE]].max(axis=1)
    return highest


def _functional(rows: Sequence[Row], scores: Floats) -> Iterator[Figure]:
    """The share of right answers at 0.5 on our own held-out patterns, by kind and by group."""
    found = hateful(scores)
    places = [at for at, row in enumerate(rows) if row.source == "patterns"]
    right = {at: (found[at] >= 0.5) == _is_hateful(rows[at]) for at in places}
    by: defaultdict[str, list[int]] = defaultdict(list)
    for at in places:
        by["all"].append(at)
        by["hateful" if _is_hateful(rows[at]) else "not hateful"].append(at)
        by[f"kind {rows[at].kind.partition(':')[2]}"].append(at)
    for name, members in sorted(by.items()):
        share = float(np.mean([right[at] for at in members]))
        yield Figure(f"patterns: {name}, right at 0.5", share, len(members))
    calm = groups_alarmed(rows, scores).values()
    if total := sum(count for _, count in calm):
        share = sum(alarms for alarms, _ in calm) / total
        yield Figure("patterns: calm sentences taken for hate", share, total)


def _is_hateful(row: Row) -> bool:
    return any(row.labels.get(label, 0.0) >= 0.5 for label in HATE)


def groups_alarmed(rows: Sequence[Row], scores: Floats) -> dict[str, list[int]]:
    """Return for each identity group its calm sentences taken for hate, and all its calm ones."""
    found = hateful(scores)
    calm: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for at, row in enumerate(rows):
        kind = row.kind.partition(":")[2]
        if row.source == "patterns" and kind in CALM and row.group:
            calm[row.group][0] += int(found[at] >= 0.5)
            calm[row.group][1] += 1
    return dict(sorted(calm.items()))


def _news(rows: Sequence[Row], scores: Floats) -> Iterator[Figure]:
    """How well the share of raters who found a news comment toxic is followed."""
    places = [at for at, row in enumerate(rows) if "share_toxic" in row.extra]
    shares = [rows[at].extra["share_toxic"] for at in places]
    found = scores[places, _column("toxicity")]
    yield Figure(
        "news comments: rank correlation with raters", rank_correlation(found, shares), len(places)
    )
    highest = scores[places][:, [_column(clause) for clause in CLAUSES]].max(axis=1)
    clear = [at for at, share in enumerate(shares) if share in (0.0, 1.0) or share >= 0.9]
    truths = [shares[at] >= 0.9 for at in clear]
    name = "news comments: all against none of the raters"
    yield Figure(f"{name}, area", area(found[clear], truths), len(clear))
    yield Figure(f"{name}, area by the highest clause", area(highest[clear], truths), len(clear))


def span_figure(
    rows: Sequence[Row], marked: Sequence[Sequence[tuple[int, int]]], source: str
) -> Figure:
    """Return the mean F1 of marked characters, as SemEval-2021 task 5 counts it."""
    values = []
    for row, stretches in zip(rows, marked, strict=True):
        if row.source != source or row.spans is None:
            continue
        truth = {at for start, end, _ in row.spans for at in range(start, end)}
        found = {at for start, end in stretches for at in range(start, end)}
        values.append(span_agreement(found, truth))
    return Figure(f"{source}: marked words, F1", float(np.mean(values)), len(values))
