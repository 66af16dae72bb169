"""Write other values into a TOML text and leave its remarks and its order as they are."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from typing import Any

from belowline.moderation.toml_lines import Path, value_spans
from belowline.moderation.toml_reading import Table

# A list that is longer than a line is written one element to a line.
_LINE_LENGTH = 100


def with_values(text: str, values: Table) -> str:
    """The text with each value in the place of the old one; new tables come at the end.

    A value that is new in the top table, or in a table that the text has, has no place.
    """
    spans = value_spans(text)
    leaves = dict(_leaves(values))
    pieces: list[str] = []
    at = 0
    for path in sorted(leaves.keys() & spans.keys(), key=spans.__getitem__):
        start, end = spans[path]
        pieces += [text[at:start], written(leaves[path])]
        at = end
    return "".join([*pieces, text[at:], *_new_tables(values, (), spans)])


def new_text(values: Table) -> str:
    """A text that says so, without remarks."""
    pairs = {key: value for key, value in values.items() if not _is_of_tables(value)}
    top = "".join(_pair(key, value) for key, value in pairs.items())
    tables = {key: value for key, value in values.items() if key not in pairs}
    return (top + "".join(_new_tables(tables, (), ()))).lstrip("\n")


def _is_of_tables(value: object) -> bool:
    return isinstance(value, dict) or _holds_tables(value)


def _leaves(table: Table, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _new_tables(table: Table, path: Path, known: Container[Path]) -> Iterator[str]:
    new = {key: value for key, value in table.items() if (*path, key) not in known}
    pairs = {key: value for key, value in new.items() if not isinstance(value, dict)}
    rows = {key: value for key, value in pairs.items() if _holds_tables(value)}
    if path and pairs.keys() - rows.keys():
        yield f"\n[{_dotted(path)}]\n"
        yield from (_pair(key, value) for key, value in pairs.items() if key not in rows)
    for key, value in new.items():
        if isinstance(value, dict):
            yield from _new_tables(value, (*path, key), known)
    for key, tables in rows.items():
        for each in tables:
            yield f"\n[[{_dotted((*path, key))}]]\n" + "".join(map(_pair, each, each.values()))


def _holds_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _pair(key: str | int, value: Any) -> str:
    return f"{_dotted((key,))} = {written(value)}\n"


def _dotted(path: Path) -> str:
    return ".".join(str(key) for key in path)


def written(value: Any) -> str:
    """The value as TOML has it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_dotted((k,))} = {written(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        parts = [written(each) for each in value]
        short = f"[{', '.join(parts)}]"
        if len(short) <= _LINE_LENGTH:
            return short
        return "".join(["[\n", *(f"  {part},\n" for part in parts), "]"])
    # JSON's texts and numbers are TOML's, but for one sign that only TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
