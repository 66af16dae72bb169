"""A reader looks at their comment before it is sent."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.thread import box, fill, open_story, post, visit
from tests.running import Running

TEXT = "The treaty *does not* extend to Ukraine, and the report says so plainly."


def test_a_preview_stands_beside_the_box_until_the_words_change(
    page: Page, server: Running, accessible: Callable[..., None]
) -> None:
    visit(page, open_story(server).address)
    fill(page, TEXT)

    box(page).get_by_role("button", name="Preview").click()

    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_be_focused()
    expect(preview.locator("em")).to_have_text("does not")
    expect(box(page).get_by_label("Your comment")).to_have_value(TEXT)
    accessible(page)
    box(page).get_by_label("Your comment").press("End")
    page.keyboard.type("!")
    expect(preview).to_have_count(0)


def test_without_scripts_the_page_comes_back_with_it(plain_page: Page, server: Running) -> None:
    plain_page.goto(open_story(server).address)
    fill(plain_page, TEXT)

    box(plain_page).get_by_role("button", name="Preview").click()

    expect(plain_page.get_by_role("region", name="Preview").locator("em")).to_have_text("does not")
    post(plain_page, TEXT)
    expect(plain_page.locator("article.comment em")).to_have_text("does not")
