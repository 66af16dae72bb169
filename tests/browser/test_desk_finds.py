"""A moderator narrows the queue and searches everything, by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import (
    CLEAN,
    HELD,
    REJECTED,
    Moderator,
    Newsdesk,
    clear,
    item,
    visit,
)
from tests.browser.thread import sideways


@pytest.fixture
def story(newsdesk: Newsdesk, fiona: Moderator) -> str:
    """A new story, and nothing that waits."""
    clear(fiona)
    return newsdesk.story(fiona, headline="Rent cap passes", section="City")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_the_queue_is_narrowed_and_widened(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    javascript: bool,
) -> None:
    held, advert = newsdesk.write(story, HELD), newsdesk.write(story, CLEAN)
    advert.report()
    page = open_window(who=fiona.who, javascript=javascript)
    page.goto(newsdesk.url)
    expect(page.locator(".order")).to_contain_text("Worst first")

    if javascript:
        expect(page.locator("html[data-desk=ready]")).to_be_attached()
        page.keyboard.press("f")
        expect(page.get_by_label("Why it waits")).to_be_focused()
    else:
        page.locator("[data-filters] summary").click()
    page.get_by_label("Clause", exact=True).select_option("Discourteous behaviour")
    page.get_by_label("Section").select_option("City")
    page.get_by_role("button", name="Show these").click()

    expect(item(page, held)).to_be_visible()
    expect(item(page, advert)).to_have_count(0)
    expect(page.locator("[data-waiting]")).to_have_text("1 waiting")
    item(page, held).get_by_role("link", name="All by this reader that waits").click()
    expect(page.locator(".chips")).to_contain_text("Only by one reader")
    page.locator(".chips a").click()
    expect(page.locator("[data-item]")).to_have_count(2)

    page.goto(f"{newsdesk.url}?state=removed")
    expect(page.get_by_role("heading", name="Nothing of this kind waits.")).to_be_visible()


def test_the_whole_queue_is_there_before_it_is_asked_for(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    waiting = [
        newsdesk.write(story, f"{HELD} {number}", name=f"Ada {number}") for number in range(45)
    ]
    page = open_window("desktop", who=fiona.who)
    # What the address asks for is far behind the first twenty.
    visit(page, f"{newsdesk.url}#item-{waiting[30].id}")

    expect(page.locator("[data-filled]")).to_be_attached()
    expect(page.locator("[data-item][data-open]")).to_have_id(f"item-{waiting[30].id}")
    expect(item(page, waiting[30]).locator("[data-approve]")).to_be_visible()
    expect(page.locator("[data-item]")).to_have_count(45)
    expect(page.locator("[data-row]")).to_have_count(45)
    expect(page.locator("[data-further]").first).to_be_hidden()
    last = page.locator("[data-row]").last
    last.click()
    # It was a row until now; it comes whole before it can be ruled on.
    expect(item(page, waiting[-1]).locator("[data-approve]")).to_be_visible()
    page.keyboard.press("a")

    # Behind the last one the queue begins anew.
    expect(item(page, waiting[-1])).to_contain_text("Published")
    expect(page.locator("[data-waiting]")).to_have_text("44 waiting")
    expect(page.locator("[data-item][data-open]")).to_have_count(1)
    page.keyboard.press("k")
    expect(page.locator("[data-item][data-open]")).to_have_count(1)

    phone = open_window("phone", who=fiona.who)
    visit(phone, newsdesk.url)
    expect(phone.locator("[data-filled]")).to_be_attached()
    item(phone, waiting[25]).scroll_into_view_if_needed()
    expect(item(phone, waiting[25]).locator("[data-approve]")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_view_is_kept_come_back_to_and_forgotten(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    javascript: bool,
    screen: str,
) -> None:
    held, advert = newsdesk.write(story, HELD), newsdesk.write(story, CLEAN)
    advert.report()
    page = open_window(screen, who=fiona.who, javascript=javascript)
    page.goto(f"{newsdesk.url}?waits=held")
    page.get_by_label("Keep as a view named").fill("What the engine & co. held")
    page.get_by_role("button", name="Keep", exact=True).click()
    accessible(page)

    page.goto(newsdesk.url)
    expect(page.locator("[data-item]")).to_have_count(2)
    page.get_by_role("link", name="What the engine & co. held").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    expect(item(page, held)).to_be_visible()
    page.get_by_role("button", name="Forget the view").click()

    expect(page.locator("[data-item]")).to_have_count(1)
    expect(page.get_by_role("link", name="What the engine & co. held")).to_have_count(0)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_comment_is_found_by_its_words(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    complaints: Complaints,
    screen: str,
) -> None:
    complaints.expect("status of 422")
    word = f"zanzibar{screen}"
    rejected = newsdesk.write(story, f"{REJECTED} {word.upper()}!", "Gus Hale")
    newsdesk.write(story, f"{CLEAN} {word}, 'twas <b>then</b>.")
    page = open_window(screen, who=fiona.who)
    page.goto(newsdesk.url)
    page.get_by_label("Search every comment").fill(f"{word} idi*")
    page.keyboard.press("Enter")

    expect(page.locator(".hits li")).to_have_count(1)
    expect(page.locator(".hits mark")).to_have_text(["idiot", word.upper()])
    expect(page.locator(".hits li")).to_contain_text("Rejected")
    accessible(page)
    page.locator(".hit-words a").click()
    expect(item(page, rejected)).to_be_visible()

    page.get_by_label("Search every comment").fill(f"see {rejected.id}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{newsdesk.url}/comments/{rejected.id}")

    for nonsense in (f"-{word}", ""):
        page.goto(f"{newsdesk.url}/search?q={nonsense}")
        expect(page.locator(".hits")).to_contain_text("look" if nonsense else "both words")
        accessible(page)
    page.goto(f"{newsdesk.url}/search?q={word}")
    expect(page.locator(".hits")).to_contain_text("<b>then</b>")
    assert sideways(page) <= 0


def test_a_slash_leads_to_the_search_from_anywhere(
    newsdesk: Newsdesk, story: str, fiona: Moderator, open_window: Callable[..., Page]
) -> None:
    newsdesk.write(story, f"{HELD} Quagga.")
    page = open_window(who=fiona.who)
    visit(page, newsdesk.url)

    page.keyboard.press("/")
    page.keyboard.type("quagga")
    page.keyboard.press("Enter")
    expect(page.locator(".hits li")).to_have_count(1)
    expect(page.locator("html[data-desk=ready]")).to_be_attached()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Search every comment")).to_be_focused()
