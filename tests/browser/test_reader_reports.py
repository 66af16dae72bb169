"""A reader reports a comment from the ∨ menu beneath it, signed in nowhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import CLEAN, open_story, own, status, visit
from tests.polling import until
from tests.running import Running


def stranger_sees(page: Page, server: Running, text: str = CLEAN) -> Locator:
    """A comment by Ada Ridley, in the page of somebody who was never here before."""
    story = open_story(server)
    identity = story.write(text, name="Ada Ridley")
    visit(page, story.address)
    return page.locator(f"#c-{identity}")


def opener(article: Locator) -> Locator:
    return article.get_by_role("button", name="More about this comment by Ada Ridley")


def open_menu(article: Locator) -> Locator:
    opener(article).click()
    menu = article.get_by_role("menu")
    expect(menu).to_be_visible()
    return menu


def test_the_menu_button_stands_below_and_to_the_right_of_the_comment(
    page: Page, server: Running
) -> None:
    article = stranger_sees(page, server)

    text = article.locator(".comment-text").bounding_box()
    whole, button = article.bounding_box(), opener(article).bounding_box()

    assert text
    assert whole
    assert button
    assert button["y"] >= text["y"] + text["height"]
    assert abs(button["x"] + button["width"] - (whole["x"] + whole["width"])) <= 16


def test_the_menu_begins_with_spam(page: Page, server: Running) -> None:
    article = stranger_sees(page, server)

    menu = open_menu(article)

    items = menu.get_by_role("menuitem").all_inner_texts()
    # The seven clauses of the house policy, then what is no clause.
    assert len(items) == 7 + 3
    assert items[0] == "Spam"
    assert items[-3:-1] == ["Breaks the law", "Copy link"]
    assert items[-1].startswith("Ignore ")
    expect(menu.get_by_role("menuitem", name="Spam")).to_be_focused()


def test_the_whole_menu_is_in_the_window_and_covers_no_other_button(
    page: Page, server: Running
) -> None:
    menu = open_menu(stranger_sees(page, server)).bounding_box()
    window = page.viewport_size

    assert menu
    assert window
    assert menu["x"] >= 0
    assert menu["y"] >= 0
    assert menu["x"] + menu["width"] <= window["width"]
    assert menu["y"] + menu["height"] <= window["height"]


def test_spam_is_reported_with_one_press_and_folds_at_once(page: Page, server: Running) -> None:
    article = stranger_sees(page, server)

    with page.expect_response("**/reports"):
        open_menu(article).get_by_role("menuitem", name="Spam").click()

    expect(article.locator(".folded")).to_contain_text(
        "Reported as spam. Thank you: a moderator will see it."
    )
    expect(article.locator(".comment-text")).to_be_hidden()
    expect(article.get_by_role("button", name="Undo")).to_be_focused()
    page.reload()
    expect(article.locator(".folded")).to_be_visible()


def test_a_report_arrives_even_if_the_reader_leaves_at_once(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)
    with desktop.expect_response("**/like"):
        own(article, ".like button").click()
    address = desktop.url

    open_menu(article).get_by_role("menuitem", name="Spam").click()
    desktop.goto("/policy")

    own_part = f"/api/v1{urlsplit(address).path}/me"
    until(lambda: desktop.request.get(own_part).json()["reported"], "the report")


def test_a_report_is_undone(page: Page, server: Running) -> None:
    article = stranger_sees(page, server)
    with page.expect_response("**/reports"):
        open_menu(article).get_by_role("menuitem", name="Spam").click()

    article.get_by_role("button", name="Undo").click()

    expect(article.locator(".comment-text")).to_be_visible()
    expect(article.locator(".folded")).to_have_count(0)
    expect(opener(article)).to_be_focused()
    expect(status(page)).to_have_text("Your report has been taken back.")
    page.reload()
    expect(article.locator(".comment-text")).to_be_visible()
    expect(article.locator(".folded")).to_have_count(0)


def test_a_report_is_undone_even_before_it_has_arrived(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)

    open_menu(article).get_by_role("menuitem", name="Spam").click()
    article.get_by_role("button", name="Undo").click()

    expect(status(desktop)).to_have_text("Your report has been taken back.")
    expect(article.locator(".comment-text")).to_be_visible()


def test_a_folded_comment_can_be_looked_at(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)
    open_menu(article).get_by_role("menuitem", name="Racism").click()
    expect(article.locator(".folded")).to_contain_text("Reported as racism")

    article.get_by_role("button", name="Show").click()

    expect(article.locator(".comment-text")).to_be_visible()
    expect(article.get_by_role("button", name="Hide")).to_have_attribute("aria-expanded", "true")


def test_a_notice_that_the_law_is_broken_has_a_page_of_its_own(page: Page, server: Running) -> None:
    article = stranger_sees(page, server)
    open_menu(article).get_by_role("menuitem", name="Breaks the law").click()

    expect(page.get_by_role("heading", name="Notice of illegal content")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("article.comment.is-focus")).to_be_visible()


def test_the_link_to_a_comment_is_copied(desktop: Page, server: Running) -> None:
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    article = stranger_sees(desktop, server)

    open_menu(article).get_by_role("menuitem", name="Copy link").click()

    expect(article.get_by_role("menuitem", name="Copied")).to_be_visible()
    expect(status(desktop)).to_have_text("The link has been copied.")
    copied = desktop.evaluate("navigator.clipboard.readText()")
    assert copied == f"{server.url}/comments/{article.get_attribute('data-id')}"


def test_the_menu_works_by_keyboard_alone(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)
    item = article.get_by_role("menuitem")
    keys = desktop.keyboard
    opener(article).focus()

    keys.press("Enter")
    expect(item.first).to_be_focused()
    keys.press("ArrowDown")
    expect(item.nth(1)).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    expect(item.last).to_be_focused()
    keys.press("Home")
    expect(item.first).to_be_focused()
    keys.press("b")
    expect(article.get_by_role("menuitem", name="Breaks the law")).to_be_focused()
    keys.press("Escape")

    expect(article.get_by_role("menu")).to_be_hidden()
    expect(opener(article)).to_be_focused()


def test_spam_is_reported_by_keyboard_alone(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)
    opener(article).focus()

    desktop.keyboard.press("ArrowDown")
    expect(article.get_by_role("menuitem", name="Spam")).to_be_focused()
    desktop.keyboard.press("Enter")

    expect(article.get_by_role("button", name="Undo")).to_be_focused()


def test_tab_leaves_the_menu_shut_behind_it(desktop: Page, server: Running) -> None:
    article = stranger_sees(desktop, server)
    menu = open_menu(article)

    desktop.keyboard.press("Tab")

    expect(menu).to_be_hidden()


def test_a_report_that_does_not_arrive_unfolds_the_comment_and_says_why(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    article = stranger_sees(desktop, server)
    desktop.route("**/reports", lambda route: route.abort())

    open_menu(article).get_by_role("menuitem", name="Spam").click()

    expect(article.locator(".problem")).to_contain_text("The site can’t be reached.")
    expect(article.locator(".comment-text")).to_be_visible()
