"""The first sentence of a file says its one job."""

from __future__ import annotations

import ast

from tests.house.sources import Source, python_sources, source


def first_sentence_is_missing(file: Source) -> bool:
    first_line = (ast.get_docstring(file.tree) or "").partition("\n")[0]
    return not first_line.endswith((".", "?", ":", ","))


def test_every_module_says_its_one_job() -> None:
    files = python_sources("src", "training", "benchmarks")

    assert files
    found = [file.path for file in files if first_sentence_is_missing(file)]
    assert not found, "\n".join(found)


def test_the_rule_bites() -> None:
    assert first_sentence_is_missing(source("import os\n"))
    assert first_sentence_is_missing(source('"""TODO"""\n'))
    assert not first_sentence_is_missing(source('"""Gather the facts about one comment."""\n'))
