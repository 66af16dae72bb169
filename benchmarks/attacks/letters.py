"""Disguise a single word: its letters changed, hidden, moved or put apart."""

from __future__ import annotations

import random
from collections.abc import Mapping

# How many of the letters that can be changed are: a word stays readable, and is never untouched.
_SHARE = 0.6

_TWINS = {
    "a": "аɑα", "b": "ЬƄ", "c": "сϲ", "d": "ԁɗ", "e": "еҽ", "g": "ɡց", "h": "һհ", "i": "іıι",
    "j": "јϳ", "k": "κк", "l": "ӏⅼ", "m": "м", "n": "ոη", "o": "оοօ", "p": "рρ", "q": "ԛզ",
    "r": "гᴦ", "s": "ѕꜱ", "t": "тτ", "u": "υսᴜ", "v": "νѵ", "w": "ԝѡ", "x": "хχ", "y": "уγ",
    "z": "ᴢʐ",
}  # fmt: skip
_SIGNS = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+",
}  # fmt: skip
_ACCENTS = {
    "a": "áàâäãåā", "c": "çčć", "d": "ďđ", "e": "éèêëēę", "g": "ğ", "i": "íìîïī", "k": "ķ",
    "l": "ľł", "n": "ñńň", "o": "óòôöõøō", "r": "řŕ", "s": "šşś", "t": "ťţ", "u": "úùûüů",
    "w": "ŵ", "y": "ýÿ", "z": "žż",
}  # fmt: skip
_FLIPPED = dict(zip("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz", strict=True))
_RAISED = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_PICTURES = {
    "a": "🅰", "b": "🅱", "i": "ℹ️", "m": "Ⓜ️", "o": "🅾⭕", "p": "🅿", "s": "💲", "x": "❌",
    "t": "✝️", "c": "☪️©️", "r": "®️",
}  # fmt: skip
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u200e\u180e\u034f"
_BOLD, _ITALIC, _FRAKTUR, _BOLD_SCRIPT, _MONOSPACE = 0x1D41A, 0x1D622, 0x1D586, 0x1D4EA, 0x1D68A


def homoglyphs(word: str, chance: random.Random) -> str:
    """Letters of other scripts that look the same: іdіоt."""
    return _some(word, _TWINS, chance)


def signs_for_letters(word: str, chance: random.Random) -> str:
    """Digits and signs: 1d10t."""
    return _some(word, _SIGNS, chance)


def accents(word: str, chance: random.Random) -> str:
    """Letters with accents: ìdïót."""
    return _some(word, _ACCENTS, chance)


def full_width(word: str, _: random.Random) -> str:
    """Letters as wide as Chinese ones: ｉｄｉｏｔ."""
    return "".join(chr(ord(char) + 0xFEE0) for char in word)


def math_letters(word: str, chance: random.Random) -> str:
    """Letters meant for formulas: 𝐢𝐝𝐢𝐨𝐭."""
    first = chance.choice((_BOLD, _ITALIC, _FRAKTUR, _BOLD_SCRIPT, _MONOSPACE))
    return "".join(chr(first + ord(char) - ord("a")) for char in word.lower())


def circled_letters(word: str, chance: random.Random) -> str:
    """Letters in circles, squares, or those of flags: ⓘⓓⓘⓞⓣ."""
    first = chance.choice((0x24D0, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6))
    # Letters of flags would join into flags without something between them.
    gap = "\u200b" if first == 0x1F1E6 else ""
    return gap.join(chr(first + ord(char) - ord("a")) for char in word.lower())


def superscripts(word: str, _: random.Random) -> str:
    """Letters set high: ⁱᵈⁱᵒᵗ."""
    return "".join(_RAISED.get(char, char) for char in word.lower())


def upside_down(word: str, _: random.Random) -> str:
    """The word turned round on its head: ʇoıpı."""
    return "".join(_FLIPPED[char] for char in reversed(word.lower()))


def zero_width(word: str, chance: random.Random) -> str:
    """Signs between the letters that nobody sees."""
    return _between(word, _UNSEEN, chance)


def soft_hyphens(word: str, chance: random.Random) -> str:
    """Hyphens that show only at the end of a line."""
    return _between(word, "\u00ad", chance)


def marks_piled_up(word: str, chance: random.Random) -> str:
    """Marks over and under the letters, one to three on each."""
    marks = [chr(code) for code in range(0x300, 0x330)]
    return "".join(
        char + "".join(chance.choice(marks) for _ in range(chance.randint(1, 3))) for char in word
    )


def spaces_between(word: str, _: random.Random) -> str:
    """Letters apart: i d i o t."""
    return " ".join(word)


def split_in_two(word: str, chance: random.Random) -> str:
    """One gap in the middle of the word: id iot."""
    at = chance.randint(2, len(word) - 2) if len(word) > 3 else 1
    return f"{word[:at]} {word[at:]}"


def punctuation_inside(word: str, chance: random.Random) -> str:
    """A stop or the like between all letters or in one place: i.d.i.o.t, id-iot."""
    sign = chance.choice(".-_*,'/~")
    if chance.random() < 0.5:
        return sign.join(word)
    at = chance.randint(1, len(word) - 1)
    return word[:at] + sign + word[at:]


def stars(word: str, chance: random.Random) -> str:
    """A vowel under a sign, two in a long word: id*ot. More would hide it from people too."""
    sign = chance.choice("**#•")
    inner = [at for at in range(1, len(word) - 1) if word[at] in "aeiouAEIOU"]
    inner = inner or [len(word) // 2]
    chosen = chance.sample(inner, min(2 if len(word) > 6 else 1, len(inner)))
    return "".join(sign if at in chosen else char for at, char in enumerate(word))


def letters_repeated(word: str, chance: random.Random) -> str:
    """One or two letters drawn out: idiooooot."""
    chosen = chance.sample(range(len(word)), min(len(word), chance.randint(1, 2)))
    return "".join(
        char * (chance.randint(3, 6) if at in chosen else 1) for at, char in enumerate(word)
    )


def letters_swapped(word: str, chance: random.Random) -> str:
    """Two neighbours inside the word change places: idoit."""
    places = [at for at in range(1, len(word) - 2) if word[at] != word[at + 1]] or [len(word) - 2]
    at = chance.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def letter_left_out(word: str, chance: random.Random) -> str:
    """A letter inside the word is missing: idot."""
    at = chance.randint(1, max(1, len(word) - 2))
    return word[:at] + word[at + 1 :]


def emoji_letters(word: str, chance: random.Random) -> str:
    """Emoji that show a letter: 🅱astard."""
    return _some(word, _PICTURES, chance)


def _some(word: str, twins: Mapping[str, str], chance: random.Random) -> str:
    """The word with a share of its letters changed, at least one where any can be."""
    places = [at for at, char in enumerate(word) if char.lower() in twins]
    if not places:
        return word
    chosen = {at for at in places if chance.random() < _SHARE} or {chance.choice(places)}
    return "".join(
        _twin(twins[char.lower()], chance) if at in chosen else char for at, char in enumerate(word)
    )


def _twin(twins: str, chance: random.Random) -> str:
    # The sign that asks for a picture belongs to the letter before it.
    signs = [sign for sign in twins if sign != "\ufe0f"]
    return chance.choice(signs) + ("\ufe0f" if "\ufe0f" in twins else "")


def _between(word: str, signs: str, chance: random.Random) -> str:
    gaps = [at for at in range(1, len(word)) if chance.random() < _SHARE] or [len(word) // 2]
    return "".join(
        (chance.choice(signs) if at in gaps else "") + char for at, char in enumerate(word)
    )
