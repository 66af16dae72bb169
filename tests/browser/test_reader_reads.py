"""A reader reads a story and the conversation beneath it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.thread import demo_story, follows, ids, open_story, visit
from tests.running import Running

ORDER = (
    *("h1", ".story-meta .byline", ".story-meta time", ".story-body"),
    *("#comments-title", ".policy-line", "form.composer", "ol.thread", "#latest-stories"),
)


def test_a_reader_reads_the_story_then_the_comments_then_what_else_is_new(
    page: Page, server: Running
) -> None:
    visit(page, demo_story(server, "Kremlin").address)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Kremlin warns")
    expect(page.locator(".story-meta")).to_contain_text("By Helena Marsh and Tomas Ridder")
    expect(page.locator(".story-meta time")).to_have_text("30 Dec 2021, 23:10")
    expect(page.locator(".story-body")).to_contain_text("President Joe Biden and President")
    expect(page.get_by_role("heading", name="Comments")).to_be_visible()
    expect(page.locator(".policy-line")).to_contain_text("discourteous behaviour")
    assert follows(page, ORDER)


def test_the_policy_stands_right_above_the_box(page: Page, server: Running) -> None:
    visit(page, open_story(server).address)

    line = page.locator(".policy-line").bounding_box()
    form = page.locator("form.composer").bounding_box()

    assert line
    assert form
    assert 0 <= form["y"] - (line["y"] + line["height"]) <= 48


def test_each_of_the_latest_stories_says_how_many_have_commented(
    phone: Page, server: Running
) -> None:
    phone.goto(demo_story(server, "Kremlin").address)
    latest = phone.get_by_role("region", name="Latest stories")

    stories = latest.get_by_role("listitem").all()

    assert len(stories) == 6
    for story in stories:
        expect(story.locator(".talk")).to_contain_text(re.compile(r"\d+ comment|Comment"))


def test_the_front_page_leads_to_a_story(phone: Page, server: Running) -> None:
    phone.goto("/")
    phone.get_by_role("region", name="Most discussed").get_by_role("link").first.click()

    expect(phone.get_by_role("heading", name="Comments")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "order"), [("Newest", "CBA"), ("Oldest", "ABC"), ("Best", "BCA")]
)
def test_a_reader_chooses_the_order(desktop: Page, server: Running, label: str, order: str) -> None:
    story = open_story(server)
    by_letter = {
        letter: story.write(f"{letter} is how this remark on the talks begins.") for letter in "ABC"
    }
    story.like(by_letter["B"], times=6)
    story.like(by_letter["C"], times=2)
    visit(desktop, story.address)

    desktop.get_by_role("link", name=label, exact=True).click()
    desktop.wait_for_url(re.compile(f"sort={label.lower()}"))

    expect(desktop.get_by_role("link", name=label, exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    assert ids(desktop) == [by_letter[letter] for letter in order]


def test_a_link_to_a_comment_shows_it_among_those_it_answers(page: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write("The first word on the talks in Geneva.")
    answer = story.write("And an answer to the first word.", parent=root)

    visit(page, f"/comments/{answer}")

    shown = page.locator(f"#c-{answer}")
    expect(shown).to_have_attribute("aria-current", "true")
    expect(shown).to_be_in_viewport()
    expect(page.locator(f"#c-{root}")).to_be_visible()
    marked = "element => getComputedStyle(element.querySelector('.comment-text')).borderLeftWidth"
    assert shown.evaluate(marked) == "3px"


def test_a_new_comment_says_how_long_ago_and_on_hovering_exactly_when(
    desktop: Page, server: Running
) -> None:
    story = open_story(server)
    story.write("A remark that has just been made.")

    visit(desktop, story.address)

    time = desktop.locator(".comment-head time")
    expect(time).to_have_text(re.compile(r"^(now|\d+ (minute|second)s? ago)$"))
    exact = time.get_attribute("title") or ""
    told = datetime.strptime(exact, "%d %B %Y, %H:%M UTC").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - told).total_seconds() < 300


def test_an_old_comment_says_its_date(desktop: Page, server: Running) -> None:
    visit(desktop, demo_story(server, "Kremlin").address)

    time = desktop.locator(".comment-head time[datetime^='2021-12-30']").last
    expect(time).to_have_text(re.compile(r"^30 Dec 2021$"))


def test_a_minute_later_the_page_says_so_by_itself(desktop: Page, server: Running) -> None:
    story = open_story(server)
    story.write("A remark that has just been made.")
    desktop.clock.install()
    visit(desktop, story.address)

    desktop.clock.run_for(3 * 60_000)

    expect(desktop.locator(".comment-head time")).to_have_text("3 minutes ago")
