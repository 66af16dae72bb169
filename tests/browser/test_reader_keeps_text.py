"""Nothing that a reader has typed is lost, whatever becomes of the request."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import CLEAN, box, comment, fill, open_story, post, status, visit
from tests.running import Running

BUSY = "That was too often in a short time. Try again in 30 seconds."
AWAY = "The database can’t be reached. Nothing was kept; please try again in a moment."


def fail_posts(page: Page, code: int, body: str) -> None:
    """Have whatever stands between page and server answer for it."""

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=code, body=body, headers={"retry-after": "30"})
        else:
            route.continue_()

    page.route("**/comments", answer)


def problem(detail: str) -> str:
    return json.dumps({"detail": detail, "code": "some-code", "title": "Some title"})


@pytest.mark.parametrize(
    ("code", "body", "told"),
    [
        (503, problem(AWAY), AWAY),
        (429, problem(BUSY), BUSY),
        (502, "<html><h1>Bad Gateway</h1></html>", "The server could not do this (502)."),
    ],
)
def test_a_server_that_refuses_leaves_the_text_and_says_why(
    desktop: Page, server: Running, complaints: Complaints, code: int, body: str, told: str
) -> None:
    complaints.expect(f"status of {code}")
    visit(desktop, open_story(server).address)
    fail_posts(desktop, code, body)

    post(desktop, CLEAN)

    expect(box(desktop).locator("[data-problem]")).to_have_text(told)
    text = box(desktop).get_by_label("Your comment")
    expect(text).to_be_focused()
    expect(text).to_have_value(CLEAN)
    expect(text).to_have_attribute("aria-invalid", "true")
    desktop.unroute("**/comments")
    box(desktop).get_by_role("button", name="Post comment").click()
    expect(comment(desktop, CLEAN)).to_be_visible()
    expect(box(desktop).locator("[data-problem]")).to_be_empty()


def test_a_server_that_cannot_be_reached_leaves_the_text(
    phone: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    story = open_story(server)
    visit(phone, story.address)
    phone.context.set_offline(True)

    post(phone, CLEAN)

    expect(box(phone).locator("[data-problem]")).to_contain_text("The site can’t be reached.")
    expect(box(phone).get_by_label("Your comment")).to_have_value(CLEAN)
    phone.context.set_offline(False)
    visit(phone, story.address)
    expect(box(phone).get_by_label("Your comment")).to_have_value(CLEAN)


def test_the_wait_that_a_server_asks_for_is_said_once(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 429")
    visit(desktop, open_story(server).address)
    fail_posts(desktop, 429, problem(BUSY))

    post(desktop, CLEAN)

    expect(box(desktop).locator("[data-problem]")).to_contain_text("30 seconds")
    told = box(desktop).locator("[data-problem]").inner_text()
    assert told.count("Try again") == 1


def test_a_draft_reply_is_there_again_after_a_reload(desktop: Page, server: Running) -> None:
    story = open_story(server)
    asked = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)
    asked.locator("a.reply").click()
    asked.get_by_label("Your comment").fill("As to that, I should add")

    visit(desktop, story.address)
    asked.locator("a.reply").click()

    expect(asked.get_by_label("Your comment")).to_have_value("As to that, I should add")


def test_an_impatient_reader_posts_only_once(desktop: Page, server: Running) -> None:
    story = open_story(server)
    visit(desktop, story.address)
    fill(desktop, CLEAN)

    box(desktop).get_by_role("button", name="Post comment").dblclick()

    expect(comment(desktop, CLEAN)).to_be_visible()
    expect(status(desktop)).to_have_text("Your comment is on the page.")
    visit(desktop, story.address)
    expect(comment(desktop, CLEAN)).to_have_count(1)


def test_a_reply_to_what_was_withdrawn_meanwhile_is_not_lost(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 4")
    story = open_story(server)
    visit(desktop, story.address)
    post(desktop, CLEAN)
    mine = comment(desktop, CLEAN)
    mine.locator("a.reply").click()
    form = desktop.locator("form.reply-composer")
    form.get_by_label("Your comment").fill("As to that, I should add")
    identity = mine.get_attribute("data-id")

    with desktop.expect_response(f"**/comments/{identity}/fragment"):
        desktop.request.delete(f"/api/v1/comments/{identity}")

    expect(desktop.get_by_text("This comment is gone.")).to_be_visible()
    expect(form.get_by_label("Your comment")).to_have_value("As to that, I should add")
    assert CLEAN not in desktop.locator("#comments").inner_text()
