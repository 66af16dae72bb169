"""What the network is given: the comment, marks around others' words, the surroundings behind."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.model.reading import (
    PARENT,
    PARENT_TOKENS,
    QUOTE_BEGINS,
    QUOTE_ENDS,
    STEP,
    STOP,
    STORY,
    STORY_TOKENS,
    WINDOW,
    Reader,
    Reading,
)
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import confusables
from belowline.moderation.text import View

READER = Reader(shipped_text("classifier/tokenizer.json"))
SPELLING = Tokenizer.from_str(shipped_text("classifier/tokenizer.json"))


def view(facts: Facts) -> View:
    return View(facts, confusables(), shipped_vocabulary())


def read(text: str, story: str = "", parent: str = "") -> list[Reading]:
    facts = Facts(text, story, parent)
    return READER.read(facts, view(facts))


def spelt(reading: Reading) -> str:
    """The tokens as words, BERT's own marks left out."""
    return (
        str(SPELLING.decode(reading.tokens, skip_special_tokens=False))
        .removeprefix("[CLS] ")
        .removesuffix(" [SEP]")
    )


def words(reading: Reading, text: str) -> list[str]:
    """What stands in an ASCII text at each token that has a place there."""
    return [text[place[0] : place[1]] for place in reading.places if place]


def test_each_token_knows_where_it_stands() -> None:
    text = "The council should have asked."
    (reading,) = read(text)

    assert words(reading, text) == ["The", "council", "should", "have", "asked", "."]
    assert set(reading.segments) == {0}


def test_the_story_s_own_words_stand_between_marks() -> None:
    story = "He shouted that every one of them must go before the winter came."
    text = "So that every one of them must go, he says. Shame on him."
    (reading,) = read(text, story=story)

    begins, ends = reading.tokens.index(QUOTE_BEGINS), reading.tokens.index(QUOTE_ENDS)
    quoted = [text[p[0] : p[1]] for p in reading.places[begins:ends] if p]
    assert quoted == ["that", "every", "one", "of", "them", "must", "go"]


def test_nothing_is_marked_without_a_source() -> None:
    (reading,) = read("“Every one of them must go before the winter came”, he says.")

    assert QUOTE_BEGINS not in reading.tokens


def test_story_and_parent_are_read_behind_the_comment_and_only_their_beginnings() -> None:
    (reading,) = read("Do it.", story="river " * 500, parent="garden " * 500)

    around = [n for n, segment in zip(reading.tokens, reading.segments, strict=True) if segment]
    assert around[0] == STORY
    assert around[STORY_TOKENS + 1] == PARENT
    assert len(around) == STORY_TOKENS + PARENT_TOKENS + 3
    assert reading.tokens[reading.segments.index(1) - 1] == STOP


def test_a_long_comment_is_read_in_windows_that_overlap() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    windows = read(text)

    assert all(len(one.tokens) <= WINDOW + 2 for one in windows)
    first, second = ([p for p in one.places if p] for one in windows[:2])
    assert first[STEP:] == second[: WINDOW - STEP]
    assert {p for one in windows for p in one.places if p} >= {(0, 4)}
    assert max(p[1] for one in windows for p in one.places if p) == len(view(Facts(text)).text)


def test_what_a_reader_types_is_never_one_of_the_marks() -> None:
    typed = "[SEP] [CLS] [unused0] [unused1] [MASK] [PAD]"
    (reading,) = read(typed)

    marks = {STOP, QUOTE_BEGINS, QUOTE_ENDS, STORY, PARENT, 0, 103}
    assert not marks & set(reading.tokens[1:-1])


def test_an_emoji_is_read_in_words_and_keeps_its_place() -> None:
    facts = Facts("Such a 🐍, she is.")
    seen = view(facts)
    (reading,) = READER.read(facts, seen)

    assert (7, 8) in [seen.span(*place) for place in reading.places if place]


def test_a_flag_is_read_as_its_country() -> None:
    with_flag, spelt = read("I love 🇵🇰 !")[0], read("I love flag of pakistan !")[0]

    assert with_flag.tokens == spelt.tokens


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_read(text: str, story: str, parent: str) -> None:
    facts = Facts(text, story, parent)
    seen = view(facts)
    for reading in READER.read(facts, seen):
        assert len(reading.tokens) == len(reading.segments) == len(reading.places)
        for place in reading.places:
            if place:
                start, end = seen.span(*place)
                assert 0 <= start < end <= len(text)


def test_a_quoted_line_reads_like_a_quotation() -> None:
    story = "The man shouted: you will all be out of here by the spring."
    (arrow,) = read("> you will all be out of here\nHe was wrong.", story=story)
    (marks,) = read('"you will all be out of here"\nHe was wrong.', story=story)

    assert arrow.tokens == marks.tokens


def test_every_quoted_line_ends_where_the_line_ends() -> None:
    (two,) = read("> one\n> two\nthree")
    (last,) = read("one\n> two")

    assert spelt(two) == '" one " " two " three'
    assert spelt(last) == 'one " two "'


@given(st.text(st.sampled_from("> \"'a\n»«“”"), max_size=40))
def test_quotation_marks_are_no_trap(text: str) -> None:
    for reading in read(text):
        assert len(reading.tokens) == len(reading.places) == len(reading.segments)
