"""Read the shipped tables: tab-separated rows, word lists and scores."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache

from belowline.moderation.shipped import shipped_text


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a shipped TSV file, comments left out."""
    for line in shipped_text(name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a shipped word list, comments left out."""
    lines = shipped_text(name).splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@cache
def scores(table: str) -> dict[str, float]:
    """One table of `scores.toml`: severities, context factors or caps."""
    found: dict[str, float] = tomllib.loads(shipped_text("scores.toml"))[table]
    return found


@cache
def confusables() -> dict[str, str]:
    """Letters of other scripts and the Latin letters they pass for; ours go before Unicode's."""
    return {row[0]: row[1] for name in ("twins.tsv", "confusables.tsv") for row in rows(name)}
