"""Take out of scripts and styles what only people read: comments and indentation.

Names and statements stay as they are written: what a browser runs is our source, line by line.
"""

import re

_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def pack_script(code: str) -> str:
    """Return a script without comments that begin a line and without indentation.

    No text of our scripts runs over several lines; `tests/web/test_assets.py` sees to that.
    """
    kept: list[str] = []
    in_comment = False
    for line in code.splitlines():
        bare = line.strip()
        if in_comment:
            in_comment = not bare.endswith("*/")
        elif bare.startswith("/*") and "*/" not in bare:
            in_comment = True
        elif bare and not bare.startswith("//") and not _is_comment(bare):
            kept.append(bare)
    return "\n".join(kept) + "\n"


def _is_comment(bare: str) -> bool:
    """A cast begins a line as a comment does, and goes on behind it."""
    return bare.startswith("/*") and bare.index("*/") == len(bare) - 2


def pack_style(css: str) -> str:
    """Return a stylesheet without comments, its lines joined."""
    lines = [line.strip() for line in _STYLE_COMMENT.sub("", css).splitlines()]
    joined = "".join(line if line.endswith(("{", "}", ";")) else f"{line} " for line in lines)
    return joined.strip() + "\n"
