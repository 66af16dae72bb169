"""Training knows the engine and nothing else of ours; the service never loads training code."""

from __future__ import annotations

import ast

from tests.house.sources import Source, python_sources, source

ENGINE = "belowline.moderation"


def imported(file: Source) -> list[str]:
    names: list[str] = []
    for node in ast.walk(file.tree):
        match node:
            case ast.Import(names=aliases):
                names += [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                names += [f"{module}.{alias.name}" for alias in aliases]
    return names


def beyond_the_engine(file: Source) -> list[str]:
    ours = [name for name in imported(file) if f"{name}.".startswith("belowline.")]
    return [f"{file.path} {name}" for name in ours if not f"{name}.".startswith(f"{ENGINE}.")]


def training_code(file: Source) -> list[str]:
    return [f"{file.path} {name}" for name in imported(file) if f"{name}.".startswith("training.")]


def test_training_knows_only_the_engine() -> None:
    found = [line for file in python_sources("training") for line in beyond_the_engine(file)]
    assert not found, "\n".join(found)


def test_the_service_loads_no_training_code() -> None:
    found = [line for file in python_sources("src") for line in training_code(file)]
    assert not found, "\n".join(found)


def test_the_rules_bite() -> None:
    assert beyond_the_engine(source("from belowline.store import queries"))
    assert beyond_the_engine(source("from belowline import store"))
    assert beyond_the_engine(source("from belowline.moderation import Moderator")) == []
    assert training_code(source("from training.fit import fit"))
