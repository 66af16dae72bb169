"""Bars are as long as what they stand for, and words do not run into each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.web.charts import HEIGHT, WIDTH, lying, upright

counts = st.lists(st.integers(0, 10**9), min_size=1, max_size=31)


@given(counts)
def test_upright_bars_are_in_proportion_and_inside(values: list[int]) -> None:
    chart = upright([(str(day), value) for day, value in enumerate(values, 1)], "now")

    heights = [bar.height for bar in chart.bars]
    shown = [value for value in values if value]
    assert len(heights) == len(shown)
    assert [h for _, h in sorted(zip(shown, heights, strict=True))] == sorted(heights)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in chart.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert all(left.x + left.width <= right.x for left, right in pairwise(chart.bars))
    assert 2 <= len(chart.lines) <= 5


@pytest.mark.parametrize(
    ("top", "steps"),
    [
        (0, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (9, ["0", "5", "10"]),
        (40, ["0", "10", "20", "30", "40"]),
        (41, ["0", "20", "40", "60"]),
        (1_234, ["0", "500", "1,000", "1,500"]),
    ],
)
def test_the_steps_are_round(top: int, steps: list[str]) -> None:
    chart = upright([("1", top)], "now")

    assert [mark.text for mark in chart.marks if mark.anchor == "end"] == steps


def test_a_month_has_a_label_every_other_day_and_a_year_one_a_month() -> None:
    month = upright([(str(day), 1) for day in range(1, 32)], "now")
    year = upright([(name, 1) for name in ("Jan", "Feb", "Mar") * 4], "now")

    assert [mark.text for mark in month.marks if mark.anchor == "middle"][:3] == ["1", "3", "5"]
    assert len([mark for mark in year.marks if mark.anchor == "middle"]) == 12


def test_lying_bars_stand_under_their_names() -> None:
    chart = lying([("Spam", (4, 2)), ("Racism", (0, 1))], ("now", "before"))

    assert [mark.text for mark in chart.marks] == ["Spam: 4", "Racism: 0"]
    assert [(bar.kind, bar.width) for bar in chart.bars] == [
        ("now", WIDTH),
        ("before", WIDTH / 2),
        ("before", WIDTH / 4),
    ]
    assert chart.marks[0].y < chart.bars[0].y < chart.bars[1].y < chart.marks[1].y
