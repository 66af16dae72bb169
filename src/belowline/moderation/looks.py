"""Say what a name looks like, whichever letters it is written with.

After the skeletons of Unicode TR39: two names with the same look can be told apart only by somebody
who looks at the code points.
"""

from belowline.moderation.fold import fold_phrase
from belowline.moderation.tables import confusables

# In most typefaces, and at the size of a byline, these are one.
_ONE_SHAPE = str.maketrans({"0": "o", "1": "l", "i": "l"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def look_of(name: str) -> str:
    """Return the same text for all names that look alike; never empty for a name."""
    letters = "".join(confusables().get(char, char) for char in fold_phrase(name))
    kept = "".join(char for char in letters if char.isalnum()).translate(_ONE_SHAPE)
    for pair, one in _PAIRS:
        kept = kept.replace(pair, one)
    return kept or name


def plain_of(name: str) -> str:
    """Return the same text for names that differ in case, accents or blanks and in no letter."""
    return "".join(char for char in fold_phrase(name) if char.isalnum())
