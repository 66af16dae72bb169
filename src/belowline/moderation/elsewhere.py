"""Tell whether a rude word is an ordinary one in the language of its sentence: slut, “the end”."""

from __future__ import annotations

from functools import cache

from belowline.moderation.languages import languages_of
from belowline.moderation.tables import rows
from belowline.moderation.text import View


def is_ordinary_there(view: View, word: str, place: int) -> bool:
    """Whether the sentence around the place is in a language in which the word is harmless."""
    languages = _languages().get(word)
    if not languages:
        return False
    start, end = view.sentence(place)
    found = languages_of(view.seen(start, end))
    # What may be English is read as English.
    return "en" not in found and not languages.isdisjoint(found)


@cache
def _languages() -> dict[str, frozenset[str]]:
    return {word: frozenset(names.split()) for word, names, _ in rows("elsewhere.tsv")}
