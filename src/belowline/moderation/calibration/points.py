"""Choose where a clause's scores meet its points, by the mistakes that follow.

The rule: of all places at which no more clean comments are held than now, and no more violations
let through, take the one with the fewest mistakes, a mistake of either kind being worth its share
of what there is now; of those the nearest to where it is. Where the publisher has said how many
clean comments they would hold to stop one violation, take the place that costs least by that.
Nowhere may more clean comments be rejected than now.

Where no place is without fault, the weights go where the point to hold at means what it says: at
0.5, one violation is worth one clean comment. Whether that is taken is for the publisher to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from belowline.moderation.calibration.mistakes import Aim, Judged, Mistakes
from belowline.moderation.policy import NEVER, Clause
from belowline.moderation.weighing import Weight

Place = tuple[Weight, Clause]

# Log-odds in tenths, four to either side: from one comment in two to one in fifty.
_SHIFTS = [step / 10 for step in range(-40, 41)]
# Below a tenth the classifier's suspicions are not told, so no point there would act on them.
_POINTS = [step / 100 for step in range(10, 101)]
# With every shift in turn: rules' scores are written in twentieths, and lie just below these.
_COARSE_POINTS = [step / 100 for step in range(11, 101, 5)]
_DIGITS = 3


def shifted(judged: Judged, place: Place, before: Mistakes, aim: Aim) -> Place:
    """The weights with the shift at which the clause's points, as they are, do best."""
    weight, clause = place
    tried = _tried(judged, [(each, clause) for each in _shifts(weight)])
    meant = Aim((1 - clause.hold_at) / clause.hold_at) if clause.hold_at < 1 else aim
    return _best(tried, before, aim) or _best(tried, before, meant) or place


def pointed(judged: Judged, place: Place, before: Mistakes, aim: Aim) -> Place:
    """The clause with the points that do best for the weights, as they are.

    What the publisher lets happen never of itself stays so, and comments are not rejected at a
    lower score than now.
    """
    weight, clause = place
    options = [place, *((weight, each) for each in _points(clause, _POINTS))]
    return _best(_tried(judged, options), before, aim) or place


def moved(judged: Judged, place: Place, before: Mistakes, aim: Aim) -> Place:
    """Shift and points that do best together."""
    weight, clause = place
    points = [clause, *_points(clause, _COARSE_POINTS)]
    options = [(each, point) for point in points for each in _shifts(weight, step=2)]
    return _best(_tried(judged, options), before, aim) or place


def _shifts(weight: Weight, step: int = 1) -> list[Weight]:
    """The weights with every shift, or each second, the nearest first."""
    options = [replace(weight, shift=round(weight.shift + by, _DIGITS)) for by in _SHIFTS[::step]]
    return sorted(options, key=lambda option: abs(option.shift - weight.shift))


def _points(clause: Clause, points: Iterable[float]) -> list[Clause]:
    """The clause with every point to hold at, the nearest first."""
    if clause.hold_at == NEVER:
        return []
    options = [
        replace(clause, hold_at=point, reject_at=max(point, clause.reject_at)) for point in points
    ]
    return sorted(options, key=lambda option: abs(option.hold_at - clause.hold_at))


def _tried(judged: Judged, places: Iterable[Place]) -> list[tuple[Place, Mistakes]]:
    return [(place, judged.mistakes(*place)) for place in places]


def _best(tried: Sequence[tuple[Place, Mistakes]], before: Mistakes, aim: Aim) -> Place | None:
    """The cheapest that has no fault, the first of those; None where all have."""
    sound = [(place, made) for place, made in tried if not any(aim.faults(made, before))]
    if not sound:
        return None
    return min(sound, key=lambda pair: aim.cost(pair[1], before))[0]
