"""Lend real databases, empty and without our tables."""

from pathlib import Path

import pytest

from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Lend the path of a file that does not exist yet."""
    return str(tmp_path / "belowline.db")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Lend the address of an empty database; each test runs on both."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address
