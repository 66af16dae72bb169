"""Leave of an answer what its caller's `fields` ask for, as Google's partial responses do."""

from __future__ import annotations

import re
from typing import Any

from belowline.web.compat.refusals import RefusedAsGoogle, violations

_TOKENS = re.compile(r"[A-Za-z0-9_@*-]+|[/(),]")
# No selection of ours is longer, and none nests deeper.
_LONGEST = 2_000
_DEEPEST = 10

Tree = dict[str, "Tree"]


def selected(answer: dict[str, Any], fields: str) -> dict[str, Any]:
    """Return the parts of the answer that `fields` names; raises RefusedAsGoogle for nonsense."""
    tree = _parsed(fields)
    chosen: dict[str, Any] = _chosen(answer, tree)
    return chosen


def _chosen(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_chosen(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    rest = tree.get("*")
    return {
        name: _chosen(each, tree.get(name, rest or {}))
        for name, each in value.items()
        if name in tree or rest is not None
    }


def _parsed(fields: str) -> Tree:
    tokens = _TOKENS.findall(fields) if len(fields) <= _LONGEST else []
    if not tokens or "".join(tokens) != re.sub(r"\s", "", fields):
        raise _nonsense()
    tree: Tree = {}
    if _list(tokens, 0, tree, 0) != len(tokens):
        raise _nonsense()
    return tree


def _list(tokens: list[str], at: int, tree: Tree, depth: int) -> int:
    """Read `a/b,c(d,e)` into the tree; return where it ends."""
    if depth > _DEEPEST:
        raise _nonsense()
    while True:
        at = _path(tokens, at, tree, depth)
        if at == len(tokens) or tokens[at] != ",":
            return at
        at += 1


def _path(tokens: list[str], at: int, tree: Tree, depth: int) -> int:
    if at == len(tokens) or tokens[at] in "/(),":
        raise _nonsense()
    below = tree.setdefault(tokens[at], {})
    at += 1
    if at < len(tokens) and tokens[at] == "/":
        return _path(tokens, at + 1, below, depth)
    if at < len(tokens) and tokens[at] == "(":
        at = _list(tokens, at + 1, below, depth + 1)
        if at == len(tokens) or tokens[at] != ")":
            raise _nonsense()
        at += 1
    return at


def _nonsense() -> RefusedAsGoogle:
    return violations(
        "Request contains an invalid argument.",
        [("fields", "Error expanding 'fields' parameter. Cannot read the selection.")],
    )
