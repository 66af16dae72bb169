"""Read JSON whose names stand without quotes and whose lists end in a comma, as some callers send.

Commento++ and older scripts write `{comment: {text: "…"}, requestedAttributes: {TOXICITY: {}}}`,
and Google's own reader took it.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$@.]*")
_WORDS = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
# No message of ours nests deeper; a bomb does.
_DEEPEST = 20


class NotJson(ValueError):
    """Not even relaxed JSON."""


def read_relaxed(text: str) -> Any:
    """Return the value; raises NotJson."""
    reader = _Reader(text)
    value = reader.value(0)
    reader.space()
    if reader.at != len(text):
        raise NotJson
    return value


class _Reader:
    """Walks a text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def space(self) -> None:
        """Step over blanks."""
        self.at = _SPACE.match(self._text, self.at).end()  # type: ignore[union-attr]

    def value(self, depth: int) -> Any:
        """Read one value."""
        if depth > _DEEPEST:
            raise NotJson
        self.space()
        match self._text[self.at : self.at + 1]:
            case "{":
                return self._object(depth)
            case "[":
                return self._list(depth)
            case '"' | "'":
                return self._quoted()
            case _:
                return self._bare()

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while not self._closes("}"):
            name = self._name()
            self._expect(":")
            found[name] = self.value(depth + 1)
            self._between("}")
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        while not self._closes("]"):
            found.append(self.value(depth + 1))
            self._between("]")
        return found

    def _name(self) -> str:
        if self._text[self.at : self.at + 1] in ('"', "'"):
            return self._quoted()
        return self._taken(_NAME)

    def _quoted(self) -> str:
        is_single = self._text[self.at] == "'"
        found = self._taken(_SINGLE if is_single else _DOUBLE)
        if is_single:
            found = '"' + found[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
        try:
            text: str = json.loads(found, strict=False)
            text.encode("utf-8")
        except ValueError:
            raise NotJson from None
        return text

    def _bare(self) -> Any:
        if found := _NUMBER.match(self._text, self.at):
            self.at = found.end()
            return float(found.group())
        word = self._taken(_NAME)
        if word not in _WORDS:
            raise NotJson
        return _WORDS[word]

    def _taken(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self.at)
        if found is None:
            raise NotJson
        self.at = found.end()
        return found.group()

    def _closes(self, sign: str) -> bool:
        self.space()
        if self._text[self.at : self.at + 1] != sign:
            return False
        self.at += 1
        return True

    def _between(self, closing: str) -> None:
        """After one member: a comma, or the end, which is left for `_closes`."""
        self.space()
        if self._text[self.at : self.at + 1] == ",":
            self.at += 1
        elif self._text[self.at : self.at + 1] != closing:
            raise NotJson

    def _expect(self, sign: str) -> None:
        self.space()
        if self._text[self.at : self.at + 1] != sign:
            raise NotJson
        self.at += 1
