"""Tell whether a text sells something."""

from __future__ import annotations

import tomllib
from functools import cache

from belowline.moderation.linear import Linear, linear
from belowline.moderation.shipped import shipped_text

# So many kinds of words that say little say enough together.
_ENOUGH = 3


def sells(text: str) -> bool:
    """Whether a folded text has words of an offer; alone that is no reason to hold it."""
    plain, mild = _patterns()
    if any(pattern.search(text) for pattern in plain):
        return True
    return sum(pattern.search(text) is not None for pattern in mild) >= _ENOUGH


@cache
def _patterns() -> tuple[tuple[Linear, ...], tuple[Linear, ...]]:
    table = tomllib.loads(shipped_text("offers.toml"))
    plain, mild = (tuple(map(linear, table[kind])) for kind in ("plain", "mild"))
    return plain, mild
