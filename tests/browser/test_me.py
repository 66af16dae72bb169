"""A reader finds what is known about them on one page, takes it along, and changes their mind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.thread import CLEAN, comment, open_story, post, sideways, visit
from tests.running import Running


def write_as(page: Page, server: Running, name: str) -> None:
    """Have the browser known by a comment."""
    visit(page, open_story(server).address)
    post(page, CLEAN, name=name)
    expect(comment(page, CLEAN)).to_be_visible()


def test_a_reader_finds_their_page_and_takes_their_data_along(
    page: Page, server: Running, tmp_path: Path
) -> None:
    write_as(page, server, "Zoe Zander")

    page.get_by_role("link", name="You, here").click()

    expect(page.get_by_role("heading", name="You, here")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Zoe Zander")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download it").click()
    file = tmp_path / "mine.json"
    loading.value.save_as(file)
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [each["text"] for each in document["comments"]] == [CLEAN]
    assert sideways(page) <= 0


def test_a_reader_without_scripts_asks_to_be_erased_and_stays(
    plain_page: Page, server: Running
) -> None:
    story = open_story(server)
    plain_page.goto(story.address)
    post(plain_page, CLEAN, name="Yan Yost")
    plain_page.goto("/me")

    plain_page.get_by_role("button", name="Erase me").click()
    expect(plain_page.get_by_role("heading", name="You will be erased")).to_be_visible()
    plain_page.get_by_role("button", name="Stay").click()

    expect(plain_page.get_by_role("button", name="Erase me")).to_be_visible()
    plain_page.get_by_role("textbox", name="Name").fill("Yan Young")
    plain_page.get_by_role("button", name="Change it").click()
    expect(plain_page.get_by_role("textbox", name="Name")).to_have_value("Yan Young")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_page_has_no_barriers(
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    server: Running,
    screen: str,
    colours: str,
) -> None:
    page = open_window(screen, colours=colours)
    write_as(page, server, "Xan Xu")
    page.goto("/me")
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_role("heading", name="You will be erased")).to_be_visible()

    accessible(page)
