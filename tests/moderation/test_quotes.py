"""Where a comment repeats somebody else's words."""

from __future__ import annotations

from belowline.moderation.quotes import find_quotes

STORY = "The aide said that it would be “a colossal mistake that would entail grave consequences”."


def quoted(text: str, *sources: str) -> list[tuple[str, bool, bool]]:
    found = find_quotes(text, sources)
    return [(text[quote.start : quote.end], quote.fenced, quote.verbatim) for quote in found]


def test_all_kinds_of_quotation_marks_are_fences() -> None:
    for text in ('"one two"', "“one two”", "«one two»", "„one two“", "'one two'"):
        assert quoted(f"he said {text} then") == [(text, True, False)]


def test_a_markdown_quotation_is_a_fence() -> None:
    assert quoted("> one two\nthree") == [("> one two", True, False)]


def test_apostrophes_are_no_fence() -> None:
    assert quoted("it's the boys' club, isn't it") == []


def test_a_short_quotation_that_stands_in_the_story_is_verbatim() -> None:
    assert quoted('a "colossal mistake"?', STORY) == [('"colossal mistake"', True, True)]


def test_five_words_of_the_story_are_verbatim_without_marks() -> None:
    text = "well, a colossal mistake that would entail it is"

    assert quoted(text, STORY) == [("a colossal mistake that would entail", False, True)]


def test_three_short_words_are_shared_by_chance() -> None:
    assert quoted("it would be nice", STORY) == []


def test_an_open_quotation_mark_fences_nothing() -> None:
    assert quoted('he said "one two and never closed it') == []
