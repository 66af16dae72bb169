#!/usr/bin/env python3
"""Keep the code of a release, for the tests to run it beside the next one.

Usage: python3 scripts/keep_release.py [COMMIT]

Run it when a release has its heading in CHANGELOG.md and is committed. What it writes into
`tests/faults/before/` is started by `tests/faults/test_rolling.py` as a real server, on the tables
of whatever comes later. The classifier and the fonts are left out, being twenty times as large as
all the rest: the test lends those of its own tree.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "faults" / "before"
SOURCE = "src/belowline"
# Lent by the test, by their places in the package.
LENT = ("moderation/data/classifier", "web/static/fonts")


def main(commit: str) -> None:
    """Write the archive, and beside it what it is."""
    about = {
        "version": released(text_of(commit, "CHANGELOG.md")),
        "revision": revision(text_of(commit, f"{SOURCE}/store/migrate.py")),
        "commit": git("rev-parse", commit).decode().strip(),
    }
    KEPT.mkdir(exist_ok=True)
    archive = KEPT / "belowline.tar.xz"
    with tarfile.open(archive, "w:xz", preset=9) as kept:
        for member, content in files_of(commit):
            kept.addfile(member, io.BytesIO(content))
    (KEPT / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"{archive.relative_to(ROOT)}: {about}, {archive.stat().st_size // 1024} KB")


def files_of(commit: str) -> list[tuple[tarfile.TarInfo, bytes]]:
    """Return the package's files without what is lent; the same bytes for the same commit."""
    lent = tuple(f"{SOURCE}/{place}/" for place in LENT)
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit, SOURCE))) as whole:
        return [
            (member, content.read())
            for member in whole
            if not member.name.startswith(lent) and (content := whole.extractfile(member))
        ]


def released(changelog: str) -> str:
    """Return the newest version that has a heading, `unreleased` before the first."""
    found = re.search(r"^## v?(\d+\.\d+\.\d+\S*)", changelog, re.MULTILINE)
    return found[1] if found else "unreleased"


def revision(source: str) -> str:
    """Return the newest change of the tables that a version knows."""
    (found,) = re.findall(r'^HEAD = "(\w+)"$', source, re.MULTILINE)
    return str(found)


def text_of(commit: str, path: str) -> str:
    """Return a file as it was."""
    return git("show", f"{commit}:{path}").decode("utf-8")


def git(*arguments: str) -> bytes:
    """Return what git says."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
