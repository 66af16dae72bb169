"""A moderator sanctions a reader by keyboard, and the reader is told in the page."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    CLEAN,
    HELD,
    Moderator,
    Newsdesk,
    Written,
    clear,
    item,
    visit,
)
from tests.browser.thread import sideways

REASON = "Four insults in a week, and two warnings before."


@pytest.fixture(scope="module")
def mo(newsdesk: Newsdesk) -> Moderator:
    """A moderator."""
    return newsdesk.moderator("Mo Derator")


@pytest.fixture
def written(newsdesk: Newsdesk, mo: Moderator) -> Written:
    """The only comment that waits, by a new reader."""
    clear(mo)
    return newsdesk.write(newsdesk.story(mo, headline="Rent cap passes"), HELD)


def impose(mo: Moderator, written: Written, measure: str, **more: object) -> None:
    page = mo.client.get(f"/desk/comments/{written.id}").text
    path = page.partition('data-order="')[2].partition('"')[0]
    body = {"measure": measure, "reason": REASON, **more}
    assert mo.client.post(path, json=body).status_code == 201


def as_reader(written: Written) -> list[dict[str, object]]:
    token = written.author.cookies["belowline_reader"]
    place = {"domain": "127.0.0.1", "path": "/", "expires": -1}
    flags = {"httpOnly": True, "secure": False, "sameSite": "Lax"}
    return [{"name": "belowline_reader", "value": token, **place, **flags}]


def test_a_reader_is_sanctioned_and_that_is_taken_back_by_keyboard(
    newsdesk: Newsdesk, mo: Moderator, written: Written, open_window: Callable[..., Page]
) -> None:
    page = open_window(who=mo.who)
    visit(page, newsdesk.url)
    beside = item(page, written).locator(".beside")
    expect(beside.get_by_text("Sanction the reader")).to_be_visible()

    page.keyboard.press("w")
    expect(beside.get_by_label("Warn")).to_be_focused()
    page.keyboard.press("Escape")
    expect(beside.get_by_label("Warn")).to_be_hidden()
    page.keyboard.press("w")
    page.keyboard.press("ArrowDown")
    expect(beside.get_by_label("Hold every new comment")).to_be_checked()
    expect(beside.get_by_label("Suspended for")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(REASON)
    page.keyboard.press("Enter")

    expect(beside.locator(".limit")).to_have_text("Every comment held")
    expect(item(page, written)).to_be_focused()
    assert written.now()["state"] == "held"
    beside.get_by_role("button", name="Take it back").press("Enter")
    expect(beside.locator(".limit")).to_have_count(0)
    expect(beside.get_by_text("taken back at once")).to_be_attached()


def test_a_site_is_blocked_and_freed_by_keyboard(
    newsdesk: Newsdesk, mo: Moderator, open_window: Callable[..., Page]
) -> None:
    clear(mo)
    story = newsdesk.story(mo, headline="Rent cap passes")
    text = "The figures stand at https://stats.shop.com/figures for all to read."
    written = newsdesk.write(story, text)
    written.report()
    page = open_window(who=mo.who)
    visit(page, newsdesk.url)
    beside = item(page, written).locator(".beside")
    expect(beside.get_by_text("Block a site")).to_be_visible()

    page.keyboard.press("b")
    # The site of who owns it is offered beside the very host.
    expect(beside.get_by_label("stats.shop.com")).to_be_focused()
    expect(beside.get_by_label("shop.com", exact=True)).to_be_checked()
    page.keyboard.press("Enter")

    expect(beside.get_by_text("new ones are held")).to_be_visible()
    other = "My own count took a week and agrees with https://shop.com/trams quite well."
    assert newsdesk.write(story, other).comment["state"] == "held"
    beside.get_by_role("button", name="Lift").press("Enter")
    expect(beside.get_by_text("new ones are held")).to_have_count(0)


def test_a_reader_who_is_suspended_reads_why_and_keeps_the_text(
    newsdesk: Newsdesk,
    mo: Moderator,
    written: Written,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("status of 403")
    page = open_window()
    page.context.add_cookies(as_reader(written))  # type: ignore[arg-type]
    page.goto(f"{newsdesk.server.url}/stories/{written.comment['story_id']}")
    form = page.locator("form.composer").first
    form.get_by_label("Your comment").fill(CLEAN)
    form.get_by_label("Name").fill("Ada Ridley")
    impose(mo, written, "suspend", days=3)

    form.get_by_role("button", name="Post comment").click()

    expect(form.locator("[data-problem]")).to_contain_text("You can’t take part here until")
    expect(form.locator("[data-problem]")).to_contain_text(REASON)
    expect(form.get_by_label("Your comment")).to_have_value(CLEAN)
    panel = page.get_by_role("region", name="From the moderators")
    expect(panel).to_contain_text(REASON)
    panel.get_by_role("button", name="I have read this").click()
    expect(panel.get_by_role("button")).to_have_count(0)
    panel.get_by_role("link", name="All about it, and how to appeal").click()
    page.get_by_text("Appeal, until").click()
    page.get_by_label("Why it is wrong").fill("That was somebody else.")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_text("You have appealed.")).to_be_visible()


def test_a_warning_goes_once_it_is_read(
    newsdesk: Newsdesk, mo: Moderator, written: Written, open_window: Callable[..., Page]
) -> None:
    impose(mo, written, "warn")
    page = open_window()
    page.context.add_cookies(as_reader(written))  # type: ignore[arg-type]
    address = f"{newsdesk.server.url}/stories/{written.comment['story_id']}"
    page.goto(address)
    panel = page.get_by_role("region", name="From the moderators")
    expect(panel).to_contain_text("A moderator has warned you.")

    panel.get_by_role("button", name="I have read this").click()
    expect(panel).to_have_count(0)

    page.goto(address)
    expect(page.get_by_label("Name").first).to_have_value("Ada Ridley")
    expect(panel).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_fit_and_everybody_can_use_them(
    newsdesk: Newsdesk,
    mo: Moderator,
    written: Written,
    open_window: Callable[..., Page],
    screen: str,
    colours: str,
) -> None:
    impose(mo, written, "suspend", days=90)
    standing = written.author.get("/standing").headers["location"]
    sent = written.author.get(standing).text
    token = sent.partition('name="token" value="')[2].partition('"')[0]
    appeal = sent.partition('action="')[2].partition('"')[0]
    written.author.post(appeal, data={"token": token, "text": "Once more."})
    about = mo.client.get("/desk/sanctions").text
    reader = about.rpartition('href="/desk/readers/')[2].partition('"')[0]
    page = open_window(screen, colours=colours, who=mo.who)

    desk = ("/desk/sanctions", "/desk/blocks", f"/desk/readers/{reader}")
    for address in (*desk, f"/desk/comments/{written.id}", standing):
        page.goto(f"{newsdesk.server.url}{address}")
        assert sideways(page) <= 0, address
        assert_accessible(page)
        if address.startswith("/desk/comments"):
            page.get_by_text("Sanction the reader").click()
            expect(page.get_by_label("Suspended for")).to_be_visible()
            assert_accessible(page, ".impose")
        if shots := os.environ.get("BELOWLINE_SHOTS"):
            name = address.strip("/").replace("/", "-")[:20]
            page.screenshot(path=f"{shots}/{name}-{screen}-{colours}.png", full_page=True)
