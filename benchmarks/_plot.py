"""Draw measured lines as SVG, the sizes across by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 40, 40
COLOURS = ("#1a5fb4", "#c64600", "#26a269", "#813d9c", "#865e3c", "#5e5c64", "#a51d2d")
# Names of lines that end beside each other are not written over each other.
APART = 13
_STYLE = (
    "text{font:12px sans-serif;fill:#444}.axis{stroke:#aaa;fill:none}"
    ".grid{stroke:#ddd}.line{fill:none;stroke-width:2}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, and a value at each size."""

    name: str
    points: Sequence[tuple[float, float]]


def plot(title: str, lines: Sequence[Line]) -> str:
    """Return the drawing."""
    sizes = [size for line in lines for size, _ in line.points]
    top = _round_up(max(value for line in lines for _, value in line.points))
    low, high = math.log10(min(sizes)), math.log10(max(sizes))

    def across(size: float) -> float:
        share = (math.log10(size) - low) / (high - low or 1)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="20">{escape(title)}</text>'
    ]
    for step in range(5):
        value = top * step / 4
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(value):.1f}"'
            f' y2="{up(value):.1f}"/><text x="{LEFT - 8}" y="{up(value) + 4:.1f}"'
            f' text-anchor="end">{value:g}</text>'
        )
    for size in sorted(set(sizes)):
        parts.append(
            f'<text x="{across(size):.1f}" y="{HEIGHT - BOTTOM + 20}"'
            f' text-anchor="middle">{size:,.0f}</text>'
        )
    heights = _apart([up(line.points[-1][1]) for line in lines])
    for line, colour, height in zip(lines, COLOURS, heights, strict=False):
        points = " ".join(f"{across(size):.1f},{up(value):.1f}" for size, value in line.points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{points}"/>')
        parts.append(
            f'<text x="{across(line.points[-1][0]) + 8:.1f}" y="{height + 4:.1f}"'
            f' style="fill:{colour}">{escape(line.name)}</text>'
        )
    return "".join(parts) + "</svg>\n"


def _apart(heights: Sequence[float]) -> list[float]:
    """Return where names are written: each at its line's end, or above what is there already."""
    placed: dict[int, float] = {}
    last = float(HEIGHT + APART)
    for number in sorted(range(len(heights)), key=heights.__getitem__, reverse=True):
        placed[number] = last = min(heights[number], last - APART)
    return [placed[number] for number in range(len(heights))]


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 4, 5, 8, 10 … above a value."""
    power = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value)
