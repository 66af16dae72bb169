"""Imports stand at the top of a file, where a reader and import-linter look for them.

Two exceptions, each with a comment where it happens: `belowline --help` should not load a server,
and a start that finds its tables in order should not load what changes them.
"""

from __future__ import annotations

import ast

from tests.house.sources import Source, functions, python_sources, source

COMMANDS = "src/belowline/cli/"
MAY_BE_LATE = (COMMANDS, "src/belowline/store/migrate.py")


def hidden_imports(file: Source) -> list[str]:
    hidden = {
        node.lineno
        for function in functions(file.tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    if file.path.startswith(MAY_BE_LATE):
        hidden = {line for line in hidden if not explained(file.text.splitlines(), line)}
    return [f"{file.path}:{line}" for line in sorted(hidden)]


def explained(lines: list[str], number: int) -> bool:
    """Whether the import in this line, or the row of imports it stands in, has a comment."""
    if "#" in lines[number - 1]:
        return True
    above = number - 2
    while above >= 0 and lines[above].strip().startswith(("import ", "from ")):
        above -= 1
    return above >= 0 and lines[above].strip().startswith("#")


def test_no_import_hides_in_a_function() -> None:
    found = [line for file in python_sources("src") for line in hidden_imports(file)]
    assert not found, "\n".join(found)


def test_the_rule_bites() -> None:
    assert hidden_imports(source("def f():\n    import os\n"))
    assert hidden_imports(source("async def f():\n    if x:\n        from a import b\n"))


def test_imports_for_the_type_checker_are_at_the_top() -> None:
    assert hidden_imports(source("if TYPE_CHECKING:\n    from a import b\n")) == []


def test_a_command_may_import_late_and_says_so() -> None:
    late = "def f():\n    # The server is slow to load.\n    import uvicorn\n    import uvloop\n"

    assert hidden_imports(source(late, COMMANDS + "serve.py")) == []
    assert hidden_imports(source(late, "src/belowline/web/serve.py"))
    assert hidden_imports(source("def f():\n    import uvicorn\n", COMMANDS + "serve.py"))
