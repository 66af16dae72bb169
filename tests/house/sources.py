"""Find our own files, and read Python ones the way the house rules want to look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What commands make here and git never sees; only needed where there is no git to ask.
MADE = {".git", ".venv", "node_modules", "data", "build", "__pycache__", "test-results"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it lies, what it says, and how Python understands it."""

    path: str
    text: str
    tree: ast.Module


def source(text: str, path: str = "sample.py") -> Source:
    """A source from a text, for the tests that show a rule bites."""
    return Source(path, text, ast.parse(text))


def python_sources(*folders: str) -> list[Source]:
    """Every Python file of ours that lies under one of `folders`."""
    return [
        source((ROOT / path).read_text(encoding="utf-8"), path)
        for path in our_files()
        if path.endswith(".py") and path.startswith(tuple(f"{folder}/" for folder in folders))
    ]


def our_files() -> list[str]:
    """Every file that git keeps or is about to keep, as a path from the repository's root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return sorted(walk(ROOT))
    return sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


def walk(folder: Path) -> Iterator[str]:
    """The same from the disk alone: an unpacked archive has no git."""
    for entry in folder.iterdir():
        if entry.name in MADE or entry.name.endswith((".egg-info", "_cache")):
            continue
        if entry.is_dir():
            yield from walk(entry)
        else:
            yield entry.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called_name(call: ast.Call) -> str:
    """The last word of what is called: `now` for `datetime.now(UTC)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
