"""Put together the one file that a publisher's page loads: the element, and the style it wears."""

import json
import re

# A shadow root takes no fonts (CSS Scoping); the page's own are named in custom properties.
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_PARTS, _STYLE = '"belowline:parts"', '"belowline:style"'


def embed_style(tokens: str, thread: str) -> str:
    """Return what a thread in a shadow root wears at first sight."""
    return _FONT.sub("", tokens) + thread


def embed_script(code: str, prefix: str, style: str) -> str:
    """Return embed.js with the address of its other parts and its style written in."""
    missing = [mark for mark in (_PARTS, _STYLE) if code.count(mark) != 1]
    if missing:
        raise ValueError(f"embed.js must hold {' and '.join(missing)} once")
    written = code.replace(_PARTS, json.dumps(prefix))
    return written.replace(_STYLE, json.dumps(style, ensure_ascii=False))
