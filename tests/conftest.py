"""What every test may count on: one event loop, the same examples, a fair share for each worker."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path
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


class Shares(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """What one worker does in one go, so that servers, browsers and newsrooms are made once.

    Two workers have a browser each: one for the readers' tests around the demo, one for the
    desk's, whose files have servers of their own. Faults are told apart test by test: each makes
    its servers itself, and waits. All else goes by file.

    A scheduler of our own since pytest-xdist 3.8 loses its groups under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith("tests/browser/"):
            return "desk" if _asks_for_a_newsdesk(self.config.rootpath / file) else "readers"
        return nodeid if file.startswith(EACH_ALONE) else file


@cache
def _asks_for_a_newsdesk(file: Path) -> bool:
    return "newsdesk" in file.read_text(encoding="utf-8")


EACH_ALONE = ("tests/cli/", "tests/faults/")
# The longest shares come first, and what waits runs beside what computes.
FIRST = ("tests/browser/", "tests/faults/", "tests/cli/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes longest, so that no worker is left alone with it in the end."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    return next((turn for turn, place in enumerate(FIRST) if nodeid.startswith(place)), len(FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """Hand the shares out in the order of the tests."""
    config.option.loadscopereorder = False
    return Shares(config, log)
