"""Picks, what goes to the editors, and one ruling on several comments, by keyboard and by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    HELD,
    Moderator,
    Newsdesk,
    clear,
    item,
    visit,
)

# How many of the queue's page are whole, and how many are ruled on at once (desk/together.py).
WHOLE, MOST = 20, 100


@pytest.fixture(scope="module")
def grace(newsdesk: Newsdesk) -> Moderator:
    """An editor."""
    return newsdesk.moderator("Grace Editor", "editor")


@pytest.fixture
def story(newsdesk: Newsdesk, fiona: Moderator, grace: Moderator) -> str:
    """A new story, and nothing that waits."""
    clear(grace)
    return newsdesk.story(headline="Rent cap passes after a long night")


def test_a_pick_by_keyboard_stands_first_below_the_line_and_is_undone(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("status of 404")  # the reader's open page asks for what is gone
    written = newsdesk.write(story, HELD)
    page = open_window("desktop", who=fiona.who)
    visit(page, newsdesk.url)

    page.keyboard.press("p")
    expect(item(page, written).locator("[data-outcome]")).to_contain_text("Published and featured")
    reader = open_window("phone")
    reader.goto(f"{newsdesk.server.url}/stories/{story}")
    expect(reader.get_by_role("complementary", name="Editors’ pick")).to_contain_text("moron")
    assert_accessible(reader)
    page.keyboard.press("u")
    expect(page.locator("[data-say]")).to_contain_text("Taken back")
    assert not written.is_public


def test_what_is_too_hard_goes_to_the_editors_with_a_note(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    grace: Moderator,
    open_window: Callable[..., Page],
) -> None:
    written = newsdesk.write(story, HELD)
    page = open_window("desktop", who=fiona.who)
    visit(page, newsdesk.url)

    page.keyboard.press("s")
    page.keyboard.type("Is this satire?")
    page.keyboard.press("Enter")

    expect(item(page, written).locator("[data-outcome]")).to_contain_text("Handed to the editors")
    editor = open_window("desktop", who=grace.who)
    visit(editor, f"{newsdesk.url}?escalated=yes")
    expect(item(editor, written).locator("[data-escalations]")).to_contain_text("Is this satire?")
    expect(editor.get_by_role("navigation", name="Desk").locator("[aria-current]")).to_have_text(
        "Escalated"
    )
    editor.keyboard.press("a")
    expect(item(editor, written).locator("[data-outcome]")).to_contain_text("Published")


def test_a_selection_is_rejected_by_keyboard_and_taken_back_in_one(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    written = [newsdesk.write(story, f"{HELD} {number}") for number in ("One", "Two", "Three")]
    page = open_window("desktop", who=fiona.who)
    visit(page, newsdesk.url)

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-say]")).to_have_text("3 comments selected.")
    page.keyboard.press("r")
    page.get_by_label("Clause they break").select_option(label="Discourteous behaviour")
    page.keyboard.press("Escape")
    expect(page.locator("[data-selected]")).to_have_text(": 3 selected")
    page.get_by_role("button", name="Preview").click()
    dialog = page.get_by_role("dialog", name="What will happen")
    expect(dialog).to_contain_text("3 comments are rejected for discourteous behaviour.")
    assert_accessible(page)
    assert all(each.now()["state"] == "held" for each in written)
    page.keyboard.press("Enter")

    expect(page.locator("[data-say]")).to_contain_text("3 comments ruled on.")
    expect(page.locator("[data-done]")).to_be_visible()
    assert all(each.now()["state"] == "rejected" for each in written)
    page.keyboard.press("u")
    expect(page.locator("[data-say]")).to_contain_text("Taken back: 3.")
    assert all(each.now()["state"] == "held" for each in written)


def test_a_hundred_are_selected_at_once_and_what_does_not_come_has_a_page_of_its_own(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("ERR_FAILED")
    complaints.expect("status of 404")  # the server does not know those that are made up
    for number in range(WHOLE + 1):
        newsdesk.write(story, f"{HELD} {number}")
    page = open_window("desktop", who=fiona.who)
    page.route("**/desk/rows?*", many_rows)
    page.route("**/desk/further?*", lambda route: route.abort())
    page.route("**/desk/comments/**", lambda route: route.abort())
    visit(page, newsdesk.url)
    last = page.locator("[data-row]").last
    expect(last).to_have_attribute("data-row", some_id(MOST))

    page.keyboard.press("*")
    expect(page.locator("[data-say]")).to_have_text(
        "100 comments selected. More can’t be ruled on at once."
    )
    expect(page.locator(".index [data-select]:checked")).to_have_count(MOST)
    page.keyboard.press("*")
    expect(page.locator("[data-say]")).to_have_text("0 comments selected.")

    last.click()
    link = page.locator("[data-open]").get_by_role("link", name="Open it on its own page")
    expect(link).to_have_attribute("href", f"/desk/comments/{some_id(MOST)}")


def many_rows(route: Route) -> None:
    """Answer with the one row there is, and a hundred others like it."""
    answer = route.fetch()
    text = answer.text()
    row = text[text.index("<li>") : text.index("</li>") + len("</li>")]
    its_id = row.split('data-row="')[1].split('"')[0]
    others = (row.replace(its_id, some_id(number + 1)) for number in range(MOST))
    route.fulfill(response=answer, body=text.replace(row, row + "".join(others)))


def some_id(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012}"


@pytest.mark.parametrize("screen", SCREENS)
def test_a_selection_without_scripts(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    screen: str,
) -> None:
    written = [newsdesk.write(story, f"{HELD} {number}") for number in ("One", "Two")]
    page = open_window(screen, who=fiona.who, javascript=False)
    page.goto(newsdesk.url)

    for box in page.get_by_role("checkbox", name="Select the comment").all():
        box.check()
    page.get_by_text("Rule on several at once").click()
    page.get_by_label("Ruling", exact=True).select_option(label="Approve")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".sum")).to_have_text("2 comments are published.")
    assert_accessible(page)
    page.get_by_role("button", name="Do this to 2 comments").click()
    expect(page.locator(".sum")).to_have_text("2 comments were published.")
    assert all(each.is_public for each in written)
    page.get_by_role("button", name="Take all of it back").click()

    expect(page.locator(".notice")).to_have_text("Taken back.")
    assert not any(each.is_public for each in written)
