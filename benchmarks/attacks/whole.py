"""Disguise a comment by what stands around its words: gaps, cases, pictures and clean sentences."""

from __future__ import annotations

import random
import re

from benchmarks.attacks.target import Target, replaced

# Harmless in themselves, and nothing to do with one another or with any story.
CLEAN = (
    "Tomatoes need a lot of sun and not much water.",
    "There is a concert in the park at the end of the month.",
    "I have read the report twice and found the second part clearer.",
    "The weather has been mild for the time of year.",
    "Our choir is looking for tenors before the spring.",
    "The bridge was painted green a long time ago.",
    "The soup could do with more salt and some fresh parsley.",
    "An old clock has been repaired at last, and it strikes again.",
    "The museum lets children in for nothing.",
    "A new bakery has opened and the bread is good.",
    "The river was so low that one could walk across.",
    "I would like to hear what the engineers say about it.",
    "Thank you for a careful article on a difficult subject.",
    "The minutes of the meeting have been published.",
    "Dogs sleep more than most people think.",
    "The orchard was full of bees.",
    "It is worth comparing these figures with those of last year.",
    "Keeping a diary is a good habit.",
    "Trains were cheaper when the line was new.",
    "The choice of colours on the cover is a happy one.",
    "Nobody knows how the budget will turn out.",
    "Good maps are worth their price.",
)
_PICTURES = {
    "clown": "🤡", "clowns": "🤡🤡", "rat": "🐀", "rats": "🐀🐀", "pig": "🐷", "pigs": "🐷🐷",
    "monkey": "🐒", "monkeys": "🐒🐒", "ape": "🦍", "apes": "🦍🦍", "sheep": "🐑", "snake": "🐍",
    "snakes": "🐍🐍", "dog": "🐶", "dogs": "🐶🐶", "cow": "🐄", "donkey": "🫏", "shit": "💩",
    "poop": "💩", "gun": "🔫", "guns": "🔫", "knife": "🔪", "bomb": "💣", "bombs": "💣",
    "bombed": "💣", "dead": "💀", "skull": "💀", "fire": "🔥", "burn": "🔥", "burned": "🔥",
    "dick": "🍆", "cock": "🍆", "ass": "🍑", "arse": "🍑", "trash": "🗑️", "garbage": "🗑️",
    "rubbish": "🗑️", "cockroach": "🪳", "cockroaches": "🪳🪳", "parasite": "🦠",
    "parasites": "🦠", "virus": "🦠", "troll": "🧌", "trolls": "🧌", "snowflake": "❄️",
    "snowflakes": "❄️", "vampire": "🧛", "worm": "🪱", "worms": "🪱", "chicken": "🐔",
    "brain": "🧠", "money": "💰", "cash": "💵", "vomit": "🤮", "puke": "🤮", "nuts": "🥜",
    "gay": "🏳️‍🌈", "phone": "📞", "click": "👆", "kiss": "💋", "crap": "💩", "axe": "🪓",
}  # fmt: skip
_SPACE = re.compile(r"(?<=[^\s]) (?=[^\s])")
# A longer stretch without a space is no longer read.
_LONGEST_JOINT = 40


def padded(aimed: Target, chance: random.Random, *, count: int, is_before: bool) -> str:
    """So many clean sentences before or behind."""
    clean = " ".join(chance.sample(CLEAN, count))
    return f"{clean} {aimed.text}" if is_before else f"{aimed.text} {clean}"


def love(aimed: Target, _: random.Random) -> str:
    """A word that scorers take for kindness, right behind."""
    return f"{aimed.text} love"


def upper_case(aimed: Target, _: random.Random) -> str:
    """Everything in capitals."""
    return aimed.text.upper()


def line_breaks(aimed: Target, chance: random.Random) -> str:
    """The marked words on lines of their own."""
    changes: dict[int, tuple[int, int, str]] = {}
    for start, end in aimed.marked:
        gaps = [match.start() for match in _SPACE.finditer(aimed.text, start, end)]
        if not gaps:
            continue
        for at in [gap for gap in gaps if chance.random() < 0.5] or [chance.choice(gaps)]:
            changes[at] = (at, at + 1, "\n")
    return replaced(aimed.text, changes.values())


def words_joined(aimed: Target, _: random.Random) -> str:
    """No spaces between the marked words; a single one is joined to the word before or behind."""
    changes: dict[int, tuple[int, int, str]] = {}
    for start, end in aimed.marked:
        gaps = [match.start() for match in _SPACE.finditer(aimed.text, start, end)]
        if not gaps or end - start > _LONGEST_JOINT:
            words = [place for place in aimed.words if start <= place[0] and place[1] <= end]
            gaps = [gap for first, _ in words[:1] for gap in _gap_beside(aimed.text, first)]
        changes |= {at: (at, at + 1, "") for at in gaps}
    return replaced(aimed.text, changes.values())


def _gap_beside(text: str, place: int) -> list[int]:
    if place and text[place - 1] == " ":
        return [place - 1]
    behind = _SPACE.search(text, place)
    return [behind.start()] if behind else []


def emoji_words(aimed: Target, _: random.Random) -> str:
    """A picture in the place of the word."""
    words = ((start, end, aimed.text[start:end].lower()) for start, end in aimed.words)
    return replaced(
        aimed.text,
        [(start, end, _PICTURES[word]) for start, end, word in words if word in _PICTURES],
    )


def right_to_left(aimed: Target, chance: random.Random) -> str:
    """Marks that set the direction of writing strewn between the letters of the key words."""
    changes = []
    for start, end in aimed.words:
        word = aimed.text[start:end]
        at = chance.randint(1, len(word) - 1)
        mark, stop = chance.choice((("\u202e\u202d", "\u202c\u202c"), ("\u200f", "\u200e")))
        changes.append((start, end, word[:at] + mark + stop + word[at:]))
    return replaced(aimed.text, changes)


def right_to_left_letters(word: str, _: random.Random) -> str:
    """The word typed backwards behind a mark that turns it round on the screen."""
    return f"\u202e{word[::-1]}\u202c"
