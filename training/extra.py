"""Read the full Jigsaw and Civil Comments files, for whoever has them (both CC0)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from training.rows import Row

# The label that each of their columns speaks of.
_JIGSAW = {
    "toxic": "toxicity",
    "obscene": "profanity",
    "threat": "violence",
    "insult": "discourtesy",
    "identity_hate": "racism",
}
_CIVIL = {
    "target": "toxicity",
    "obscene": "profanity",
    "threat": "violence",
    "insult": "discourtesy",
    "identity_attack": "racism",
    "sexual_explicit": "vulgarity",
}
# One comment in ten is kept for measuring, chosen by its number.
_ONE_IN = 10


class ExtraError(ValueError):
    """A file without the columns that it should have; the message names them."""


def read_jigsaw(path: Path) -> Iterator[Row]:
    """Yield the rows of Jigsaw's `train.csv`: six yes-or-no labels on Wikipedia talk."""
    return _read(path, "comment_text", _JIGSAW, "jigsaw_full")


def read_civil(path: Path) -> Iterator[Row]:
    """Yield the rows of Civil Comments' `train.csv`: news comments, shares of raters."""
    return _read(path, "comment_text", _CIVIL, "civil_full")


def _read(path: Path, text: str, columns: dict[str, str], source: str) -> Iterator[Row]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = {"id", text, *columns} - set(rows.fieldnames or ())
        if missing:
            raise ExtraError(f"{path.name} has no column {', '.join(sorted(missing))}")
        for record in rows:
            # An empty field is a label that nobody gave.
            labels = {label: float(record[name]) for name, label in columns.items() if record[name]}
            digest = hashlib.sha256(record["id"].encode()).digest()
            part = "dev" if digest[0] % _ONE_IN == 0 else "train"
            yield Row(record[text], labels, source, part)
