"""Look for advertisements, link dumps, repetition and noise."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import re2

from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_LINK = re2.compile(
    r"(?:https?://|www\.)[^\s<>\")\]]+|\b[a-z0-9\-]{2,40}\.(?:com|net|org|info|biz|"
    r"xyz|top|shop|club|online|site|click|ru|cn|io|co|me|ly|gl|link|live|pro|vip)"
    r"(?:/[^\s<>\")\]]*|\b)"
)
# Somebody with this many published comments is no newcomer.
_KNOWN_AFTER = 5
# This many links in a newcomer's comment, or twice as many in anybody's, are looked at.
_MANY_LINKS = 3
# Shorter texts are repeated in all innocence: “Thank you!”
_REPEATABLE = 40
# Two texts that agree this far are the same.
_COMPARED = 2_000
_SHOUT_LETTERS = 60
_FLOOD = 25
# Shorter than this nobody is bored by a refrain: “no no no no no”.
_REFRAIN = 12
_SPACED = re.compile(r"(?<![\w'])(?:[^\W\d_][ .\-*]{1,2}){11,}[^\W\d_](?!\w)")


class Spam:
    """Shapes of advertisements, and counts that no conversation reaches."""

    name = "spam"

    def __init__(self, table: PatternTable, shorteners: frozenset[str]) -> None:
        self._table = table
        self._shorteners = shorteners

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Findings about the advertisement, the links, the repetition and the noise."""
        links = [match.span() for match in _LINK.finditer(view.text)]
        yield from self._shapes(view)
        yield from self._links(facts, view, links)
        yield from self._repetition(facts, view)
        yield from self._noise(facts.text, view)

    def _shapes(self, view: View) -> Iterator[Finding]:
        for pattern, start, end in self._table.search(view):
            first, last = view.span(start, end)
            seen = " ".join(view.typed[first:last].split())
            reason = pattern.reason.format(seen=seen)
            yield Finding("spam", pattern.score, first, last, self.name, reason)

    def _links(self, facts: Facts, view: View, links: list[tuple[int, int]]) -> Iterator[Finding]:
        if not links:
            return
        is_new = facts.author_published < _KNOWN_AFTER
        many = _MANY_LINKS if is_new else 2 * _MANY_LINKS
        level = "grave" if len(links) >= many else "mild" if is_new else "trace"
        who = "somebody who is new here" if is_new else "one comment"
        noun = "link" if len(links) == 1 else "links"
        start, end = view.span(*links[0])
        reason = f"{len(links)} {noun} from {who}."
        yield Finding("spam", scores("severity")[level], start, end, self.name, reason)
        for first, last in links:
            host = view.text[first:last].removeprefix("https://").removeprefix("http://")
            if host.removeprefix("www.").partition("/")[0] in self._shorteners:
                level = "hold" if is_new else "mild"
                span = view.span(first, last)
                reason = "A shortened link hides where it leads."
                yield Finding("spam", scores("severity")[level], *span, self.name, reason)

    def _repetition(self, facts: Facts, view: View) -> Iterator[Finding]:
        mine = _essence(facts.text)
        if len(mine) >= _REPEATABLE:
            same = sum(_essence(text) == mine for text in facts.recent)
            if same:
                level = "reject" if same >= 3 else "grave"
                yield self._whole(level, "The same text was posted before.")
        forms = [word.form for word in view.words]
        if len(set(forms)) * 4 <= len(forms) < _FLOOD and len(forms) >= _REFRAIN:
            yield self._whole("hold", "The same words are said again and again.")
        if len(forms) >= _FLOOD:
            word, count = Counter(forms).most_common(1)[0]
            if count > len(forms) // 2:
                yield self._whole("grave", f"“{word[:40]}” is said {count} times.")
            elif len(set(forms)) * 5 < len(forms) and len(forms) < 400:
                yield self._whole("grave", "The same words are said again and again.")

    def _noise(self, typed: str, view: View) -> Iterator[Finding]:
        letters = [char for char in typed if char.isalpha()]
        shouted = sum(char.isupper() for char in letters)
        if len(letters) >= _SHOUT_LETTERS and shouted > 0.85 * len(letters):
            yield self._whole(
                "hold" if len(letters) > 250 else "medium", "The text is all capitals."
            )
        if _SPACED.search(typed):
            yield self._whole("hold", "The letters of whole words stand apart.")
        signs = sum(_is_sign(char) for char in typed)
        if signs >= _FLOOD and signs > 2 * len(letters):
            yield self._whole("grave", "The text is mostly symbols or emoji.")
        if any(_is_gibberish(word.form) for word in view.words):
            level = "hold" if len(view.words) < 8 else "mild"
            yield self._whole(level, "Some of the text is random letters.")

    def _whole(self, level: str, reason: str) -> Finding:
        return Finding("spam", scores("severity")[level], None, None, self.name, reason)


@lru_cache(maxsize=4096)
def _is_sign(char: str) -> bool:
    return (not char.isascii() and unicodedata.category(char)[0] in "SPMC") or char in "*#$%&@+=~^|"


@lru_cache(maxsize=256)
def _essence(text: str) -> str:
    """The letters and digits in a row, so that spacing and stops don't hide a repetition."""
    return "".join(char for char in fold_phrase(text[:_COMPARED]) if char.isalnum())


def _is_gibberish(word: str) -> bool:
    """Ten Latin letters or more without a vowel, or many different ones in a very long row."""
    if len(word) > 45 and word.isascii():
        return len(set(word)) > 8
    return len(word) >= 10 and word.isascii() and word.isalpha() and not set(word) & set("aeiouyhw")


def shorteners(table: str) -> frozenset[str]:
    """The hosts that hide where a link leads, from the text of `spam.toml`."""
    return frozenset(tomllib.loads(table)["shorteners"])
