"""Check a value against a JSON Schema, as far as our own schema files use it.

A schema with a keyword that isn't known here is refused, so that nothing goes unchecked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any] | bool
_Check = Callable[[Any, Any, str], Iterator[str]]


def problems(value: Any, schema: Schema, place: str = "") -> list[str]:
    """Return what is wrong, each with its place; ValueError for a schema that isn't understood."""
    if isinstance(schema, bool):
        return [] if schema else [f"{place or 'it'} must not be there"]
    found: list[str] = []
    for keyword, wanted in schema.items():
        if keyword in _SAID_ONLY or keyword == "then":
            continue
        if keyword == "if":
            if not problems(value, wanted, place):
                found += problems(value, schema.get("then", True), place)
        elif keyword == "additionalProperties":
            found += _others(value, wanted, schema.get("properties", {}), place)
        elif keyword in _CHECKS:
            found += _CHECKS[keyword](value, wanted, place)
        else:
            raise ValueError(f"the schema has {keyword!r}, which isn't checked here")
    return found


_SAID_ONLY = ("$schema", "title", "description")
_TYPES: Mapping[str, type] = {"object": dict, "array": list, "string": str}


def _type(value: Any, wanted: str, place: str) -> Iterator[str]:
    if not isinstance(value, _TYPES[wanted]):
        yield f"{place or 'it'} must be of the type {wanted}"


def _required(value: Any, wanted: Sequence[str], place: str) -> Iterator[str]:
    for name in wanted:
        if not isinstance(value, dict) or name not in value:
            yield f"{_in(place, name)} is missing"


def _properties(value: Any, wanted: Mapping[str, Schema], place: str) -> Iterator[str]:
    for name, schema in wanted.items():
        if isinstance(value, dict) and name in value:
            yield from problems(value[name], schema, _in(place, name))


def _others(value: Any, may_be: bool, known: Mapping[str, Schema], place: str) -> Iterator[str]:
    if isinstance(value, dict) and not may_be:
        yield from (f"{_in(place, name)} is unknown" for name in value if name not in known)


def _items(value: Any, wanted: Schema, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from problems(item, wanted, f"{place}[{number}]")


def _any_of(value: Any, wanted: Sequence[Schema], place: str) -> Iterator[str]:
    tried = [problems(value, schema, place) for schema in wanted]
    if all(tried):
        yield " or ".join(each[0] for each in tried)


def _all_of(value: Any, wanted: Sequence[Schema], place: str) -> Iterator[str]:
    for schema in wanted:
        yield from problems(value, schema, place)


def _holds(test: Callable[[Any, Any], bool], words: str) -> _Check:
    def check(value: Any, wanted: Any, place: str) -> Iterator[str]:
        if not test(value, wanted):
            yield f"{place or 'it'} {words.format(wanted)}"

    return check


def _in(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _fits(value: Any, pattern: str) -> bool:
    # Python's $ also holds in front of a last line break.
    whole = re.sub(r"\$$", r"\\Z", pattern)
    return not isinstance(value, str) or re.search(whole, value, re.ASCII) is not None


_CHECKS: Mapping[str, _Check] = {
    "type": _type,
    "required": _required,
    "properties": _properties,
    "items": _items,
    "anyOf": _any_of,
    "allOf": _all_of,
    "enum": _holds(lambda value, wanted: value in wanted, "is none of the words that it may be"),
    "const": _holds(lambda value, wanted: value == wanted, "must be {}"),
    "pattern": _holds(_fits, "doesn't fit {}"),
    "minLength": _holds(lambda v, n: not isinstance(v, str) or len(v) >= n, "is empty"),
    "maxLength": _holds(
        lambda v, n: not isinstance(v, str) or len(v) <= n, "has more than {} characters"
    ),
    "minItems": _holds(lambda v, n: not isinstance(v, list) or len(v) >= n, "is empty"),
    "uniqueItems": _holds(
        lambda v, on: not (on and isinstance(v, list)) or len(set(v)) == len(v), "repeats itself"
    ),
}
