"""What ARCHITECTURE.md and README.md say of this repository is so."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, our_files

ARCHITECTURE = ROOT / "ARCHITECTURE.md"

# What commands make, and what only looks like a path: routes begin with a slash, types of content
# with one of a few words.
NOT_OURS = re.compile(
    r"^(/|\.venv/|data/|node_modules/|https?:|(text|application|image|audio|video|font)/)"
)


def named_paths(text: str) -> list[str]:
    """What stands in backticks and has a slash in it."""
    named = re.findall(r"`([^`\s]+/[^`\s]*)`", text)
    return [path for path in named if not NOT_OURS.match(path)]


def exists(path: str) -> bool:
    """From the root or from src/belowline, as a file, folder, module or pattern."""
    bare = path.rstrip("/")
    return any(
        any(place.glob(pattern))
        for place in (ROOT, ROOT / "src/belowline")
        for pattern in (bare, f"{bare}.py")
    )


def top_folders() -> set[str]:
    parts = [path.split("/") for path in our_files() if path.startswith("src/belowline/")]
    return {part[2] for part in parts if len(part) > 3}


def unnamed(folders: set[str], text: str) -> set[str]:
    return {
        folder
        for folder in folders
        if not re.search(rf"(?:(?<![\w/])|belowline/){folder}(/|`)", text)
    }


def commands(text: str) -> set[str]:
    """The `make` commands in a page's code: spans, blocks, and lines set in."""
    code = re.findall(r"```.*?```|`[^`\n]+`|^ {4}.*$", text, re.DOTALL | re.MULTILINE)
    return set(re.findall(r"^[`$ ]*make ([a-z][a-z-]*)", "\n".join(code), re.MULTILINE))


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def test_every_path_that_the_architecture_names_exists() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")

    found = [path for path in named_paths(text) if not exists(path)]
    assert not found, "\n".join(found)


def test_the_architecture_names_every_top_folder() -> None:
    assert unnamed(top_folders(), ARCHITECTURE.read_text(encoding="utf-8")) == set()


def test_the_readme_names_only_commands_that_exist() -> None:
    named = commands((ROOT / "README.md").read_text(encoding="utf-8"))

    assert "run" in named
    assert named <= targets()


def test_the_rules_bite() -> None:
    assert named_paths("`web/no_such_room`, `/healthz`, `text/html`") == ["web/no_such_room"]
    assert not exists("web/no_such_room")
    text = "`desk/` is where moderators work, `src/belowline/live/` tells, `src/shop/web/` sells"
    assert unnamed({"desk", "live", "web"}, text) == {"web"}
    assert commands("`make dinner` to make sense.\n\n    $ make tea  # make a pot") == {
        "dinner",
        "tea",
    }
    assert "dinner" not in targets()


def test_the_rules_know_what_is_there() -> None:
    assert exists("src/belowline/moderation/")
    assert exists("moderation/ruling")
    assert exists("tests/house/test_*.py")
    assert {"run", "env", "test", "check", "bench"} <= targets()
