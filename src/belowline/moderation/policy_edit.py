"""Write another policy into a policy text, and leave what has not changed as it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from belowline.moderation.toml_lines import Path, locate, value_spans
from belowline.moderation.toml_reading import Table
from belowline.moderation.toml_values import new_text, written

_RULES = "phrases"


def with_policy(text: str, own: Table) -> str:
    """The text that says `own`, the tables of a policy file; `text` is one that can be read.

    The publisher's own rules are written anew where one of them changes. Where the text is written
    in a way that can't be mended in place, all of it is written anew.
    """
    before = tomllib.loads(text)
    if before == own:
        return text
    mended = _mended(text, before, own)
    try:
        if tomllib.loads(mended) == own:
            return mended
    except tomllib.TOMLDecodeError:
        pass
    return new_text(own)


def _mended(text: str, before: Table, own: Table) -> str:
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    rules = before.get(_RULES) != own.get(_RULES)
    if rules:
        text = _without_rules(text)
    spans = value_spans(text)
    old, new = dict(leaves(before)), dict(leaves(own))
    edits: list[tuple[int, int, str]] = []
    homeless: dict[Path, Any] = {}
    for path, value in new.items():
        if path[0] == _RULES:
            continue
        if path in spans and old.get(path) != value:
            edits.append((*spans[path], written(value)))
        elif path not in spans and old.get(path) != value:
            homeless[path] = value
    edits += [_line_around(text, spans[path]) for path in old.keys() - new.keys() if path in spans]
    inline = {_around(path, spans) for path in [*homeless, *(old.keys() - new.keys())]} - {()}
    edits += [(*spans[path], written(_at(own, path))) for path in inline]
    behind = ""
    for table, values in _by_table(homeless, inline).items():
        pairs = "".join(f"{key} = {written(value)}\n" for key, value in values.items())
        place = _place(text, table, spans)
        if place is None:
            # In their order, which is the order of a policy's clauses.
            behind += f"\n[{'.'.join(map(str, table))}]\n{pairs}"
        else:
            edits.append((place, place, pairs))
    for start, end, piece in sorted(edits, reverse=True):
        text = text[:start] + piece + text[end:]
    text += behind
    if rules and own.get(_RULES):
        text = text.rstrip("\n") + "\n" + new_text({_RULES: own[_RULES]})
    return text


def leaves(table: Table, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each value that is no table, with its path."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _without_rules(text: str) -> str:
    """The text without the blocks of the rules; remarks above the first stay."""
    lines, kept, inside = text.splitlines(keepends=True), [], False
    places = locate(text)
    heads = {line for path, line in places.items() if path[0:1] == (_RULES,) and len(path) == 2}
    tables = {number for number, line in enumerate(lines, 1) if line.lstrip().startswith("[")}
    values = {line for path, line in places.items() if path}
    for number, line in enumerate(lines, 1):
        if number in heads:
            inside = True
        elif number in tables & values:
            inside = False
        if not inside:
            kept.append(line)
    return "".join(kept)


def _line_around(text: str, span: tuple[int, int]) -> tuple[int, int, str]:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return start, len(text) if end < 0 else end + 1, ""


def _around(path: Path, spans: dict[Path, tuple[int, int]]) -> Path:
    """The path of the inline table that the value belongs to, empty where it is in none."""
    return next((path[:n] for n in range(len(path) - 1, 0, -1) if path[:n] in spans), ())


def _at(table: Table, path: Path) -> Any:
    value: Any = table
    for key in path:
        value = value.get(key, {})
    return value


def _by_table(homeless: dict[Path, Any], inline: set[Path]) -> dict[Path, dict[str, Any]]:
    found: dict[Path, dict[str, Any]] = {}
    for path, value in homeless.items():
        if not any(path[: len(each)] == each for each in inline):
            found.setdefault(path[:-1], {})[str(path[-1])] = value
    return found


def _place(text: str, table: Path, spans: dict[Path, tuple[int, int]]) -> int | None:
    """Behind the last value of the table; None where the text lacks it."""
    beside = [end for path, (_, end) in spans.items() if path[:-1] == table]
    if beside:
        end = text.find("\n", max(beside))
        return len(text) if end < 0 else end + 1
    return None if table else 0
