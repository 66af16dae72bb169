"""A comment stands in its place as soon as it is sent, marked until the server has answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import (
    BREACHES,
    CLEAN,
    box,
    comment,
    open_story,
    own,
    post,
    send_anyway,
    visit,
)
from tests.polling import until
from tests.running import Running


def hold_back(page: Page) -> list[Route]:
    """Keep what is sent on its way until the test lets it go."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/stories/*/comments*", keep)
    return waiting


def test_a_comment_is_shown_while_it_is_on_its_way(page: Page, server: Running) -> None:
    story = open_story(server)
    visit(page, story.address)
    waiting = hold_back(page)

    post(page, CLEAN)

    sending = page.locator(".thread > .sending")
    expect(sending).to_contain_text("Sending…")
    expect(sending).to_contain_text(CLEAN)
    until(lambda: bool(page.evaluate("true") and waiting), "it is sent", 10)
    waiting[0].continue_()
    expect(comment(page, CLEAN)).to_be_focused()
    expect(sending).to_have_count(0)


def test_an_answer_is_shown_beneath_what_it_answers(desktop: Page, server: Running) -> None:
    story = open_story(server)
    root = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)
    waiting = hold_back(desktop)
    own(root, "a.reply").click()
    form = root.locator("form.reply-composer")
    form.get_by_label("Your comment").fill("Page four says so.")
    form.get_by_label("Name").fill("Ben Okoro")

    form.get_by_role("button", name="Post reply").click()

    expect(root.locator(".replies > .sending")).to_contain_text("Page four says so.")
    until(lambda: bool(desktop.evaluate("true") and waiting), "it is sent", 10)
    waiting[0].continue_()
    expect(comment(desktop, "Page four says so.")).to_be_focused()


@pytest.mark.parametrize("fate", ["rejected", "lost"])
def test_what_did_not_arrive_goes_and_its_words_stay_in_the_box(
    desktop: Page, server: Running, complaints: Complaints, fate: str
) -> None:
    complaints.expect("ERR_FAILED")
    story = open_story(server)
    visit(desktop, story.address)
    waiting = hold_back(desktop)

    post(desktop, BREACHES["profanity"])
    send_anyway(desktop)

    sending = desktop.locator(".sending")
    expect(sending).to_be_visible()
    until(lambda: bool(desktop.evaluate("true") and waiting), "it is sent", 10)
    waiting[0].continue_() if fate == "rejected" else waiting[0].abort()
    expect(sending).to_have_count(0)
    expect(box(desktop).get_by_label("Your comment")).to_have_value(BREACHES["profanity"])
