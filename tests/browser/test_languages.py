"""The thread in other languages: what is shown, what is announced, and from which side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.newspaper import Newspaper, newspaper
from tests.browser.papers import RIGHT_TO_LEFT
from tests.browser.thread import CLEAN, comment, open_story, sideways
from tests.running import Running


@pytest.fixture(scope="module")
def paper(server: Running) -> Iterator[Newspaper]:
    with newspaper(server, address="127.0.0.1", name="localhost") as paper:
        yield paper


def test_an_arabic_paper_has_an_arabic_thread(
    phone: Page, paper: Newspaper, server: Running
) -> None:
    address = f"{paper.origin}/arabic"
    story = open_story(server, url=address)
    story.write(CLEAN)
    paper.lay(address, paper.embed(address, lang="ar"), layout=RIGHT_TO_LEFT)

    phone.goto(address)
    there = comment(phone, CLEAN)
    expect(phone.locator(".below-title")).to_contain_text("التعليقات")
    expect(there.locator("time")).to_have_text("الآن")
    expect(there.get_by_role("link", name="رد على Ada Ridley")).to_be_visible()
    author, menu = there.locator(".comment-author"), there.locator("button.more")
    assert x_of(author) > x_of(menu), "Arabic begins at the right"

    phone.get_by_label("الاسم").fill("Noor")
    phone.get_by_label("تعليقك").fill("The report says so, and it says why.")
    phone.get_by_role("button", name="نشر التعليق").click()

    expect(comment(phone, "it says why")).to_be_visible()
    expect(phone.locator("[data-status]")).to_have_text("تعليقك على الصفحة.")
    menu.click()
    expect(phone.get_by_role("menuitem", name="تجاهل Ada Ridley")).to_be_visible()
    assert sideways(phone) <= 0
    assert_accessible(phone)


def test_a_german_page_stays_german(open_window: Callable[..., Page], server: Running) -> None:
    page = open_window("desktop")
    story = open_story(server)
    first = story.write(CLEAN)
    page.goto(f"{story.address}?lang=de")
    expect(comment(page, CLEAN).get_by_role("button", name="Gefällt mir")).to_be_visible()

    story.write("It is in the second paragraph.", parent=first, name="Bea")
    page.get_by_role("button", name="1 neue Antwort").click()
    expect(comment(page, "second paragraph").first).to_be_visible()
    expect(comment(page, CLEAN).get_by_role("button", name="Antworten verbergen")).to_be_visible()

    page.get_by_label("Name").first.fill("Cem")
    page.get_by_label("Ihr Kommentar").first.fill("You are an idiot and everybody knows it.")
    page.get_by_role("button", name="Kommentar veröffentlichen").click()
    told = page.get_by_role("alert", name="Nicht veröffentlicht")
    expect(told).to_contain_text("würde er abgelehnt")
    expect(told).to_contain_text("Streiten Sie mit dem, was gesagt wurde")

    comment(page, CLEAN).locator(".comment-time").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_two_threads_on_one_page_speak_each_their_own_language(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = f"{paper.origin}/both"
    open_story(server, url=address).write(CLEAN)
    both = f'{paper.embed(address)}<below-line story-url="{address}" lang="de"></below-line>'
    paper.lay(address, both)
    desktop.goto(address)
    english, german = desktop.locator("below-line").first, desktop.locator("below-line").last
    expect(german.locator("time")).to_have_text("jetzt")

    for thread, offer in ((english, "Ignore Ada Ridley"), (german, "Ada Ridley ignorieren")):
        thread.locator("button.more").click()
        expect(thread.get_by_role("menuitem", name=offer)).to_be_visible()
        desktop.keyboard.press("Escape")


def x_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["x"]
