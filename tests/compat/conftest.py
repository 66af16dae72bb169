"""Lend servers that only score: one for everybody, one that asks for keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.compat.newsdesk import SETTINGS, SPORTS_POLICY
from tests.running import Running, running


@pytest.fixture(scope="session")
def scoring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Lend a server without a database that scores for whoever asks."""
    with running(tmp_path_factory.mktemp("scoring"), "--only", "scoring") as server:
        yield server


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Lend one with keys, a quota, a community with a policy of its own and Coral's secrets."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "scoring.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sports.toml").write_text(SPORTS_POLICY, encoding="utf-8")
    file = str(folder / "scoring.toml")
    with running(folder / "data", "--only", "scoring", "--scoring", file) as server:
        yield server
