"""What the code reads at run time travels with it: templates, catalogues, policies, weights."""

import tomllib
from pathlib import Path

from tests.house.sources import ROOT

OURS = ROOT / "src/belowline"


def test_every_file_beside_the_code_is_packed_with_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["belowline"]
    packed = {path for pattern in patterns for path in OURS.glob(pattern)}

    beside = {path for path in OURS.rglob("*") if path.is_file() and not _is_code(path)}

    assert len(beside) > 300
    assert sorted(str(path.relative_to(OURS)) for path in beside - packed) == []


def test_every_folder_with_code_is_a_package() -> None:
    """Without its __init__.py a folder is left out of the wheel, with all that lies in it."""
    folders = {path.parent for path in OURS.rglob("*.py")}

    assert [str(each) for each in folders if not (each / "__init__.py").is_file()] == []


def _is_code(path: Path) -> bool:
    return path.suffix == ".py" or "__pycache__" in path.parts
