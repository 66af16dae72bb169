"""Say what readers are told in the language that is spoken: the catalogues, by gettext."""

import gettext as standard
import io
import re
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from belowline.kernel.errors import BelowlineError, TooMany
from belowline.kernel.languages import SOURCE
from belowline.kernel.said import Said
from belowline.web.languages import Spoken, speaking, spoken
from belowline.web.times import day, exact, number

DOMAIN = "belowline"


def gettext(text: str) -> str:
    """Return the text in the language that is spoken; what no catalogue has stays as it is."""
    # The empty text would be the catalogue's own head.
    return _translations(spoken().language).gettext(text) if text else text


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form that the language has for this number."""
    return _translations(spoken().language).ngettext(one, many, number)


def marked(text: str) -> str:
    """Return the text: it is said later, and only told here to who gathers the messages."""
    return text


def translated(sentence: str) -> str:
    """Return what the engine, a preset or a moderator's choice says, if it is a sentence of ours.

    A publisher's own words stay untouched. A sentence that was filled in when it was written is
    recognised by the words around what was filled in.
    """
    language = spoken().language
    if language == SOURCE or not sentence:
        return sentence
    found = _translations(language).gettext(sentence)
    if found != sentence:
        return found
    for shape, words in _shapes(language):
        if filled := shape.fullmatch(sentence):
            return words.format(**filled.groupdict())
    return sentence


def in_language(sentence: str, language: str) -> str:
    """Return a sentence of ours in a language, whatever is spoken now."""
    with speaking(Spoken(language)):
        return translated(sentence)


def told(error: BelowlineError) -> str:
    """Return what is wrong, and what to do next."""
    if isinstance(error, TooMany) and error.is_plain:
        wait = error.retry_after
        words = ngettext(
            "That was too often in a short time. Try again in %(wait)s second.",
            "That was too often in a short time. Try again in %(wait)s seconds.",
            wait,
        )
        return words % {"wait": number(wait)}
    return say(error.said)


def say(said: Said) -> str:
    """Return a sentence with everything that goes into it."""
    return said.in_words(gettext, _shown)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return exact(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else str(value)


@cache
def script_words(language: str) -> dict[str, str | list[str]]:
    """Return what the pages' scripts say, by their English; plurals in the language's order."""
    found: dict[str, str | list[str]] = {}
    for message in catalogue(language):
        if message.id and "script" in message.auto_comments:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string or ""
            found[key] = said if isinstance(said, str) else list(said)
    return found


@cache
def catalogue(language: str) -> Catalog:
    """Read a language's messages from their source; English needs none."""
    if language == SOURCE:
        return Catalog(SOURCE)
    place = files("belowline.web").joinpath("locale", language, "LC_MESSAGES", f"{DOMAIN}.po")
    return read_po(io.BytesIO(place.read_bytes()), locale=language)


@cache
def _translations(language: str) -> standard.NullTranslations:
    """Compile a catalogue in memory: nothing has to be built, and nothing can be out of date."""
    if language == SOURCE:
        return standard.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


@cache
def _shapes(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what the engine fills in: the pattern of a filled sentence, and our words for it."""
    found = [
        (message.id, message.string)
        for message in catalogue(language)
        if isinstance(message.id, str) and isinstance(message.string, str)
        if "engine" in message.auto_comments and "{" in message.id
    ]
    # The longest first: a shorter one may be a part of it.
    return tuple(
        (_shape(text), words) for text, words in sorted(found, key=lambda each: -len(each[0]))
    )


def _shape(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)
    pattern = "".join(
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>.*?)"
        for place, part in enumerate(parts)
    )
    return re.compile(pattern, re.DOTALL)
