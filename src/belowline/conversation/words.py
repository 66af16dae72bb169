"""Check what a reader typed before anything else is done with it."""

import re
import unicodedata
from dataclasses import replace

from belowline.kernel.errors import Refused
from belowline.kernel.said import Said

# About 1,600 words: longer than any letter a newspaper prints, short enough to be read.
LONGEST_TEXT = 10_000

# Room for a full name in most scripts; longer ones break every line of the thread.
LONGEST_NAME = 60

# RFC 5321 section 4.5.3.1.3 allows a path of 256 octets with its brackets.
LONGEST_EMAIL = 254

# Notes to moderators say what is wrong with one comment; a page is enough.
LONGEST_NOTE = 2_000

# Vietnamese, Hebrew and Thai stack up to about four marks on a letter; dozens are "Zalgo" text
# that covers the lines above and below.
MOST_MARKS_IN_A_ROW = 8

# Embeddings and overrides disguise the order of words ("Trojan Source", CVE-2021-42574). Isolates
# and marks (U+2066-2069, U+200E-200F) are what well-behaved keyboards produce.
_OVERRIDES = re.compile("[\u202a-\u202e]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# No mark that stands on a letter comes before these, and none among the general punctuation.
_MAYBE_MARKS = re.compile("[\u0300-\u1fff\u20d0-\U0010ffff]")
# With the two code points that no XML file, so no feed, can hold.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
# Joiners, marks and isolates; the fillers of Hangul and Braille; variation selectors, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_text(text: str) -> str:
    """Return the comment's text with plain line ends; raises Refused with what to mend."""
    text = _clean(text, field="text").strip()
    if not _INVISIBLE.sub("", text).strip():
        raise Refused("Write something first: the comment is empty.", code="empty", field="text")
    return _short_enough(text, LONGEST_TEXT, field="text", too_long=_TEXT_TOO_LONG)


def check_note(text: str, *, field: str, longest: int = LONGEST_NOTE) -> str:
    """Return a note without outer blanks, possibly empty; raises Refused."""
    return _short_enough(
        _clean(text, field=field).strip(), longest, field=field, too_long=_TOO_LONG
    )


def check_name(name: str) -> str:
    """Return the name on one line; raises Refused."""
    name = " ".join(_clean(name, field="name").split())
    visible = _INVISIBLE.sub("", name).strip()
    if not visible:
        raise Refused("Give a name to write under.", code="name-missing", field="name")
    if not any(character.isalnum() for character in visible):
        raise Refused("The name needs at least one letter.", code="name-invalid", field="name")
    return _short_enough(name, LONGEST_NAME, field="name", too_long=_NAME_TOO_LONG)


def check_email(email: str) -> str | None:
    """Return the e-mail, None for an empty one; raises Refused."""
    email = _clean(email, field="email").strip()
    if not email:
        return None
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise Refused(
            "This does not look like an e-mail address. Correct it or leave it empty.",
            code="email-invalid",
            field="email",
        )
    return email


def _clean(text: str, *, field: str) -> str:
    """Refuse what can't be kept or would disguise other text; make line ends plain."""
    if "\0" in text:
        raise Refused(
            "The text holds a NUL character, which can't be shown. Remove it and send again.",
            code="unshowable",
            field=field,
        )
    if _SURROGATES.search(text):
        raise Refused(
            "The text holds half a character (a lone surrogate). Type that character again.",
            code="unshowable",
            field=field,
        )
    if found := _OVERRIDES.search(text):
        raise Refused(
            Said(
                "The text holds an invisible direction override (U+%(code)s), "
                "which can disguise words. Remove it and send again.",
                {"code": f"{ord(found.group()):04X}"},
            ),
            code="direction-override",
            field=field,
        )
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _marks_in_a_row(text) > MOST_MARKS_IN_A_ROW:
        raise Refused(
            Said(
                "More than %(most)s accents are stacked on one letter. Remove some and send again.",
                {"most": MOST_MARKS_IN_A_ROW},
            ),
            code="stacked-marks",
            field=field,
        )
    return text


def _marks_in_a_row(text: str) -> int:
    longest = run = 0
    if not _MAYBE_MARKS.search(text):
        return 0
    for character in text:
        category = unicodedata.category(character)
        if category == "Cf":
            continue  # a joiner between marks doesn't end the stack
        run = run + 1 if category in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


_TEXT_TOO_LONG = Said("The comment has %(length)s characters; at most %(longest)s are allowed.")
_NAME_TOO_LONG = Said("The name has %(length)s characters; at most %(longest)s are allowed.")
_TOO_LONG = Said("This has %(length)s characters; at most %(longest)s are allowed.")


def _short_enough(text: str, longest: int, *, field: str, too_long: Said) -> str:
    if len(text) > longest:
        raise Refused(
            replace(too_long, values={"length": len(text), "longest": longest}),
            code="too-long",
            field=field,
        )
    return text
