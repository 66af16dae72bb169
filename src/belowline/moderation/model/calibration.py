"""Turn the network's logits into probabilities that mean what they say."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# More digits would tell apart what no processor promises to compute alike.
_DIGITS = 3


class ModelError(ValueError):
    """The classifier's files are missing, damaged or don't belong together."""


@dataclass(frozen=True, slots=True)
class Description:
    """What `classifier.json` says of the network beside it.

    `labels` in the order of the outputs; `slopes` and `shifts` of each label's calibration
    (Platt 1999: probability = sigmoid(slope · logit + shift)); `marks_at` the probability from
    which a word counts as one of those that make the comment what it is.
    """

    version: str
    sha256: str
    labels: tuple[str, ...]
    slopes: tuple[float, ...]
    shifts: tuple[float, ...]
    marks_at: float

    @classmethod
    def parse(cls, text: str) -> Description:
        """Read the JSON; raises ModelError where it is not what it should be."""
        try:
            raw: dict[str, Any] = json.loads(text)
            calibration = [raw["calibration"][label] for label in raw["labels"]]
            return cls(
                version=raw["version"],
                sha256=raw["sha256"],
                labels=tuple(raw["labels"]),
                slopes=tuple(float(slope) for slope, _ in calibration),
                shifts=tuple(float(shift) for _, shift in calibration),
                marks_at=float(raw["marks_at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"classifier.json can't be read: {error!r}") from None

    def probabilities(self, logits: Sequence[float]) -> dict[str, float]:
        """The probability of each label."""
        return {
            label: round(sigmoid(slope * float(logit) + shift), _DIGITS)
            for label, logit, slope, shift in zip(
                self.labels, logits, self.slopes, self.shifts, strict=True
            )
        }


def sigmoid(value: float) -> float:
    """The logistic function, safe for any finite value."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    power = math.exp(value)
    return power / (1.0 + power)


def logit(probability: float) -> float:
    """What `sigmoid` makes the probability of; infinite for 0 and 1."""
    if not 0.0 < probability < 1.0:
        return math.copysign(math.inf, probability - 0.5)
    return math.log(probability / (1.0 - probability))
