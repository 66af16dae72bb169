"""What every test may count on: one event loop, and examples that are the same on every run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# A red build should mean that the change is wrong, so the examples of `make test` are always the
# same ones. To look for new ones: HYPOTHESIS_PROFILE=search make test
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search", settings.get_profile("steady"), derandomize=False, max_examples=2000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the server does."""
    return "asyncio"
