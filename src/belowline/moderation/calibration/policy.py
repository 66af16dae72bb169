"""Write points that were chosen as a part of a policy, or into a whole one."""

from __future__ import annotations

from collections.abc import Sequence

from belowline.moderation.policy import NEVER, Clause
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.presets import full_policy_text
from belowline.moderation.toml_values import with_values


def fragment(clauses: Sequence[Clause]) -> str:
    """The clauses' points as they would stand in a policy file."""
    return "\n".join(
        f"[clause.{clause.name}]\n"
        f"hold_at = {_written(clause.hold_at)}\n"
        f"reject_at = {_written(clause.reject_at)}\n"
        for clause in clauses
    )


def policy_with(text: str, clauses: Sequence[Clause]) -> str:
    """The policy with the clauses' points, whole, so that it needs no preset.

    ValueError where the text is written in such a way that there is no place for them.
    """
    points = {
        clause.name: {"hold_at": _value(clause.hold_at), "reject_at": _value(clause.reject_at)}
        for clause in clauses
    }
    changed = with_values(full_policy_text(text), {"clause": points})
    policy = parse_policy(changed)
    if any(policy.clause(clause.name) != clause for clause in clauses):
        raise ValueError(
            "There is no place for the points in the policy: give every clause a table of its own,"
            " with hold_at and reject_at on lines of their own."
        )
    return changed


def _value(point: float) -> float | str:
    return "never" if point == NEVER else point


def _written(point: float) -> str:
    return '"never"' if point == NEVER else f"{point:g}"
