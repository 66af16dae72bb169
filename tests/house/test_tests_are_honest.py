"""Tests use real objects and wait for what happens, never for time to pass.

A stub proves how code calls code; a sleep is too long on a fast machine, too short on a slow one.
`tests/polling.py` is the one place that waits, for a condition and with a deadline.
"""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import Source, called_name, python_sources, source

POLLING = "tests/polling.py"
STUBS = {"mock", "unittest.mock", "pytest_mock"}
# Environment variables and folders may be set for a test; our own code may not be swapped out.
SWAPS = {"setattr", "delattr", "setitem", "delitem"}


def dishonest(file: Source) -> list[str]:
    return [
        f"{file.path}:{node.lineno} {fault}"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Call | ast.arg)
        for fault in [fault_of(node)]
        if fault
    ]


def fault_of(node: ast.Import | ast.ImportFrom | ast.Call | ast.arg) -> str:
    match node:
        case ast.Import(names=names) if STUBS & {name.name for name in names}:
            return "imports a stub"
        case ast.ImportFrom(module=module, names=names):
            whole = {f"{module}.{name.name}" for name in names} | {module}
            return "imports a stub" if STUBS & whole else ""
        case ast.arg(arg="mocker"):
            return "asks for a stub"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="monkeypatch"), attr=attr)):
            return "swaps our own code out" if attr in SWAPS else ""
        case ast.Call():
            return "waits for time to pass" if waits(node) else ""
        case _:
            return ""


def waits(call: ast.Call) -> bool:
    match called_name(call), call.args:
        case "sleep", [ast.Constant(value=0)]:
            return False  # only lets the others run
        case "sleep" | "wait_for_timeout", _:
            return True
        case _:
            return False


def test_no_test_stubs_our_code_or_sleeps() -> None:
    tests = [file for file in python_sources("tests") if file.path != POLLING]

    assert tests
    found = [line for file in tests for line in dishonest(file)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "from unittest.mock import Mock",
        "from unittest import mock",
        "import unittest.mock",
        "def test_x(mocker): ...",
        "monkeypatch.setattr(store, 'save', None)",
        "time.sleep(1)",
        "await asyncio.sleep(0.1)",
        "page.wait_for_timeout(500)",
    ],
)
def test_the_rule_bites(line: str) -> None:
    assert dishonest(source(line))


@pytest.mark.parametrize(
    "line",
    [
        "await anyio.sleep(0)",
        "monkeypatch.setenv('PORT', '1')",
        "client.patch('/api/v1/comments/1')",
        "from tests.polling import until",
    ],
)
def test_the_rule_leaves_honest_lines_alone(line: str) -> None:
    assert dishonest(source(line)) == []
