"""Read and write a site's own weights, which stand in the place of the shipped ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from belowline.moderation.detectors import shipped_weights
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.version import ENGINE_VERSION
from belowline.moderation.weighing import Weight, parse_weights

_DIGITS = 8
# A remark, so that an engine from before it was written reads the file too.
_ENGINE = re.compile(r"^# Fitted with engine ([0-9][0-9.]*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SiteWeights:
    """What a site's file says of some clauses; for the others the shipped weights hold.

    `digest` are the first eight digits of the file's SHA-256: rulings name it. `engine` is the
    version that they were fitted with, the oldest where clauses differ; "" where nobody wrote it.
    """

    own: Mapping[str, Weight]
    digest: str
    engine: str = ""

    @classmethod
    def parse(cls, content: bytes) -> SiteWeights:
        """Read the file; raises ModelError, which says what is wrong."""
        try:
            text = content.decode("utf-8")
            own = parse_weights(text)
        except UnicodeDecodeError:
            raise ModelError("the weights can't be read: they are no UTF-8") from None
        known = shipped_weights()
        if unknown := sorted(own.keys() - known.keys()):
            raise ModelError(
                f"there are no weights for “{unknown[0]}”, only for {', '.join(known)}"
            )
        stamped = _ENGINE.search(text)
        return cls(own, digest_of(content), stamped[1] if stamped else "")

    @property
    def engine_version(self) -> str:
        """The engine's version as rulings by these weights name it."""
        return f"{ENGINE_VERSION}+site:{self.digest}"

    @property
    def is_dated(self) -> bool:
        """Whether they were fitted with another engine, whose scores meant something else."""
        return self.engine != ENGINE_VERSION

    @property
    def all(self) -> dict[str, Weight]:
        """The weights of every clause."""
        return {**shipped_weights(), **self.own}


def digest_of(content: bytes) -> str:
    """By what rulings name a file."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def weights_text(own: Mapping[str, Weight], remark: str, engine: str = ENGINE_VERSION) -> str:
    """The file that says so, under the remark; `SiteWeights.parse` reads it."""
    lines = [f"# {line}".rstrip() for line in remark.splitlines()]
    if engine:
        lines.append(f"# Fitted with engine {engine}")
    for clause, weight in own.items():
        lines += [
            "",
            f"[{clause}]",
            f"shift = {weight.shift}",
            f"trust = {weight.trust}",
            f"evidence = {weight.evidence}",
        ]
    return "\n".join(lines) + "\n"
