"""Say what was reached of what was asked, in a form that `make bench` gathers into one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# What a line begins with that `scripts/bench` takes into its table.
MARK = "goal │ "


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure: what was measured, what was asked; `met` is None where it can't be seen."""

    name: str
    reached: str
    asked: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """Return it in a word."""
        return "not seen" if self.met is None else "met" if self.met else "NOT MET"


def at_most(name: str, reached: float, limit: float, unit: str, *, seen: bool = True) -> Goal:
    """Return a figure that should be small; not `seen` where this machine can't show it."""
    met = reached <= limit if seen else None
    return Goal(name, f"{reached:.3g} {unit}", f"≤ {limit:g} {unit}", met)


def at_least(name: str, reached: float, limit: float, unit: str, *, seen: bool = True) -> Goal:
    """Return a figure that should be large; not `seen` where this machine can't show it."""
    met = reached >= limit if seen else None
    return Goal(name, f"{reached:.3g} {unit}", f"≥ {limit:g} {unit}", met)


def say(*goals: Goal) -> None:
    """Print the lines that the table is made of."""
    for goal in goals:
        print(MARK + " │ ".join((goal.name, goal.reached, goal.asked, goal.verdict)), flush=True)


def rows(lines: Iterable[str]) -> list[tuple[str, ...]]:
    """Return each line that says a goal, in its four parts."""
    said = (line.removeprefix(MARK).rstrip("\n") for line in lines if line.startswith(MARK))
    return [tuple(line.split(" │ ")) for line in said]


def table(lines: Iterable[str]) -> str:
    """Return the table of all lines that say a goal."""
    found = [("what", "reached", "asked", ""), *rows(lines)]
    widths = [max(len(row[column]) for row in found) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in found
    )
