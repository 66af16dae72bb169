"""Write what was learnt from the desk's rulings, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from belowline.cli.replay_report import table
from belowline.desk.calibrate import Calibration
from belowline.moderation import ENGINE_VERSION, Clause
from belowline.moderation.calibration.mistakes import Outcome
from belowline.moderation.calibration.policy import fragment
from belowline.moderation.calibration.trial import Choice, Trial
from belowline.moderation.policy import NEVER


def as_json(found: Calibration, kept: Sequence[Path]) -> str:
    """Return one JSON object."""
    return json.dumps(
        {
            "rulings": found.rulings,
            "suggestions": found.suggestions,
            "quiet": found.quiet,
            "unchecked": found.unchecked,
            "since": found.since and found.since.isoformat(),
            "engine": ENGINE_VERSION,
            "clauses": [_trial(trial) for trial in found.trials],
            "written": [str(path) for path in kept],
        }
    )


def _trial(trial: Trial) -> dict[str, Any]:
    weight, points = trial.weight, trial.pointed
    return {
        "clause": trial.question.clause.name,
        "rulings": trial.rulings,
        "against": trial.broken,
        "quiet": trial.quiet,
        "better": trial.choice.value,
        "refusal": trial.refusal,
        "weights": {"shift": weight.shift, "trust": weight.trust, "evidence": weight.evidence},
        "hold_at": _point(points.hold_at),
        "reject_at": _point(points.reject_at),
        "held_back": {
            choice.value: _outcome(outcome) for choice, outcome in trial.outcomes.items()
        },
    }


def _point(point: float) -> float | str:
    return "never" if point == NEVER else point


def _outcome(outcome: Outcome) -> dict[str, Any]:
    made = outcome.mistakes
    return {
        "violations_let_through": made.through,
        "clean_held": made.clean_held,
        "clean_rejected": made.clean_rejected,
        "quiet_held": made.quiet_held,
        "brier": round(outcome.brier, 4),
    }


def as_text(found: Calibration, kept: Sequence[Path]) -> str:
    """Return lines for a person at a terminal."""
    parts = (
        _head(found),
        _table_lines(found.trials),
        map(_sentence, found.trials),
        _point_lines(found.trials),
        _kept_lines(found.trials, kept),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(found: Calibration) -> Iterator[str]:
    since = f" since {found.since:%Y-%m-%d}" if found.since else ""
    yield f"What was learnt{since}, from:"
    yield f"  {found.rulings:,} rulings of moderators"
    if found.suggestions:
        yield f"  {found.suggestions:,} suggestions of others"
    yield f"  {found.quiet:,} published comments that nobody complained of"
    if found.unchecked:
        yield f"  {found.unchecked:,} texts could not be checked in full and were left out"


def _table_lines(trials: Sequence[Trial]) -> Iterator[str]:
    judged = [trial for trial in trials if trial.outcomes]
    if not judged:
        return
    yield "On held-back rulings (each fifth was judged by what the other four teach), now → new:"
    heads = ("rulings", "against", "let through", "clean held", "rejected", "quiet held", "Brier")
    yield from table([["", *heads], *map(_row, judged)])


def _row(trial: Trial) -> list[str]:
    # Where nothing is better, the figures say why the weights are not.
    shown = Choice.WEIGHTS if trial.choice is Choice.NOTHING else trial.choice
    before, after = trial.outcomes[Choice.NOTHING], trial.outcomes[shown]
    now, new = before.mistakes, after.mistakes
    return [
        trial.question.clause.title,
        f"{trial.rulings:,}",
        f"{trial.broken:,}",
        f"{now.through:,} → {new.through:,}",
        f"{now.clean_held:,} → {new.clean_held:,}",
        f"{now.clean_rejected:,} → {new.clean_rejected:,}",
        f"{now.quiet_held:,} → {new.quiet_held:,}",
        f"{before.brier:.3f} → {after.brier:.3f}",
    ]


def _sentence(trial: Trial) -> str:
    weight, said = trial.weight, f"no new weights: {trial.refusal}."
    if trial.choice.has_weights:
        numbers = (weight.shift, weight.trust, weight.evidence)
        said = "better with shift {:g}, trust {:g}, evidence {:g}.".format(*numbers)
    if trial.choice.has_points:
        said += f" Better points: {_points(trial.pointed)}."
    if trial.is_better_at_once:
        said += " Weights with points of their own are better: --write --output-policy FILE."
    return f"{trial.question.clause.title}: {said}"


def _points(clause: Clause) -> str:
    return f"hold at {_point(clause.hold_at)}, reject at {_point(clause.reject_at)}"


def _point_lines(trials: Sequence[Trial]) -> Iterator[str]:
    pointed: list[Clause] = [trial.pointed for trial in trials if trial.choice.has_points]
    if pointed:
        yield "These points are better. As they would stand in your policy:"
        yield ""
        yield fragment(pointed).rstrip()


def _kept_lines(trials: Sequence[Trial], kept: Sequence[Path]) -> Iterator[str]:
    for path in kept:
        yield f"Kept in {path}; a server uses it from its next start."
    if not kept and any(trial.choice.has_weights for trial in trials):
        yield "Nothing is kept: --write keeps the weights."


def remark(taken: Sequence[Trial]) -> str:
    """Return what stands at the head of the file of weights."""
    lines = [
        "How this site weighs the engine's rules against its classifier, learnt from the desk's",
        f"rulings by belowline calibrate with engine {ENGINE_VERSION}. For clauses that are not",
        "here the shipped weights hold. Run it again after an upgrade.",
    ]
    for trial in taken:
        now = trial.outcomes[Choice.NOTHING].mistakes
        new = trial.outcomes[trial.choice].mistakes
        lines.append(
            f"{trial.question.clause.name}: {trial.rulings} rulings; held back, "
            f"let through {now.through} → {new.through}, clean held {now.clean_held} → "
            f"{new.clean_held}"
        )
        if trial.choice.has_points:
            lines.append(f"with the points: {_points(trial.pointed)}")
    return "\n".join(lines)
