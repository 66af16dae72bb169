"""A publisher sees on one page whether the two lines will work, and how it looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Colours, Complaints, Screen
from tests.browser.thread import CLEAN, comment, open_story, sideways
from tests.running import Running


@pytest.mark.parametrize(("screen", "colours"), [("phone", "light"), ("desktop", "dark")])
def test_the_checklist_shows_the_thread_live(
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    complaints: Complaints,
    server: Running,
    screen: Screen,
    colours: Colours,
) -> None:
    complaints.expect("inline style")  # axe's own, refused
    story = open_story(server)
    story.write(CLEAN)
    page = open_window(screen, colours=colours)

    page.goto("/install")
    page.get_by_label("Address of a story").fill(story.url)
    page.get_by_role("button", name="Check it").click()

    expect(page.get_by_text("This server serves 127.0.0.1.")).to_be_visible()
    expect(page.get_by_text("It is known here, with 1 comment.")).to_be_visible()
    expect(comment(page, CLEAN)).to_be_visible()
    assert sideways(page) <= 0
    accessible(page)


def test_who_is_signed_in_as_no_editor_gets_no_key(desk: Page, server: Running) -> None:
    desk.goto("/install")

    expect(desk.get_by_role("heading", name="Two lines")).to_be_visible()
    expect(desk.get_by_text("pub_")).to_have_count(0)
