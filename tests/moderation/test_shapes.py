"""Many shapes are asked at once, and answer as each would alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.shapes import ShapeSet, compiled_shapes

WORDS: dict[str, str | list[str]] = {"colour": "red|blue", "thing": ["{colour} door", "gate"]}
SHAPES = compiled_shapes({"house": r"\b{thing}\b", "digits": r"\d{3,}", "end": r"z$"}, WORDS)


def test_slots_are_filled_with_the_lists_before_them() -> None:
    assert SHAPES["house"].search("the blue door")
    assert SHAPES["digits"].search("1234")
    assert not SHAPES["house"].search("the green door")


@given(st.text(st.sampled_from("redblu dogat1234z \n'é"), max_size=80))
def test_the_set_names_exactly_the_shapes_that_hold(text: str) -> None:
    alone = tuple(name for name, shape in SHAPES.items() if shape.search(text))

    assert ShapeSet(SHAPES).holding(text) == alone
