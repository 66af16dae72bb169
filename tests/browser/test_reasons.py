"""From a rejection through the statement of reasons and an appeal to the comment in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    CLEAN,
    REJECTED,
    Moderator,
    Newsdesk,
    Written,
    clear,
    item,
    visit,
)
from tests.browser.thread import comment, post, send_anyway, sideways
from tests.browser.thread import visit as read


@pytest.fixture
def story(newsdesk: Newsdesk, fiona: Moderator) -> str:
    """A new story, and nothing that waits."""
    return newsdesk.story(fiona, headline="Rent cap passes after a long night")


def at(newsdesk: Newsdesk, path: str) -> str:
    return f"{newsdesk.server.url}{path}"


def remove_as_spam(desk: Page, message: str) -> None:
    """Remove the open comment by keyboard, and write to its author."""
    desk.keyboard.press("r")
    desk.get_by_role("radio", name="Spam").check()
    desk.keyboard.press("m")
    desk.get_by_label("To the author").fill(message)
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-outcome]:visible")).to_contain_text("Removed for spam")


def test_a_removed_comment_comes_back_by_an_appeal_that_another_moderator_grants(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    sam: Moderator,
    open_window: Callable[..., Page],
) -> None:
    reader = open_window("phone")
    read(reader, at(newsdesk, f"/stories/{story}"))
    post(reader, CLEAN)
    expect(comment(reader, CLEAN)).to_be_visible()
    written = comment(reader, CLEAN).get_attribute("data-id")

    desk = open_window(who=fiona.who)
    visit(desk, f"{newsdesk.url}/comments/{written}")
    remove_as_spam(desk, "You post this everywhere.")

    # The reader finds the reasons in the thread, and appeals.
    read(reader, at(newsdesk, f"/stories/{story}"))
    reader.get_by_role("link", name="All reasons, and how to appeal").click()
    expect(reader).to_have_url(re.compile(r"/statements/[0-9a-f]{32}$"))
    link = reader.url
    expect(reader.get_by_role("heading", name="Removed")).to_be_visible()
    stated = reader.locator(".statement")
    expect(stated).to_contain_text("You post this everywhere.")
    expect(stated).to_contain_text("A moderator, a person.")
    expect(stated).to_contain_text(CLEAN)
    expect(stated.get_by_role("heading", name="Spam")).to_be_visible()
    reader.get_by_label("Why the ruling is wrong").fill("I wrote it here only.")
    reader.get_by_role("button", name="Appeal").click()
    expect(reader.locator(".redress")).to_contain_text("You have appealed.")

    # It is not Fiona's to decide.
    visit(desk, newsdesk.url)
    waits = desk.locator(f'[data-item="{written}"]')
    expect(waits.locator(".barred")).to_contain_text("a colleague decides")
    expect(waits.get_by_role("button", name="Approve")).to_have_count(0)

    # Sam sees what was ruled and by which clause, and puts it back.
    other = open_window(who=sam.who)
    visit(other, newsdesk.url)
    waits = other.locator(f'[data-item="{written}"]')
    expect(waits.locator(".appeal")).to_have_text("I wrote it here only.")
    expect(waits.locator(".appealed")).to_contain_text("Against: removed by Fiona First")
    other.keyboard.press("m")
    waits.get_by_label("To the author").fill("You are right.")
    waits.get_by_role("button", name="Approve").click()
    expect(waits.locator("[data-outcome]")).to_contain_text("Published by Sam Second")

    # The reader is told, signed in or not, and the comment is where it was.
    stranger = open_window("phone", javascript=False)
    stranger.goto(link)
    expect(stranger.locator(".redress")).to_contain_text("looked again and reversed it")
    expect(stranger.locator(".redress")).to_contain_text("You are right.")
    stranger.goto(at(newsdesk, f"/stories/{story}"))
    expect(stranger.locator(f"#c-{written}")).to_contain_text(CLEAN)


def test_a_reader_without_scripts_is_led_from_a_rejection_to_an_appeal(
    newsdesk: Newsdesk,
    story: str,
    sam: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    clear(sam)
    complaints.expect("status of 422")
    reader = open_window("phone", javascript=False)
    reader.goto(at(newsdesk, f"/stories/{story}"))
    post(reader, REJECTED)
    send_anyway(reader)
    reader.get_by_role("link", name="All reasons, and how to appeal").click()
    stated = reader.locator(".statement")
    expect(stated).to_contain_text("The machine alone.")
    expect(stated.locator("mark").first).to_be_visible()

    reader.get_by_role("button", name="Appeal").click()

    expect(reader.locator(".redress")).to_contain_text("You have appealed.")
    desk = open_window(who=sam.who)
    visit(desk, newsdesk.url)
    desk.keyboard.press("r")
    desk.keyboard.press("6")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-problem]:visible")).to_contain_text("say in a message to them why")
    desk.keyboard.press("m")
    desk.get_by_label("To the author").fill("It is an insult.")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-outcome]:visible")).to_contain_text("Rejected for")
    reader.reload()
    expect(reader.locator(".redress")).to_contain_text("looked again. It stands")
    expect(reader.locator(".redress")).to_contain_text("It is an insult.")
    expect(reader.get_by_role("link", name="Read its reasons")).to_be_visible()


def test_an_author_who_is_asked_edits_and_is_put_back(
    newsdesk: Newsdesk, story: str, sam: Moderator, open_window: Callable[..., Page]
) -> None:
    clear(sam)
    reader = open_window("phone")
    read(reader, at(newsdesk, f"/stories/{story}"))
    post(reader, CLEAN)
    written = comment(reader, CLEAN).get_attribute("data-id")
    desk = open_window(who=sam.who)
    visit(desk, f"{newsdesk.url}/comments/{written}")
    desk.keyboard.press("e")
    expect(desk.locator("[data-problem]")).to_contain_text("Write to the author what to change")
    desk.get_by_label("To the author").fill("Which committee?")
    desk.get_by_role("button", name="Ask for an edit").click()
    expect(desk.locator("[data-outcome]:visible")).to_contain_text("Held by Sam Second")

    read(reader, at(newsdesk, f"/stories/{story}"))
    expect(reader.locator(".taken")).to_contain_text("A moderator asks you to change it")
    reader.get_by_role("link", name="All reasons, and how to appeal").click()
    expect(reader.locator(".statement")).to_contain_text("Which committee?")
    reader.get_by_role("link", name="in the browser you wrote it with").click()
    reader.get_by_label("Your comment").fill("Read the housing committee's minutes.")
    reader.get_by_role("button", name="Save").click()

    visit(desk, newsdesk.url)
    expect(desk.locator(".attention").first).to_have_text("Edited as asked")
    desk.keyboard.press("a")
    expect(desk.locator("[data-outcome]:visible")).to_contain_text("Published by Sam Second")
    assert "housing committee" in newsdesk.page_of(story)


def removed(newsdesk: Newsdesk, story: str, by: Moderator) -> Written:
    written = newsdesk.write(story, "Read my newsletter every morning.")
    order = {"verdict": "remove", "clause": "spam", "seen": "", "message": "An advertisement."}
    shown = by.client.get(f"/desk/comments/{written.id}").text
    found = re.search(r'name="seen" value="([^"]+)"', shown)
    assert found
    path = f"/api/v1/desk/comments/{written.id}/rulings"
    assert by.client.post(path, json={**order, "seen": found.group(1)}).status_code == 201
    return written


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_statement_has_no_barriers_and_fits_its_window(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: str,
    colours: str,
) -> None:
    written = removed(newsdesk, story, fiona)
    page = open_window(screen, colours=colours)
    page.goto(at(newsdesk, written.now()["statement"]))
    expect(page.get_by_role("button", name="Appeal")).to_be_visible()
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")

    accessible(page)
    assert sideways(page) <= 0
    page.get_by_label("Why the ruling is wrong").fill("A" * 300)
    page.get_by_role("button", name="Appeal").click()
    expect(page.locator(".redress")).to_contain_text("You have appealed.")
    accessible(page)
    assert sideways(page) <= 0


def test_an_appealed_comment_at_the_desk_has_no_barriers(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    sam: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
) -> None:
    written = removed(newsdesk, story, fiona)
    written.appeal("It is a good newsletter.")
    for who, screen in ((fiona, "desktop"), (sam, "phone")):
        page = open_window(screen, who=who.who)
        page.goto(f"{newsdesk.url}/comments/{written.id}")
        expect(item(page, written).locator(".appealed")).to_be_visible()
        accessible(page)
