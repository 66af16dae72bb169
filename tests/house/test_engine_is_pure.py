"""The engine reads nothing and asks nobody: facts in, ruling out.

`.importlinter` sees imports. This sees what needs none: built-ins and methods.
"""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import Source, called_name, python_sources, source

# The one file that may read: it hands over what is packed inside the engine.
SHIPPED = "src/belowline/moderation/shipped.py"

OUTSIDE_WORLD = {
    *("open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes"),
    *("now", "utcnow", "today", "time", "monotonic", "perf_counter"),
    *("eval", "exec", "__import__", "breakpoint"),
    # Python salts the hash of a text anew in every process.
    "hash",
}


def impure_calls(file: Source) -> list[str]:
    return [
        f"{file.path}:{node.lineno} calls {called_name(node)}"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and called_name(node) in OUTSIDE_WORLD
    ]


def test_the_engine_reads_no_file_no_clock_and_no_chance() -> None:
    engine = [file for file in python_sources("src/belowline/moderation") if file.path != SHIPPED]

    assert engine
    found = [line for file in engine for line in impure_calls(file)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "text = open('words.tsv').read()",
        "print(finding)",
        "age = datetime.now(UTC) - joined",
        "day = date.today()",
        "words = path.read_text()",
        "bucket = hash(text) % 10",
    ],
)
def test_the_rule_bites(line: str) -> None:
    assert impure_calls(source(line))


def test_the_rule_leaves_pure_words_alone() -> None:
    assert impure_calls(source("found = pattern.findall(facts.text)\nnow = facts.now\n")) == []
