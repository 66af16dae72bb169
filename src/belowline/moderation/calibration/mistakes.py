"""Count what a clause gets wrong on comments that persons judged, and say what is worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from belowline.moderation.calibration.fit import Sample
from belowline.moderation.policy import Clause
from belowline.moderation.weighing import Weight, log_odds

Floats: TypeAlias = NDArray[np.float64]
_Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What a clause gets wrong.

    `through` are violations that are published; `clean_held` counts clean comments that are kept
    from the page, `clean_rejected` those of them that are turned away at once. `quiet_held` is
    about how many comments are kept from the page of which nobody complained: they count as clean.
    """

    through: int
    clean_held: int
    clean_rejected: int
    quiet_held: int

    @property
    def all_clean_held(self) -> int:
        """Clean comments that are kept from the page, judged or not."""
        return self.clean_held + self.quiet_held


@dataclass(frozen=True, slots=True)
class Aim:
    """What counts as better.

    `price` is how many clean comments the publisher would hold to stop one violation. Where that
    is not said, neither mistake may become more frequent, and of either the same share of what
    there is now is worth the same. A clean comment that is rejected counts twice.
    """

    price: float | None = None

    def prices(self, before: Mistakes) -> tuple[float, float]:
        """What a violation let through costs, and a clean comment held."""
        if self.price is not None:
            return self.price, 1.0
        return 1 / max(before.through, 1), 1 / max(before.all_clean_held, 1)

    def faults(self, made: Mistakes, before: Mistakes) -> Iterator[str]:
        """Say of everything that is worse than before how much it is."""
        if self.price is None:
            yield from _more(made.through - before.through, "violation", "let through")
            yield from _more(made.all_clean_held - before.all_clean_held, "clean comment", "held")
        yield from _more(made.clean_rejected - before.clean_rejected, "clean comment", "rejected")

    def cost(self, made: Mistakes, before: Mistakes) -> float:
        """What the mistakes cost."""
        through, clean = self.prices(before)
        return made.through * through + (made.all_clean_held + made.clean_rejected) * clean


def bargain(made: Mistakes, before: Mistakes) -> str:
    """Say for whom it would be better, where it is better in one thing and worse in another."""
    through = made.through - before.through
    held = made.all_clean_held - before.all_clean_held
    if through > 0 > held:
        return f"{-held} fewer clean ones held: worth it with --price up to {-held / through:.1f}"
    if held > 0 > through:
        return f"{-through} fewer let through: worth it with --price from {held / -through:.1f}"
    return ""


def _more(number: int, what: str, became: str) -> Iterator[str]:
    if number > 0:
        yield f"{number:,} more {what if number == 1 else what + 's'} {became}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of each of some samples."""

    through: _Flags
    clean_held: _Flags
    clean_rejected: _Flags
    quiet: _Flags
    counts: Floats
    errors: Floats

    @classmethod
    def joined(cls, parts: Sequence[Outcome]) -> Outcome:
        """All of the parts, one behind the other."""
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in cls.__dataclass_fields__
            )
        )

    @property
    def mistakes(self) -> Mistakes:
        """How much of it is wrong."""
        quiet_held = float(self.counts[self.clean_held & self.quiet].sum())
        return Mistakes(
            through=int(self.through.sum()),
            clean_held=int((self.clean_held & ~self.quiet).sum()),
            clean_rejected=int((self.clean_rejected & ~self.quiet).sum()),
            quiet_held=round(quiet_held),
        )

    @property
    def brier(self) -> float:
        """The mean square of what the scores of judged comments are off by."""
        return float(self.errors[~self.quiet].mean())

    def costs(self, prices: tuple[float, float]) -> Floats:
        """What is wrong about each sample, in prices."""
        clean = self.clean_held.astype(float) + self.clean_rejected
        found: Floats = self.through * prices[0] + clean * self.counts * prices[1]
        return found


class Judged:
    """Samples of one clause, to be ruled on by any weights and points."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._odds: Floats = np.array([log_odds(each.probability) for each in samples])
        self._rules: Floats = np.array([each.rule_score for each in samples], dtype=np.float64)
        self._broken: _Flags = np.array([each.is_broken for each in samples], dtype=bool)
        self._quiet: _Flags = np.array([each.is_quiet for each in samples], dtype=bool)
        self._counts: Floats = np.array([each.count for each in samples], dtype=np.float64)
        self._scores: dict[Weight, Floats] = {}

    def outcome(self, weight: Weight, clause: Clause) -> Outcome:
        """What becomes of the samples; as in rulings, see `weighing.together`."""
        scores = self._scored(weight)
        # Whatever the classifier thinks, it takes a rule that is sure to reject.
        is_rejected = self._rules >= clause.reject_at
        is_held = is_rejected | (scores >= clause.hold_at)
        return Outcome(
            through=self._broken & ~is_held,
            clean_held=~self._broken & is_held,
            clean_rejected=~self._broken & is_rejected,
            quiet=self._quiet,
            counts=self._counts,
            errors=(scores - self._broken) ** 2,
        )

    def _scored(self, weight: Weight) -> Floats:
        if weight not in self._scores:
            value = weight.shift + weight.trust * self._odds + weight.evidence * self._rules
            likely = np.round(1 / (1 + np.exp(-value.clip(-30, 30))), 3)
            self._scores[weight] = np.maximum(likely, self._rules)
        return self._scores[weight]

    def mistakes(self, weight: Weight, clause: Clause) -> Mistakes:
        """How much of it is wrong."""
        return self.outcome(weight, clause).mistakes
