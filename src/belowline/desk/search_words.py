"""Cut a text into the words that a search compares, alike on every database."""

import re
import unicodedata

# No word of a language is longer; what is comes from a cat on the keyboard, and bloats an index.
_LONGEST = 64

# Scripts without spaces between words are compared sign by sign.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)


def search_words(text: str) -> list[str]:
    """Return the words in their order, in small letters and without accents."""
    plain = text.casefold()
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in folded if not unicodedata.combining(char)).casefold()
    return [word[:_LONGEST] for word in _WORD.findall(plain)]
