"""The instruments of the browser tests bite: complaints and barriers are both caught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.axe import find_violations
from tests.browser.conftest import Complaints

# As strict as ours, or stricter.
POLICY = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'"
BARRIERS = """<!doctype html><html lang=en><title>t</title><main><h1>Story</h1>
<img src="data:,"><noscript><input></noscript></main>"""


def lay(page: Page, body: str, policy: str = POLICY) -> None:
    def answer(route: Route) -> None:
        headers = {"Content-Type": "text/html", "Content-Security-Policy": policy}
        route.fulfill(body=body, headers=headers)

    page.route("**/laid", answer)
    page.goto("/laid")


def rules(found: list[dict[str, Any]]) -> set[str]:
    return {violation["id"] for violation in found}


def test_a_barrier_is_found_on_every_screen(page: Page, complaints: Complaints) -> None:
    complaints.expect("Content Security Policy")
    lay(page, BARRIERS)

    assert rules(find_violations(page)) == {"image-alt"}


def test_a_barrier_is_found_where_scripts_are_off(plain_page: Page, complaints: Complaints) -> None:
    complaints.expect("Content Security Policy")
    lay(plain_page, BARRIERS)

    assert rules(find_violations(plain_page)) == {"image-alt", "label"}


def test_a_refused_script_is_a_complaint(desktop: Page, complaints: Complaints) -> None:
    complaints.expect("Content Security Policy")
    lay(desktop, "<!doctype html><script>alert(1)</script>")

    assert complaints.heard
    assert complaints.unexpected == []


def test_an_error_in_a_script_is_a_complaint(desktop: Page, complaints: Complaints) -> None:
    complaints.expect("no such word")
    lay(
        desktop,
        "<!doctype html><script>throw Error('no such word')</script>",
        "script-src 'unsafe-inline'",
    )

    assert [line for line in complaints.heard if "no such word" in line]


def test_a_dark_phone_is_dark_and_a_phone(open_window: Callable[..., Page]) -> None:
    page = open_window("phone", colours="dark")

    assert page.evaluate("matchMedia('(prefers-color-scheme: dark) and (pointer: coarse)').matches")
    assert page.evaluate("screen.width") == 390
