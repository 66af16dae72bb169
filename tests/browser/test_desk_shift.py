"""A moderator's shift: what waits is ruled on, by keyboard, by hand and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    CLEAN,
    HELD,
    REJECTED,
    Moderator,
    Newsdesk,
    Written,
    clear,
    item,
    visit,
)

# One more than a page of the queue holds, and some, so that the next page is needed.
MANY = 23


@pytest.fixture
def story(newsdesk: Newsdesk, fiona: Moderator) -> str:
    """A new story, and nothing that waits."""
    clear(fiona)
    return newsdesk.story(headline="Rent cap passes after a long night")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page) -> Locator:
    return page.locator("[data-say]")


@dataclass(frozen=True, slots=True)
class Day:
    """One comment of each kind that comes to a desk."""

    held: Written
    worse: Written
    advert: Written
    edited: Written
    wronged: Written


@pytest.fixture
def day(newsdesk: Newsdesk, story: str) -> Day:
    """What waits on an ordinary day."""
    held = newsdesk.write(story, HELD, "Ben Okoro")
    worse = newsdesk.write(story, f"{HELD} All of them.", "Cora Bell")
    advert = newsdesk.write(story, "Read my newsletter every morning.", "Emil Stone")
    newsdesk.write(story, CLEAN, "Dora Lane", parent_id=advert.id)
    advert.report(2)
    edited = newsdesk.write(story, "Landlords will sue.", "Finn Moss")
    edited.edit(f"Landlords will sue. {HELD}")
    wronged = newsdesk.write(story, REJECTED, "Gus Hale")
    wronged.appeal("It is what the mayor said to him.")
    return Day(held, worse, advert, edited, wronged)


def test_a_whole_shift_goes_by_keyboard(
    newsdesk: Newsdesk, story: str, day: Day, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)
    expect(page).to_have_title("5 waiting – Belowline")

    press(page, "j", "j", "k", "k", "k")  # to look around rules on nothing
    expect(item(page, day.advert)).to_have_attribute("data-open", "")
    press(page, "r", "7", "Enter")
    expect(said(page)).to_contain_text("Removed for spam by Fiona First")
    expect(item(page, day.edited)).to_be_focused()

    press(page, "r", "4", "Enter")
    expect(said(page)).to_contain_text("Rejected for vulgarity")
    expect(item(page, day.wronged)).to_be_focused()

    press(page, "a")
    expect(said(page)).to_contain_text("Published by Fiona First at")
    expect(item(page, day.held)).to_be_focused()
    press(page, "a")
    expect(item(page, day.worse)).to_be_focused()
    expect(page).to_have_title("1 waiting – Belowline")

    press(page, "r", "Escape", "r", "Enter")
    expect(said(page)).to_have_text("Choose the clause that it breaks.")
    press(page, "4")
    expect(item(page, day.worse).get_by_role("radio", name="Vulgarity")).to_be_checked()
    press(page, "3", "n")
    page.keyboard.type("jar? no 1")  # letters that are keys elsewhere are words here
    press(page, "Enter")
    expect(said(page)).to_contain_text("Rejected for profanity by Fiona First at")
    expect(page.locator("[data-done]")).to_be_focused()
    expect(page.locator("[data-done]")).to_contain_text("Nothing waits.")
    expect(page).to_have_title("Nothing waits – Belowline")
    expect(page.locator("[data-row][aria-current]")).to_have_count(0)
    assert_kept(newsdesk, story, day)
    assert_recorded(page, newsdesk, day)


def assert_kept(newsdesk: Newsdesk, story: str, day: Day) -> None:
    """What readers see after the shift."""
    in_order = (day.held, day.worse, day.advert, day.edited, day.wronged)
    states = [each.now()["state"] for each in in_order]
    assert states == ["published", "rejected", "removed", "published", "published"]
    assert day.edited.now()["text"] == "Landlords will sue."
    public = newsdesk.page_of(story)
    assert day.held.id in public
    assert day.worse.id not in public
    assert "Read my newsletter" not in public
    assert "Removed: it broke the house policy." in public  # its answer keeps its place


def assert_recorded(page: Page, newsdesk: Newsdesk, day: Day) -> None:
    """What moderators find in the record after the shift."""
    visit(page, f"{newsdesk.url}/comments/{day.worse.id}")
    expect(page.locator(".history")).to_contain_text("jar? no 1")
    visit(page, f"{newsdesk.url}/comments/{day.advert.id}")
    expect(page.locator(".reports li")).to_have_count(2)
    expect(page.locator(".reports")).to_contain_text("upheld")
    expect(page.locator(".follows")).to_have_count(0)  # no report is left to dismiss


def test_the_sheet_of_shortcuts_opens_closes_and_turns_them_off(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    held = newsdesk.write(story, HELD)
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)
    sheet = page.get_by_role("dialog", name="Shortcuts")

    press(page, "?")
    expect(sheet).to_be_visible()
    press(page, "a")
    press(page, "Escape")
    expect(sheet).to_be_hidden()
    assert not held.is_public

    press(page, "?")
    sheet.get_by_label("Single-key shortcuts are on").uncheck()
    sheet.get_by_role("button", name="Close").click()
    page.reload()
    expect(page.locator("html[data-desk=ready]")).to_be_attached()
    press(page, "a", "j", "r")
    expect(item(page, held).locator("[data-chooser]")).to_be_hidden()
    assert not held.is_public


def test_the_next_page_of_the_queue_comes_by_itself(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    waiting = [newsdesk.write(story, f"{HELD} ({number})") for number in range(MANY)]
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)
    expect(page).to_have_title(f"{MANY} waiting – Belowline")

    for each in waiting:
        expect(item(page, each)).to_have_attribute("data-open", "")
        press(page, "a")
        expect(item(page, each)).to_have_class("item settled")

    expect(page.locator("[data-done]")).to_contain_text("Nothing waits.")
    assert newsdesk.page_of(story).count('"comment-author"') >= 1
    assert all(each.is_public for each in waiting)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_shift_by_hand(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    screen: str,
) -> None:
    first, second = newsdesk.write(story, HELD), newsdesk.write(story, f"{HELD} Truly.")
    page = open_window(screen, who=fiona.who)
    visit(page, newsdesk.url)

    item(page, first).get_by_role("button", name="Approve").click()
    expect(item(page, first).locator("[data-outcome]")).to_contain_text("Published by Fiona First")
    against = item(page, second)
    against.get_by_role("button", name=re.compile("^Reject")).click()
    against.get_by_role("radio", name="Vulgarity").check()
    against.get_by_label("Note for the record").fill("Not here.")
    against.locator("[data-confirm]").click()

    expect(against.locator("[data-outcome]")).to_contain_text("Rejected for vulgarity")
    expect(page.locator("[data-done]")).to_be_visible()
    assert [first.now()["state"], second.now()["state"]] == ["published", "rejected"]
    against.get_by_role("link", name="Look again").click()
    expect(page.locator(".history")).to_contain_text("Not here.")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_shift_without_scripts(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
    screen: str,
) -> None:
    complaints.expect("status of 4(09|22)")
    first, second = newsdesk.write(story, HELD), newsdesk.write(story, f"{HELD} Truly.")
    page = open_window(screen, who=fiona.who, javascript=False)
    page.goto(newsdesk.url)
    expect(item(page, first).get_by_role("button", name="Note")).to_be_hidden()

    item(page, first).get_by_role("button", name="Approve").click()
    expect(page.locator(".notice")).to_have_text("Published.")
    expect(item(page, first)).to_have_count(0)

    item(page, second).get_by_role("button", name="Reject").click()
    expect(page.locator(".notice")).to_contain_text("Name the clause that the comment breaks")
    page.get_by_role("radio", name="Profanity").check()
    page.get_by_label("Note for the record").fill("Not here.")
    page.get_by_role("button", name="Reject").click()

    expect(page.locator(".notice")).to_have_text("Rejected.")
    expect(page.get_by_role("heading", name="Nothing waits.")).to_be_visible()
    assert [first.now()["state"], second.now()["state"]] == ["published", "rejected"]


def test_the_second_of_two_moderators_sees_what_the_first_decided(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    sam: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("status of 409")
    disputed, following = newsdesk.write(story, HELD), newsdesk.write(story, f"{HELD} Truly.")
    first, second = open_window(who=fiona.who), open_window(who=sam.who)
    slow = open_window(who=sam.who, javascript=False)
    for page in (first, second):
        visit(page, newsdesk.url)
    slow.goto(newsdesk.url)
    second.locator(f'[data-row="{disputed.id}"]').click()  # though the first has it open

    press(first, "r", "3", "Enter")
    expect(said(first)).to_contain_text("Rejected for profanity by Fiona First")
    press(second, "a")

    outcome = item(second, disputed).locator("[data-outcome]")
    expect(outcome).to_contain_text("Somebody was first: rejected (profanity) by Fiona First")
    expect(item(second, following)).to_be_focused()
    item(slow, disputed).get_by_role("button", name="Approve").click()
    expect(slow.locator(".notice")).to_contain_text("rejected (profanity) by Fiona First")
    assert disputed.now()["state"] == "rejected"

    outcome.get_by_role("link", name="Look again").click()
    expect(second.locator(".history")).to_contain_text("Rejected by Fiona First for profanity")
    press(second, "a")
    expect(said(second)).to_contain_text("Published by Sam Second")
    assert disputed.is_public


def test_a_comment_that_its_author_took_back_is_done_with(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("status of 409")
    withdrawn, following = newsdesk.write(story, HELD), newsdesk.write(story, f"{HELD} Truly.")
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)
    withdrawn.withdraw()

    press(page, "a")

    outcome = item(page, withdrawn).locator("[data-outcome]")
    expect(outcome).to_contain_text("Its author has withdrawn this comment.")
    expect(item(page, following)).to_be_focused()
    assert withdrawn.now()["state"] == "withdrawn"


def test_a_ruling_that_does_not_arrive_is_told_and_can_be_sent_again(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    complaints: Complaints,
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    held = newsdesk.write(story, HELD)
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)

    def cut(route: Route) -> None:
        route.abort("internetdisconnected")

    page.route("**/rulings", cut)
    press(page, "r", "3", "n")
    page.keyboard.type("A long note.")
    press(page, "Enter")
    expect(item(page, held).locator("[data-problem]")).to_contain_text("can’t be reached")
    page.unroute("**/rulings", cut)
    expect(item(page, held).get_by_label("Note for the record")).to_have_value("A long note.")
    press(page, "Enter")

    expect(said(page)).to_contain_text("Rejected for profanity")
    assert held.now()["state"] == "rejected"


def test_whose_session_has_ended_is_led_back_in(
    newsdesk: Newsdesk, story: str, open_window: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    held = newsdesk.write(story, HELD)
    page = open_window(who=newsdesk.moderator("Tess Tired").who)
    visit(page, newsdesk.url)
    page.context.clear_cookies()

    press(page, "a")

    problem = item(page, held).locator("[data-problem]")
    expect(problem).to_contain_text("Sign in")
    expect(problem.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", "/desk/sign-in"
    )
    assert not held.is_public


def test_what_a_moderator_approved_is_not_held_again_by_reports(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    approved, other = newsdesk.write(story, CLEAN), newsdesk.write(story, f"{CLEAN} All of it.")
    approved.report()
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)
    press(page, "a")
    expect(said(page)).to_contain_text("Published by Fiona First")

    approved.report(6)
    other.report(6)

    assert approved.now()["state"] == "published"
    assert other.now()["state"] == "held"
    assert other.id not in newsdesk.page_of(story)
    visit(page, f"{newsdesk.url}/comments/{approved.id}")
    expect(page.locator(".reports li").first).to_contain_text("dismissed")
