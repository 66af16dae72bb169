"""Draw bars as SVG, in the page's own colours: shapes have classes, the stylesheet has the rest.

Everything that a chart says stands in the table beneath it, so it is one picture with one name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing's own units. The page scales it, down to half on a phone, where letters are larger
# in these units: there is room for those.
WIDTH, HEIGHT = 720, 210
_LEFT, _BOTTOM, _TOP = 64, 28, 18
_LETTER = 12
# A bar that lies, its name above it, and what parts it from the next.
_BAR, _NAME, _GAP = 12, 24, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `kind` is its class."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place; `anchor` says which of its ends or middle stands there."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, words, and lines across at the heights in `lines`."""

    height: int
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    lines: Sequence[float] = ()
    left: int = _LEFT
    width: int = WIDTH


def upright(columns: Sequence[tuple[str, int]], kind: str) -> Chart:
    """Return one bar for each column, with a line across for every round step."""
    step = _step(max([1, *(value for _, value in columns)]))
    highest = -(-max([1, *(value for _, value in columns)]) // step) * step
    room = HEIGHT - _BOTTOM - _TOP
    slot = (WIDTH - _LEFT) / max(len(columns), 1)

    def at(value: int) -> float:
        return round(_TOP + room * (1 - value / highest), 1)

    bars = [
        Bar(
            round(_LEFT + slot * (place + 0.12), 1),
            at(value),
            round(slot * 0.76, 1),
            round(HEIGHT - _BOTTOM - at(value), 1),
            kind,
        )
        for place, (_, value) in enumerate(columns)
        if value
    ]
    steps = range(0, highest + 1, step)
    marks = [Mark(_LEFT - 6, at(value) + 5, f"{value:,}", "end") for value in steps]
    every = _every(columns, slot)
    marks += [
        Mark(round(_LEFT + slot * (place + 0.5), 1), HEIGHT - 6, name, "middle")
        for place, (name, _) in enumerate(columns)
        if place % every == 0
    ]
    return Chart(HEIGHT, bars, marks, [at(value) for value in steps])


def lying(rows: Sequence[tuple[str, Sequence[int]]], kinds: Sequence[str]) -> Chart:
    """Return bars one above the other for each row, one for each kind, under the row's name."""
    longest = max([1, *(value for _, values in rows for value in values)])
    row = _NAME + _BAR * len(kinds) + _GAP
    bars = [
        Bar(
            0,
            row * place + _NAME + _BAR * number,
            round(WIDTH * value / longest, 1),
            _BAR - 1,
            kinds[number],
        )
        for place, (_, values) in enumerate(rows)
        for number, value in enumerate(values)
        if value
    ]
    marks = [
        Mark(0, row * place + _NAME - 6, f"{name}: {values[0]:,}", "start")
        for place, (name, values) in enumerate(rows)
    ]
    return Chart(row * len(rows), bars, marks)


def _every(columns: Sequence[tuple[str, int]], slot: float) -> int:
    """Return how many columns share a label, so that no two touch."""
    longest = max([1, *(len(name) for name, _ in columns)])
    return max(1, int(-(-(longest + 1) * _LETTER // slot)))


def _step(top: int) -> int:
    """Return 1, 2 or 5 times a power of ten, of which four or fewer reach the top."""
    step = 1
    while step * 4 < top:
        is_two = f"{step}".startswith("2")
        step = step * 5 // 2 if is_two else step * 2
    return step
