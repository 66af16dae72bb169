"""A module is named for what it holds. These names say nothing, so everything ends up in them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.house.sources import our_files

SAY_NOTHING = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


def says_nothing(path: str) -> bool:
    place = PurePosixPath(path)
    return place.suffix == ".py" and not SAY_NOTHING.isdisjoint([*place.parts[:-1], place.stem])


def test_every_module_has_a_name_of_its_own() -> None:
    found = [path for path in our_files() if says_nothing(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ["src/belowline/web/utils.py", "tests/common/thread.py"])
def test_the_rule_bites(path: str) -> None:
    assert says_nothing(path)


def test_the_rule_leaves_other_names_alone() -> None:
    assert not says_nothing("src/belowline/store/database.py")
