"""Moderators who work at one desk at the same time, and one who pressed the wrong key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    HELD,
    Moderator,
    Newsdesk,
    Written,
    clear,
    item,
    visit,
)

# Pages ask every five seconds what the others do.
SOON = 15_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two comments that wait, and the windows of two moderators."""

    one: Written
    other: Written
    first: Page
    second: Page


@pytest.fixture
def pair(
    newsdesk: Newsdesk, fiona: Moderator, sam: Moderator, open_window: Callable[..., Page]
) -> Pair:
    """A desk with two comments; nobody has opened it yet."""
    clear(fiona)
    story = newsdesk.story(headline="Rent cap passes after a long night")
    one, other = newsdesk.write(story, HELD), newsdesk.write(story, f"{HELD} Truly.")
    return Pair(one, other, open_window(who=fiona.who), open_window(who=sam.who))


def row(page: Page, written: Written) -> Locator:
    return page.locator(f'[data-row="{written.id}"]')


def test_what_one_has_open_the_other_is_told_and_led_past(newsdesk: Newsdesk, pair: Pair) -> None:
    visit(pair.first, newsdesk.url)
    expect(item(pair.first, pair.one)).to_have_attribute("data-open", "")
    visit(pair.second, newsdesk.url)

    expect(row(pair.second, pair.one)).to_contain_text("Fiona First has this open", timeout=SOON)
    expect(item(pair.second, pair.other)).to_have_attribute("data-open", "")
    expect(row(pair.first, pair.other)).to_contain_text("Sam Second has this open", timeout=SOON)

    row(pair.second, pair.one).click()  # who wants to look may
    expect(item(pair.second, pair.one).locator("[data-taken]")).to_have_text(
        "Fiona First has this open", timeout=SOON
    )
    pair.first.keyboard.press("a")
    expect(item(pair.first, pair.other)).to_be_focused()


def test_what_somebody_left_is_free_again(newsdesk: Newsdesk, pair: Pair) -> None:
    pair.first.clock.install()
    visit(pair.first, newsdesk.url)
    visit(pair.second, newsdesk.url)
    expect(row(pair.second, pair.one)).to_contain_text("Fiona First has this open", timeout=SOON)

    pair.first.clock.run_for(61_000)  # a minute without a key or a mouse
    expect(row(pair.second, pair.one).locator("[data-taken]")).to_be_hidden(timeout=SOON)

    pair.first.keyboard.press("Shift")
    expect(row(pair.second, pair.one)).to_contain_text("Fiona First has this open", timeout=SOON)


def test_two_who_rule_on_one_comment_at_once_rule_once(
    newsdesk: Newsdesk, pair: Pair, complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    for page in (pair.first, pair.second):
        visit(page, newsdesk.url)
        row(page, pair.one).click()

    for page in (pair.first, pair.second):
        # Both are on their way before either is answered.
        item(page, pair.one).locator("[data-approve]").evaluate("button => { button.click() }")

    told = [item(page, pair.one).locator("[data-outcome]") for page in (pair.first, pair.second)]
    for outcome in told:
        expect(outcome).to_be_visible()
    said = sorted(outcome.inner_text().partition(" at ")[0] for outcome in told)
    assert said[0].startswith("Published by ")
    assert said[1].startswith("Somebody was first: published by ")
    assert said[0].rpartition("by ")[2] == said[1].rpartition("by ")[2]
    assert pair.one.is_public


def test_the_count_is_live(newsdesk: Newsdesk, pair: Pair) -> None:
    visit(pair.first, newsdesk.url)
    expect(pair.first.locator("[data-waiting]")).to_have_text("2 waiting")

    newsdesk.write(pair.one.comment["story_id"], f"{HELD} Indeed.")

    expect(pair.first.locator("[data-waiting]")).to_have_text("3 waiting", timeout=SOON)
    expect(pair.first).to_have_title("3 waiting – Belowline")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_wrong_key_is_taken_back(
    newsdesk: Newsdesk,
    pair: Pair,
    fiona: Moderator,
    open_window: Callable[..., Page],
    screen: str,
) -> None:
    page = open_window(screen, who=fiona.who)
    visit(page, newsdesk.url)
    page.keyboard.press("a")
    expect(item(page, pair.other)).to_be_focused()
    assert pair.one.is_public

    if screen == "desktop":
        page.keyboard.press("u")
    else:
        item(page, pair.one).get_by_role("button", name="Undo").click()

    expect(item(page, pair.one)).to_be_focused()
    expect(page.locator("[data-say]")).to_contain_text("Taken back.")
    expect(page).to_have_title("2 waiting – Belowline")
    assert pair.one.now()["state"] == "held"
    page.keyboard.press("r")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(item(page, pair.one).locator("[data-outcome]")).to_contain_text("Rejected for profanity")
    visit(page, f"{newsdesk.url}/comments/{pair.one.id}")
    expect(page.get_by_role("heading", name="Taken back at once")).to_be_visible()
    expect(page.locator(".history").last).to_contain_text("Published by Fiona First")


def test_after_ten_seconds_nothing_is_taken_back(newsdesk: Newsdesk, pair: Pair) -> None:
    page = pair.first
    page.clock.install()
    visit(page, newsdesk.url)
    page.keyboard.press("a")
    undo = item(page, pair.one).get_by_role("button", name="Undo")
    expect(undo).to_be_visible()

    page.clock.run_for(10_001)

    expect(undo).to_have_count(0)
    page.keyboard.press("u")
    assert pair.one.is_public


@pytest.mark.parametrize("screen", SCREENS)
def test_the_readers_record_and_similar_rulings_stand_beside(
    newsdesk: Newsdesk,
    pair: Pair,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: str,
) -> None:
    page = open_window(screen, who=fiona.who)
    words = "The mayor of this town is a complete moron and the whole council with him, every one"
    before = newsdesk.write(pair.one.comment["story_id"], words)
    clear(fiona)
    again = newsdesk.write(pair.one.comment["story_id"], f"{words} of them")
    visit(page, newsdesk.url)

    beside = item(page, again).locator(".context")
    expect(beside.locator(".record")).to_contain_text("Less than a day")
    expect(beside.locator(".similar")).to_contain_text("Removed for spam")
    expect(beside.locator(f'.similar a[href="/desk/comments/{before.id}"]')).to_be_visible()
    says = item(page, again).locator("details.says")
    says.locator("summary").click()
    expect(says).to_contain_text("It does not mean:")
    accessible(page)

    plain = open_window(screen, who=fiona.who, javascript=False)
    plain.goto(newsdesk.url)
    plain.get_by_role("link", name="The reader’s record and similar rulings").click()
    expect(plain.locator(".similar")).to_contain_text("Removed for spam")
