"""Find where in a TOML text each key and its value stand.

`tomllib` says where a syntax error is but not where a valid key came from. This scanner walks a
text that tomllib has accepted, so it may be simple: it need not judge, only find its way.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def locate(text: str) -> dict[Path, int]:
    """Line numbers, from 1, of every table, key and array element outside inline tables."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.lines


def value_spans(text: str) -> dict[Path, tuple[int, int]]:
    """From where to where the value of each key stands, for keys outside inline tables."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.spans


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.line = 1
        self.table: Path = ()
        self.lines: dict[Path, int] = {(): 1}
        self.spans: dict[Path, tuple[int, int]] = {}
        self.counts: Counter[Path] = Counter()

    def scan(self) -> None:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t\n":
                self._step()
            elif char == "#":
                self._skip_comment()
            elif char == "[":
                self._header()
            else:
                self._pair()

    def _step(self, count: int = 1) -> None:
        passed = self.text[self.at : self.at + count]
        self.line += passed.count("\n")
        self.at += count

    def _skip_comment(self) -> None:
        while self.at < len(self.text) and self.text[self.at] != "\n":
            self._step()

    def _header(self) -> None:
        is_array = self.text.startswith("[[", self.at)
        self._step(2 if is_array else 1)
        path = self._resolve(self._key("]"))
        if is_array:
            index = self.counts[path]
            self.counts[path] += 1
            self.lines.setdefault(path, self.line)
            path = (*path, index)
        self.table = path
        self._mark(path)
        self._step(2 if is_array else 1)

    def _resolve(self, keys: list[str]) -> Path:
        """Turn the names of a header into a path, entering the latest element of each array."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if position < len(keys) - 1 and self.counts[path]:
                path = (*path, self.counts[path] - 1)
        return path

    def _mark(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self.line)

    def _key(self, stop: str) -> list[str]:
        parts: list[str] = []
        word = ""
        while self.at < len(self.text) and self.text[self.at] != stop:
            char = self.text[self.at]
            if char in "\"'":
                word = self._string()
                continue
            if char == ".":
                parts.append(word)
                word = ""
            elif char not in " \t":
                word += char
            self._step()
        return [*parts, word]

    def _string(self) -> str:
        """Step over a string and return what it holds, escapes left as they stand."""
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self._step(len(fence))
        start = self.at
        while self.at < len(self.text) and not self.text.startswith(fence, self.at):
            self._step(2 if quote == '"' and self.text[self.at] == "\\" else 1)
        content = self.text[start : self.at]
        self._step(len(fence))
        if len(fence) == 3:
            # A multi-line string may end in one or two quotes of its own before the fence.
            while self.at < len(self.text) and self.text[self.at] == quote:
                self._step()
        return content

    def _pair(self) -> None:
        line = self.line
        keys = self._key("=")
        path = (*self.table, *keys)
        for length in range(len(self.table) + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
        self._step()
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self._step()
        self.spans[path] = (self.at, self._value(path))

    def _value(self, path: Path) -> int:
        """Step over a value up to the end of its line, noting where array elements begin.

        Returns where the value ended: behind it there may be blanks and a remark.
        """
        depth, count, fresh, end = 0, 0, False, self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n" and depth == 0:
                break
            if char == "#":
                self._skip_comment()
                continue
            if fresh and char not in " \t\n]":
                self.lines[(*path, count)] = self.line
                count, fresh = count + 1, False
            if char in "\"'":
                self._string()
                end = self.at
                continue
            depth += (char in "[{") - (char in "]}")
            if depth == 1 and char in "[,":
                fresh = True
            self._step()
            if char not in " \t":
                end = self.at
        return end
