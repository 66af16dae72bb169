"""Every way we know in which readers hide what they say from a moderation engine.

Each attack takes a comment, the places that make it what it is, and a source of chance; it returns
the comment as an evader would type it, still readable to a person. The same chance, the same text.
"""

from __future__ import annotations

from functools import partial

from benchmarks.attacks.letters import (
    accents,
    circled_letters,
    emoji_letters,
    full_width,
    homoglyphs,
    letter_left_out,
    letters_repeated,
    letters_swapped,
    marks_piled_up,
    math_letters,
    punctuation_inside,
    signs_for_letters,
    soft_hyphens,
    spaces_between,
    split_in_two,
    stars,
    superscripts,
    upside_down,
    zero_width,
)
from benchmarks.attacks.target import Attack, Target, on_key_words
from benchmarks.attacks.whole import (
    emoji_words,
    line_breaks,
    love,
    padded,
    right_to_left,
    right_to_left_letters,
    upper_case,
    words_joined,
)

__all__ = ["ATTACKS", "Attack", "Target"]

ATTACKS: dict[str, Attack] = {
    "homoglyphs": on_key_words(homoglyphs),
    "full-width letters": on_key_words(full_width),
    "math letters": on_key_words(math_letters),
    "circled letters": on_key_words(circled_letters),
    "superscripts": on_key_words(superscripts),
    "upside down": on_key_words(upside_down),
    "zero-width signs": on_key_words(zero_width),
    "soft hyphens": on_key_words(soft_hyphens),
    "accents": on_key_words(accents),
    "marks piled up": on_key_words(marks_piled_up),
    "spaces between": on_key_words(spaces_between),
    "split in two": on_key_words(split_in_two, least=4),
    "leet": on_key_words(signs_for_letters),
    "punctuation inside": on_key_words(punctuation_inside),
    "stars": on_key_words(stars, least=4),
    "letters repeated": on_key_words(letters_repeated),
    "letters swapped": on_key_words(letters_swapped, least=4),
    "letter left out": on_key_words(letter_left_out, least=5),
    "emoji for letters": on_key_words(emoji_letters),
    "emoji for words": emoji_words,
    "right-to-left marks": right_to_left,
    "right-to-left letters": on_key_words(right_to_left_letters),
    "words joined": words_joined,
    "line breaks": line_breaks,
    "upper case": upper_case,
    "love behind": love,
    **{
        f"{count} clean {where}": partial(padded, count=count, is_before=where == "before")
        for count in (1, 5, 20)
        for where in ("before", "behind")
    },
}
