"""Read the labelled sets of `../shared/data`; what a set does not say is absent, not a no."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pyarrow import parquet

from training.labels import CLAUSES, TOXIC
from training.rows import Row

Record = Mapping[str, Any]
_THEIR_NAMES = {name: f"clause_{name}" for name in CLAUSES} | {"discourtesy": "clause_discourteous"}
# One comment in so many, chosen by its identity, is kept for development.
_ONE_IN = 10


def read_sets(folder: Path) -> list[Row]:
    """Return every row of every set in the folder, unclean and with repetitions."""
    return [row for name, reader in _READERS.items() for row in reader(_records(folder, name))]


def set_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each set's file, for the model card."""
    return {
        name: hashlib.sha256((folder / name / "data.parquet").read_bytes()).hexdigest()
        for name in _READERS
    }


def _records(folder: Path, name: str) -> list[Record]:
    found: list[Record] = parquet.read_table(folder / name / "data.parquet").to_pylist()
    return found


def _is_told(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def _clauses(record: Record) -> dict[str, float]:
    """The clauses that the set speaks of, as they stand; blank is not zero."""
    return {
        clause: float(record[column])
        for clause, column in _THEIR_NAMES.items()
        if _is_told(record.get(column)) and record[column] != ""
    }


def _is_kept_back(identity: object) -> bool:
    digest = hashlib.sha256(str(identity).encode()).digest()
    return int.from_bytes(digest[:4], "big") % _ONE_IN == 0


def _part(record: Record) -> str:
    return "dev" if record.get("split") in {"dev", "test"} else "train"


def _news(records: Iterable[Record]) -> Iterator[Row]:
    """Civil Comments that somebody found toxic: the share of raters is learnt, not a vote.

    All of them were picked as toxic, so a comment that most raters then found harmless still
    stands between the clean and the toxic ones.
    """
    for record in records:
        share = {key: float(record[key]) for key in record if key.startswith("frac_")}
        labels = _clauses(record)
        labels["toxicity"] = 0.2 + 0.8 * (1 - share["frac_not_toxic"])
        insulted = min(1.0, share["frac_insult"] + share["frac_all_toxic"] / 2)
        labels["discourtesy"] = max(labels.get("discourtesy", 0.0), insulted)
        part = "dev" if _is_kept_back(record["comment_id"]) else "train"
        yield Row(
            record["text"],
            labels,
            "toxic_spans_typed",
            part,
            extra={"share_toxic": 1 - share["frac_not_toxic"]},
        )


def _spans(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        places = json.loads(record["spans"]) if _is_told(record["spans"]) else []
        spans = tuple((start, end, "toxicity") for start, end in _runs(places))
        labels = {"toxicity": 0.9} if spans else {}
        yield Row(record["text"], labels, "semeval2021_toxic_spans", _part(record), spans=spans)


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches that single places make up."""
    start = previous = None
    for place in sorted(set(places)):
        if previous is None or place != previous + 1:
            if start is not None and previous is not None:
                yield start, previous + 1
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous + 1


def _jigsaw(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record) | {"toxicity": float(record["toxic"])}
        part = "dev" if _is_kept_back(record["id"]) else "train"
        yield Row(record["text"], labels, "jigsaw_toxic_fragments", part)


def _wiki_context(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        toxic = float(record["label"])
        labels = {"toxicity": toxic} | ({} if toxic else dict.fromkeys(TOXIC, 0.0))
        part = "dev" if _is_kept_back(record["id"]) else "train"
        parent = record["parent"] if _is_told(record["parent"]) else ""
        weight = 1.0 if toxic else 0.3
        yield Row(record["text"], labels, "wiki_context_toxicity", part, weight, parent=parent)


def _paradetox(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        is_rude = record["kind"] == "toxic"
        labels = {"toxicity": 0.85} if is_rude else _clauses(record)
        kind = "rude" if is_rude else "rewrite"
        yield Row(record["text"], labels, "paradetox", "train", 0.4, kind=kind)


def _edos(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record)
        if labels.get("racism"):
            labels["toxicity"] = 1.0
        elif record["label_sexist"] == "not sexist":
            # It may still be racist or rude, so this is a leaning and not a no.
            labels["racism"] = 0.1
        part = "dev" if record["split"] == "dev" else "train"
        yield Row(record["text"], labels, "edos_sexism", part, 0.7)


def _hatemoji(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record)
        if labels.get("racism"):
            labels["toxicity"] = 1.0
            labels.setdefault("violence", 0.0)
        yield Row(record["text"], labels, "hatemoji_build", _part(record), 1.5)


def _hatexplain(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record)
        toxic = {0: 0.1, 1: 0.8, 2: 1.0}[int(record["label"])]
        if int(record["label"]) == 1:
            # "Offensive" is where annotators disagreed or saw a slur without hate: no answer here.
            del labels["racism"]
        weight = 0.2 if int(record["label"]) == 1 else 0.4
        yield Row(record["text"], labels | {"toxicity": toxic}, "hatexplain", "train", weight)


def _davidson(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        label = int(record["label"])
        if label == 1:
            continue
        labels = _clauses(record) | {"toxicity": 1.0 if label == 0 else 0.0}
        yield Row(record["text"], labels, "davidson", "train", 0.3)


def _convabuse(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record)
        labels["toxicity"] = float(record["frac_abusive"])
        parent = record["agent_turn"] if _is_told(record["agent_turn"]) else ""
        part = "dev" if record["split"] == "test" else "train"
        yield Row(record["text"], labels, "convabuse", part, 0.7, parent=parent)


def _youtube(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        part = "dev" if "Shakira" in record["video"] else "train"
        yield Row(record["text"], _clauses(record), "youtube_spam", part)


def _sms(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        yield Row(record["text"], _clauses(record), "sms_spam", "train", 0.3)


def _detox(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record)
        yield Row(
            record["text"],
            labels | {"toxicity": labels["discourtesy"]},
            "wiki_detox_250",
            "train",
        )


def _balanced(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        toxic = float(str(record["toxic"]) == "True")
        yield Row(record["text"], {"toxicity": toxic}, "wiki_toxicity_nonfuzzed", "dev")


def _surge(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        toxic = float(record["is_toxic"] == "Toxic")
        yield Row(record["text"], {"toxicity": toxic}, "surge_toxicity", "dev")


def _german(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        labels = _clauses(record) | {"toxicity": float(record["coarse"] == "OFFENSE")}
        yield Row(record["text"], labels, "germeval2018", _part(record), 0.3)


_READERS: dict[str, Callable[[Iterable[Record]], Iterator[Row]]] = {
    "toxic_spans_typed": _news,
    "semeval2021_toxic_spans": _spans,
    "jigsaw_toxic_fragments": _jigsaw,
    "wiki_context_toxicity": _wiki_context,
    "paradetox": _paradetox,
    "edos_sexism": _edos,
    "hatemoji_build": _hatemoji,
    "hatexplain": _hatexplain,
    "davidson": _davidson,
    "convabuse": _convabuse,
    "youtube_spam": _youtube,
    "sms_spam": _sms,
    "wiki_detox_250": _detox,
    "wiki_toxicity_nonfuzzed": _balanced,
    "surge_toxicity": _surge,
    "germeval2018": _german,
}
