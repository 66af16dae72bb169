"""A file is one idea and a function fits in a head: aim for 200 and 15 lines, never pass these."""

from __future__ import annotations

from tests.house.sources import Source, functions, python_sources, source

# Past this, every file we studied had become a centre that everyone extends.
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60

# A migration is a record of what was done to the tables, written once and read from top to bottom.
RECORDS = "src/belowline/store/migrations/versions/"


def too_long(file: Source) -> list[str]:
    lines = len(file.text.splitlines())
    found = [f"{file.path} has {lines} lines"] if lines > MOST_LINES_IN_A_FILE else []
    for function in functions(file.tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > MOST_LINES_IN_A_FUNCTION:
            found.append(f"{file.path}:{function.lineno} {function.name} has {length} lines")
    return found


def test_no_file_and_no_function_is_too_long() -> None:
    folders = ("src", "tests", "training", "benchmarks", "scripts")
    files = [file for file in python_sources(*folders) if not file.path.startswith(RECORDS)]

    assert files
    found = [line for file in files for line in too_long(file)]
    assert not found, "\n".join(found)


def test_the_rule_bites_on_a_long_file() -> None:
    assert too_long(source("x = 1\n" * (MOST_LINES_IN_A_FILE + 1)))
    assert too_long(source("x = 1\n" * MOST_LINES_IN_A_FILE)) == []


def test_the_rule_bites_on_a_long_function() -> None:
    assert too_long(source("def f():\n" + "    x = 1\n" * MOST_LINES_IN_A_FUNCTION))
    assert too_long(source("def f():\n" + "    x = 1\n" * (MOST_LINES_IN_A_FUNCTION - 1))) == []
