"""A reader of the thread is mentioned by an @ and their name, completed from the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.thread import CLEAN, box, comment, fill, open_story, post, status, visit
from tests.running import Running

ANSWER = "That is what @Ada Ridley says as well, with the treaty in hand."


def test_a_name_is_completed_from_the_keyboard(
    page: Page, server: Running, accessible: Callable[..., None]
) -> None:
    story = open_story(server)
    story.write(CLEAN, name="Grace Adams")
    ada = story.write("The treaty was signed in Bucharest, as far as I know.", name="Ada Ridley")
    visit(page, story.address)
    fill(page, "")
    text = box(page).get_by_label("Your comment")

    text.press_sequentially("I agree with @ad")

    names = page.get_by_role("option")
    expect(names).to_have_text(["Ada Ridley", "Grace Adams"])
    expect(status(page)).to_have_text("2 names. Arrow keys choose, Enter takes.")
    accessible(page)
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text).to_have_value("I agree with @Ada Ridley ")
    expect(names).to_have_count(0)
    page.keyboard.type("on the treaty.")
    box(page).get_by_role("button", name="Post").click()

    link = comment(page, "on the treaty").get_by_role("link", name="@Ada Ridley")
    expect(link).to_have_attribute("href", f"/comments/{ada}")


def test_escape_leaves_what_was_typed(page: Page, server: Running) -> None:
    story = open_story(server)
    story.write(CLEAN, name="Ada Ridley")
    visit(page, story.address)
    text = box(page).get_by_label("Your comment")
    text.press_sequentially("@A")
    expect(page.get_by_role("option")).to_have_count(1)

    page.keyboard.press("Escape")

    expect(page.get_by_role("option")).to_have_count(0)
    expect(text).to_be_focused()
    expect(text).to_have_value("@A")


def test_without_scripts_the_server_finds_the_name(plain_page: Page, server: Running) -> None:
    story = open_story(server)
    ada = story.write(CLEAN, name="Ada Ridley")
    plain_page.goto(story.address)

    post(plain_page, ANSWER)

    link = comment(plain_page, "with the treaty in hand").get_by_role("link", name="@Ada Ridley")
    expect(link).to_have_attribute("href", f"/comments/{ada}")
