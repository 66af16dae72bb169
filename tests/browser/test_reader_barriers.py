"""No reader page has a barrier that axe-core knows, on any screen, by day or by night."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Colours, Complaints, Screen
from tests.browser.thread import (
    BREACHES,
    CLEAN,
    DOUBTFUL,
    comment,
    demo_story,
    open_story,
    own,
    post,
    send_anyway,
    visit,
)
from tests.running import Running

Check = Callable[..., None]


@pytest.fixture(
    params=[(screen, colours) for screen in get_args(Screen) for colours in get_args(Colours)],
    ids="-".join,
)
def window(
    request: pytest.FixtureRequest, open_window: Callable[..., Page], complaints: Complaints
) -> Page:
    """A page on each kind of screen by day and by night."""
    complaints.expect("inline style")  # axe's own, which our policy refuses
    complaints.expect("status of 404")
    screen, colours = request.param
    return open_window(screen, colours=colours)


def test_pages_have_no_barriers(window: Page, server: Running, accessible: Check) -> None:
    story = open_story(server)
    identity = story.write(CLEAN, name="Ada Ridley")
    story.write("And an answer to what was said.", parent=identity)

    for address in (
        *("/", "/policy", "/schema", "/stories/none", "/desk/sign-in"),
        *(f"/comments/{identity}", f"{story.address}/reply?to={identity}"),
        *(f"/comments/{identity}/report", f"/comments/{identity}/notice"),
    ):
        window.goto(address)
        accessible(window)


def test_a_story_has_no_barriers(window: Page, server: Running, accessible: Check) -> None:
    visit(window, demo_story(server, "Kremlin").address)

    accessible(window)


def test_what_opens_in_a_thread_has_no_barriers(
    window: Page, server: Running, accessible: Check
) -> None:
    story = open_story(server)
    article = window.locator(f"#c-{story.write(CLEAN, name='Ada Ridley')}")
    visit(window, story.address)

    own(article, "button.more").click()
    expect(article.get_by_role("menu")).to_be_visible()
    accessible(window)
    window.keyboard.press("Escape")
    own(article, "a.reply").click()
    expect(article.locator("form.reply-composer")).to_be_visible()
    accessible(window)


def test_what_becomes_of_a_comment_has_no_barriers(
    window: Page, server: Running, accessible: Check
) -> None:
    story = open_story(server)
    article = window.locator(f"#c-{story.write(CLEAN, name='Ada Ridley')}")
    visit(window, story.address)

    post(window, DOUBTFUL)
    expect(window.get_by_role("alert", name="Not sent yet")).to_be_focused()
    accessible(window)
    send_anyway(window)
    held = comment(window, "Three sources on the treaty")
    expect(held.locator(".comment-status")).to_be_visible()
    own(article, "button.more").click()
    article.get_by_role("menuitem", name="Spam").click()
    expect(article.locator(".folded")).to_be_visible()
    post(window, BREACHES["discourtesy"])
    expect(window.get_by_role("alert", name="Not published")).to_be_visible()
    accessible(window)
    window.goto(f"/comments/{held.get_attribute('data-id')}")
    expect(window.get_by_role("heading", name="Held for a moderator")).to_be_visible()
    accessible(window)
    window.get_by_role("link", name="Edit").click()
    accessible(window)
    window.go_back()
    window.get_by_role("link", name="Withdraw").click()
    accessible(window)


def test_pages_without_scripts_have_no_barriers(
    open_window: Callable[..., Page], server: Running, accessible: Check, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    plain = open_window("phone", javascript=False)
    plain.goto(open_story(server).address)

    post(plain, BREACHES["discourtesy"])

    expect(plain.get_by_role("heading", name="Not published")).to_be_visible()
    accessible(plain)
