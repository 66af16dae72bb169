"""A notice of illegal content: sent signed out, with a receipt, answered by a moderator."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import CLEAN, Moderator, Newsdesk, Written, item, visit
from tests.browser.thread import sideways

WHY = "It names a witness whom a court protects."


def open_form(newsdesk: Newsdesk, page: Page) -> Written:
    """Go from a comment's menu to the form, as a stranger without scripts can too."""
    story = newsdesk.story(headline="The trial goes on")
    written = newsdesk.write(story, CLEAN)
    page.goto(f"{newsdesk.server.url}/stories/{story}")
    article = page.locator(f"#c-{written.id}")
    article.get_by_role("button", name="More about this comment").click()
    article.locator(".menu").get_by_text("Breaks the law").click()
    expect(page.get_by_role("heading", name="Notice of illegal content")).to_be_visible()
    return written


def fill(page: Page) -> None:
    page.get_by_label("Why it breaks the law").fill(WHY)
    page.get_by_label("Which law").fill("Section 353d of the Criminal Code")
    page.get_by_label("Your name").fill("Lex Ada")
    page.get_by_label("Your e-mail").fill("lex@law.example")
    page.get_by_role("checkbox", name="I believe in good faith").check()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_notice_has_a_receipt_and_the_desks_answer_at_its_private_link(
    newsdesk: Newsdesk, fiona: Moderator, open_window: Callable[..., Page], javascript: bool
) -> None:
    page = open_window("phone", javascript=javascript)
    written = open_form(newsdesk, page)
    fill(page)
    page.get_by_role("button", name="Send notice").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Notice N-\d{8}-\w{8}"))
    expect(page.locator(".statement")).to_contain_text("has not decided yet")
    assert not [each for each in page.context.cookies() if each.get("name") == "belowline_session"]

    desk = open_window(who=fiona.who)
    visit(desk, f"{newsdesk.url}/comments/{written.id}")
    shown = item(desk, written)
    expect(shown.locator(".attention")).to_have_text("Notice of illegal content")
    expect(shown.locator(".reports")).to_contain_text("lex@law.example")
    desk.keyboard.press("r")
    shown.get_by_role("radio", name="Breaks the law").check()
    shown.get_by_label("To the author").fill("Section 353d protects the witness.")
    shown.get_by_label("To who sent the notice").fill("You are right.")
    shown.get_by_role("button", name=re.compile("^Remove")).click()
    expect(shown.locator("[data-outcome]")).to_contain_text("Removed for")

    page.reload()
    expect(page.locator(".statement")).to_contain_text("holds that the comment breaks the law")
    expect(page.locator(".statement")).to_contain_text("You are right.")
    expect(page.locator("main")).not_to_contain_text("Ada Ridley")
    assert not written.is_public


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    newsdesk: Newsdesk, open_window: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    page = open_window("desktop", javascript=False)
    open_form(newsdesk, page)
    fill(page)
    page.get_by_label("Your e-mail").fill("")
    page.get_by_role("button", name="Send notice").click()
    expect(page.get_by_role("alert")).to_contain_text("Give an e-mail address")
    expect(page.get_by_label("Why it breaks the law")).to_have_value(WHY)

    page.get_by_role("checkbox", name="It is about sexual abuse of children").check()
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Send notice").click()

    expect(page.locator(".statement")).to_contain_text("has not decided yet")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_form_and_its_receipt_have_no_barriers(
    newsdesk: Newsdesk,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: str,
    colours: str,
) -> None:
    page = open_window(screen, colours=colours)
    open_form(newsdesk, page)
    accessible(page)
    assert sideways(page) <= 0
    fill(page)
    page.get_by_role("button", name="Send notice").click()
    expect(page.locator(".statement")).to_be_visible()
    accessible(page)
    assert sideways(page) <= 0
