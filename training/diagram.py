"""Draw a reliability diagram as SVG: what was said against what was so, label by label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

# One panel's side, and the room around it, in pixels.
_SIDE, _GAP = 150, 44
_COLUMNS = 4
_STYLE = (
    "text{font:11px sans-serif;fill:#444}"
    ".frame{fill:none;stroke:#aaa}.ideal{stroke:#aaa;stroke-dasharray:3 3}"
    ".line{fill:none;stroke:#1a5fb4;stroke-width:1.5}.point{fill:#1a5fb4}"
)


def diagram(points: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Return the SVG; each label has points of mean probability, share that is so, comments."""
    rows = -(-len(points) // _COLUMNS)
    width = _COLUMNS * (_SIDE + _GAP) + _GAP
    height = rows * (_SIDE + _GAP) + _GAP
    panels = "".join(
        _panel(label, values, at % _COLUMNS, at // _COLUMNS)
        for at, (label, values) in enumerate(points.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>Reliability: probability said (across) against share that was so (up)</title>"
        f'<style>{_STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>'
        f"{panels}</svg>\n"
    )


def _panel(label: str, values: Sequence[Sequence[float]], column: int, row: int) -> str:
    left, top = _GAP + column * (_SIDE + _GAP), _GAP + row * (_SIDE + _GAP)
    return (
        f'<g transform="translate({left} {top})">'
        f'<text y="-8">{escape(label)}</text>'
        f'<rect class="frame" width="{_SIDE}" height="{_SIDE}"/>'
        f'<line class="ideal" y1="{_SIDE}" x2="{_SIDE}"/>'
        f'<polyline class="line" points="{" ".join(_places(values))}"/>{"".join(_dots(values))}</g>'
    )


def _places(values: Sequence[Sequence[float]]) -> Iterator[str]:
    for said, so, _ in values:
        yield f"{said * _SIDE:.1f},{_SIDE - so * _SIDE:.1f}"


def _dots(values: Sequence[Sequence[float]]) -> Iterator[str]:
    """A dot for each tenth, larger where there were more comments."""
    for said, so, count in values:
        size = 1.5 + min(4.0, count**0.5 / 8)
        yield (
            f'<circle class="point" cx="{said * _SIDE:.1f}" cy="{_SIDE - so * _SIDE:.1f}" '
            f'r="{size:.1f}"><title>{said:.2f} said, {so:.2f} so, {count:.0f} comments</title>'
            "</circle>"
        )
