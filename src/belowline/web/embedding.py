"""Put together the one file that a publisher's page loads: the element, and the style it wears."""

import json
import re

from belowline.kernel.languages import LANGUAGES
from belowline.web.languages import Spoken, speaking
from belowline.web.words import gettext

# A shadow root takes no fonts (CSS Scoping); the page's own are named in custom properties.
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_PARTS, _STYLE = '"belowline:parts"', '"belowline:style"'
_UNREACHABLE = '"belowline:unreachable"'


def embed_style(tokens: str, thread: str) -> str:
    """Return what a thread in a shadow root wears at first sight."""
    return _FONT.sub("", tokens) + thread


def embed_script(code: str, prefix: str, style: str) -> str:
    """Return embed.js with the address of its other parts, its style and its words written in."""
    missing = [mark for mark in (_PARTS, _STYLE, _UNREACHABLE) if code.count(mark) != 1]
    if missing:
        raise ValueError(f"embed.js must hold {' and '.join(missing)} once")
    written = code.replace(_PARTS, json.dumps(prefix))
    written = written.replace(_UNREACHABLE, json.dumps(_unreachable(), ensure_ascii=False))
    return written.replace(_STYLE, json.dumps(style, ensure_ascii=False))


def _unreachable() -> dict[str, str]:
    """Return, by language, what the element says where we can't be asked for words."""
    found = {}
    for language in LANGUAGES:
        with speaking(Spoken(language)):
            found[language] = gettext("The comments can’t be reached at the moment.")
    return found
