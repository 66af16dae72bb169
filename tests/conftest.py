"""What every test may count on: one event loop, the same examples, one browser at a time."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

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

# A shell's background job ignores interrupts, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the server does."""
    return "asyncio"


class BrowserTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Any worker takes the next test, but one of them has all that use the browser.

    A scheduler of our own since pytest-xdist 3.8 loses its groups under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserTogether:
    """Keep the browser's tests in one worker."""
    return BrowserTogether(config, log)
