"""Read JSON as Google's services do: both spellings of a name, null for nothing, errors by path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from belowline.web.compat.refusals import RefusedAsGoogle, violations
from belowline.web.compat.relaxed_json import NotJson, read_relaxed

Message = TypeVar("Message", bound=msgspec.Struct)

# Maps whose keys are names of attributes, not of fields.
_MAPS = frozenset({"requestedAttributes", "attributeScores"})
# Fields may be named like this; anything else may be a reader's words and is not repeated.
_NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_.@$-]{0,63}\Z")
_PAYLOAD = "Invalid JSON payload received."
_AT = re.compile(r" - at `(?:key in )?\$?(?P<path>[^`]*)`\Z")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`\Z", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(?P<type>[a-z]+)")
_TYPES = {"str": "TYPE_STRING", "float": "TYPE_FLOAT", "int": "TYPE_INT32", "bool": "TYPE_BOOL"}


def read_message(body: bytes, kind: type[Message]) -> Message:
    """Return the body as a message; raises RefusedAsGoogle, naming the field that is wrong."""
    try:
        found = _proto(_decoded(body))
    except RecursionError:
        raise _unreadable("Message too deep.") from None
    if not isinstance(found, dict):
        raise _unreadable("Root element must be a message.")
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _misfit(str(error)) from None


def _decoded(body: bytes) -> Any:
    """JSON, or what Google's own reader takes for it: names and texts without double quotes."""
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    try:
        return read_relaxed(body.decode("utf-8"))
    except (NotJson, UnicodeDecodeError):
        raise _unreadable("Parse error: not valid JSON in UTF-8.") from None


def _proto(value: Any, *, names: bool = False) -> Any:
    """The value with fields in their JSON spelling, and none that are null."""
    if isinstance(value, list):
        return [_proto(each) for each in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, each in value.items():
        if each is not None:
            name = key if names else _camel(key)
            found[name] = _proto(each, names=not names and name in _MAPS)
    return found


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest) if rest else name


def _misfit(message: str) -> RefusedAsGoogle:
    """Say in Google's words what did not fit; `message` is msgspec's."""
    path = ""
    if at := _AT.search(message):
        path = at["path"].strip(".")
        message = message[: at.start()]
    if unknown := _UNKNOWN.match(message):
        name = unknown["name"] if _NAME.match(unknown["name"]) else "…"
        place = f" at '{path}'" if path else ""
        told = f'{_PAYLOAD} Unknown name "{name}"{place}: Cannot find field.'
        return violations(told, [(path, told)])
    expected = _EXPECTED.match(message)
    kind = _TYPES.get(expected["type"] if expected else "", "TYPE_MESSAGE")
    told = f"Invalid value at '{path}' ({kind})"
    return violations(told, [(path, told)])


def _unreadable(what: str) -> RefusedAsGoogle:
    return RefusedAsGoogle(f"{_PAYLOAD} {what}")


def is_json_object(text: str) -> bool:
    """Whether a text is a JSON object, not words that somebody wrote."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        return isinstance(msgspec.json.decode(text.encode("utf-8", "replace")), Mapping)
    except (msgspec.DecodeError, RecursionError):
        return False
