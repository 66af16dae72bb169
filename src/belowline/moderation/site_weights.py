"""Read and write a site's own weights, which stand in the place of the shipped ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from belowline.moderation.detectors import shipped_weights
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.version import ENGINE_VERSION
from belowline.moderation.weighing import Weight, parse_weights

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class SiteWeights:
    """What a site's file says of some clauses; for the others the shipped weights hold.

    `digest` are the first eight digits of the file's SHA-256: rulings name it.
    """

    own: Mapping[str, Weight]
    digest: str

    @classmethod
    def parse(cls, content: bytes) -> SiteWeights:
        """Read the file; raises ModelError, which says what is wrong."""
        try:
            own = parse_weights(content.decode("utf-8"))
        except UnicodeDecodeError:
            raise ModelError("the weights can't be read: they are no UTF-8") from None
        known = shipped_weights()
        if unknown := sorted(own.keys() - known.keys()):
            raise ModelError(
                f"there are no weights for “{unknown[0]}”, only for {', '.join(known)}"
            )
        return cls(own, digest_of(content))

    @property
    def engine_version(self) -> str:
        """The engine's version as rulings by these weights name it."""
        return f"{ENGINE_VERSION}+site:{self.digest}"

    @property
    def all(self) -> dict[str, Weight]:
        """The weights of every clause."""
        return {**shipped_weights(), **self.own}


def digest_of(content: bytes) -> str:
    """By what rulings name a file."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def weights_text(own: Mapping[str, Weight], remark: str) -> str:
    """The file that says so, under the remark; `SiteWeights.parse` reads it."""
    lines = [f"# {line}".rstrip() for line in remark.splitlines()]
    for clause, weight in own.items():
        lines += [
            "",
            f"[{clause}]",
            f"shift = {weight.shift}",
            f"trust = {weight.trust}",
            f"evidence = {weight.evidence}",
        ]
    return "\n".join(lines) + "\n"
