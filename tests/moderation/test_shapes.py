"""Shapes are made of word lists, and lists of lists."""

from __future__ import annotations

from belowline.moderation.shapes import compiled_shapes

WORDS: dict[str, str | list[str]] = {"colour": "red|blue", "thing": ["{colour} door", "gate"]}
SHAPES = compiled_shapes({"house": r"\b{thing}\b", "digits": r"\d{3,}", "end": r"z$"}, WORDS)


def test_slots_are_filled_with_the_lists_before_them() -> None:
    assert SHAPES["house"].search("the blue door")
    assert SHAPES["digits"].search("1234")
    assert not SHAPES["house"].search("the green door")
