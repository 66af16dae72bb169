"""No file names a package registry or a folder of somebody's machine.

Everyone installs from the mirror they trust, and paths of one machine mean nothing on another.
"""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, our_files

# Written so that this file does not match itself.
LEAKS = {
    "names a package index": re.compile(r"index[-_]url\b|find[-_]links\b", re.IGNORECASE),
    "pins where a package was downloaded": re.compile(r'"resolved"\s*:\s*"(http|file)'),
    "names a package registry": re.compile(
        r"https?://[^/\s\"'`]*(registry|pypi|pythonhosted|npmjs|artifact|deb\.debian)",
        re.IGNORECASE,
    ),
    # Not after a letter or a dot: an address on the web may have such a part.
    "names a folder of one machine": re.compile(r"(?<![\w.~/-])/(work|root|home/\w+|Users/\w+)/"),
}


def leaks(text: str) -> list[str]:
    return [what for what, pattern in LEAKS.items() if pattern.search(text)]


def test_no_file_of_ours_leaks() -> None:
    found = []
    for path in our_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found += [f"{path} {leak}" for leak in leaks(content.decode("utf-8", "replace"))]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "pieces",
    [
        ("pip install --index", "-url x"),
        ("PIP_EXTRA_INDEX", "_URL=x"),
        ('"resolved"', ': "https://x"'),
        ("https://files.python", "hosted.org/x"),
        ("open('/ro", "ot/data')"),
        ("cd /wo", "rk/x"),
    ],
)
def test_the_rule_bites(pieces: tuple[str, str]) -> None:
    assert leaks("".join(pieces))


def test_the_rule_leaves_addresses_of_pages_alone() -> None:
    assert leaks("https://news.example/home/ada/wo" + "rk/root/") == []
