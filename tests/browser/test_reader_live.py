"""What others do shows while a page is read, without moving what is being read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import (
    CLEAN,
    Story,
    comment,
    fill,
    open_story,
    own,
    post,
    status,
    visit,
)
from tests.running import Running

# What a comment without words is to eyes and ears.
LOOK = """article => [
    [...article.attributes].map(({ name, value }) => `${name}=${value}`).sort(),
    article.querySelector('.tombstone').outerHTML.replace(/\\s+/g, ' '),
]"""
NEWS = "The talks in Geneva have just been moved to Monday."


def follow(page: Page, story: Story) -> None:
    """Open a story and wait until the page hears what happens."""
    with page.expect_response("**/stories/*/live*"):
        visit(page, story.address)


def place_of(page: Page, selector: str) -> float:
    found = page.locator(selector).bounding_box()
    assert found
    return found["y"]


def remove(desk: Page, comment_id: str) -> None:
    """Rule a public comment out, as a moderator does."""
    desk.goto(f"/desk/comments/{comment_id}")
    form = desk.locator("form", has=desk.locator("[name=seen]")).first
    answer = desk.request.post(
        f"/api/v1/desk/comments/{comment_id}/rulings",
        data={
            "verdict": "remove",
            "clause": "spam",
            "seen": form.locator("[name=seen]").input_value(),
        },
        headers={"x-csrf-token": form.locator("[name=token]").input_value()},
    )
    assert answer.ok, answer.text()


def test_a_new_comment_is_announced_and_shown_only_when_asked_for(
    page: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    first = f"#c-{story.write(CLEAN)}"
    follow(page, story)
    page.locator(first).scroll_into_view_if_needed()
    before = place_of(page, first)
    other = open_window()
    visit(other, story.address)

    post(other, NEWS)

    news = page.get_by_role("button", name="1 new comment")
    expect(news).to_be_visible()
    expect(status(page)).to_have_text("New comments have come in.")
    expect(comment(page, NEWS)).to_have_count(0)
    assert place_of(page, first) == pytest.approx(before)
    news.click()
    expect(comment(page, NEWS)).to_be_focused()
    expect(comment(page, NEWS)).to_be_in_viewport()
    expect(news).to_have_count(0)


def test_what_one_is_writing_is_left_alone(desktop: Page, server: Running) -> None:
    story = open_story(server)
    follow(desktop, story)
    fill(desktop, "I was about to say that")

    story.write(NEWS)

    expect(desktop.get_by_role("button", name="1 new comment")).to_be_visible()
    expect(desktop.get_by_label("Your comment")).to_have_value("I was about to say that")


def test_a_new_reply_is_announced_beneath_what_it_answers(page: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write(CLEAN)
    follow(page, story)

    story.write(NEWS, parent=root)

    news = own(page.locator(f"#c-{root}"), "button.new-replies")
    expect(news).to_have_text("1 new reply")
    news.click()
    expect(page.locator(f"#c-{root} .replies")).to_contain_text(NEWS)
    expect(comment(page, NEWS)).to_be_focused()


def test_a_new_reply_to_a_withdrawn_comment_is_announced_too(
    desktop: Page, server: Running
) -> None:
    story = open_story(server)
    follow(desktop, story)
    post(desktop, CLEAN)
    mine = comment(desktop, CLEAN)
    expect(mine).to_be_visible()
    root = mine.get_attribute("data-id")
    story.write(NEWS, parent=root)
    expect(own(mine, "button.new-replies")).to_be_visible()

    mine.get_by_role("link", name="Withdraw").click()
    desktop.get_by_role("button", name="Withdraw it").click()

    stone = desktop.locator(f"#c-{root}")
    expect(stone).to_contain_text("Withdrawn by its author.")
    stone.get_by_role("button", name="1 new reply").click()
    expect(stone).to_contain_text(NEWS)


def test_ones_own_comment_is_no_news(desktop: Page, server: Running) -> None:
    story = open_story(server)
    follow(desktop, story)

    with desktop.expect_response("**/fragment"):
        post(desktop, NEWS)
    story.write("The bridge was closed on Monday, too.")

    expect(desktop.get_by_role("button", name="1 new comment")).to_be_visible()
    expect(comment(desktop, NEWS)).to_have_count(1)


def test_a_removed_comment_goes_from_open_pages(desktop: Page, desk: Page, server: Running) -> None:
    story = open_story(server)
    bad, good = story.write("My cousin sells shoes, by the way."), story.write(CLEAN)
    follow(desktop, story)
    expect(desktop.locator(f"#c-{bad}")).to_be_visible()

    remove(desk, bad)

    expect(desktop.locator(f"#c-{bad}")).to_have_count(0)
    expect(desktop.locator(f"#c-{good}")).to_be_visible()


def test_a_removed_comment_with_replies_leaves_a_stone(
    desktop: Page, desk: Page, server: Running
) -> None:
    story = open_story(server)
    bad = story.write("My cousin sells shoes, by the way.")
    story.write(CLEAN, parent=bad)
    asked: list[str] = []
    follow(desktop, story)
    desktop.on("request", lambda request: asked.append(request.url))

    remove(desk, bad)

    stone = desktop.locator(f"#c-{bad}")
    expect(stone).to_contain_text("Removed: it broke the house policy.")
    expect(stone).to_contain_text(CLEAN)
    assert "sells shoes" not in desktop.content()
    assert not [url for url in asked if "/comments/" in url]
    made = stone.evaluate(LOOK)
    visit(desktop, story.address)
    assert stone.evaluate(LOOK) == made


def test_an_edit_shows_in_open_pages(
    desktop: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    author = open_window()
    visit(author, story.address)
    post(author, CLEAN)
    expect(comment(author, CLEAN)).to_be_visible()
    follow(desktop, story)

    mine = comment(author, CLEAN)
    mine.get_by_role("link", name="Edit").click()
    mine.locator("form[data-edits] textarea").fill(NEWS)
    mine.get_by_role("button", name="Save").click()

    expect(comment(desktop, NEWS)).to_be_visible()
    expect(comment(desktop, CLEAN)).to_have_count(0)


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "held back"])
def test_a_page_without_its_stream_asks_now_and_then(
    desktop: Page, server: Running, complaints: Complaints, refused: bool
) -> None:
    complaints.expect("status of 503")
    story = open_story(server)
    story.write(CLEAN)
    desktop.clock.install()

    def deny(route: Route) -> None:
        if refused:
            route.fulfill(status=503)

    desktop.route("**/stories/*/live*", deny)
    with desktop.expect_request("**/stories/*/live*"):
        visit(desktop, story.address)
    late = story.write(NEWS)

    for _ in range(3):
        desktop.clock.fast_forward(30_000)

    desktop.get_by_role("button", name="1 new comment").click()
    expect(desktop.locator(f"#c-{late}")).to_contain_text(NEWS)


def test_what_came_while_the_page_was_on_its_way_is_announced_too(
    page: Page, server: Running
) -> None:
    story = open_story(server)
    story.write(CLEAN)
    waiting: list[Route] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/stories/*/live*", lambda route: waiting.append(route))
    with page.expect_request("**/stories/*/live*"):
        visit(page, story.address)
    late = story.write(NEWS)

    # The browser tells of the request before it asks what to do with it.
    while not waiting:
        page.evaluate("null")
    waiting[0].continue_()

    expect(page.locator("[data-arrivals] button")).to_have_text("1 new comment")
    # The stream says it: ten thousand pages need not ask the database.
    assert not any("/comments?" in url for url in asked)
    page.locator("[data-arrivals] button").click()
    expect(page.locator(f"#c-{late}")).to_contain_text(NEWS)


def test_a_strangers_first_comment_stays_theirs_when_it_comes_in_anew(
    page: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    follow(page, story)
    post(page, CLEAN)
    mine = comment(page, CLEAN)
    expect(mine.get_by_role("link", name="Withdraw")).to_be_visible()
    identity = (mine.get_attribute("id") or "").removeprefix("c-")

    with page.expect_response(f"**/comments/{identity}/fragment"):
        page.request.patch(f"/api/v1/comments/{identity}", data={"text": NEWS})

    expect(comment(page, NEWS).get_by_role("link", name="Withdraw")).to_be_visible()


def test_likes_are_counted_in_open_pages_which_ask_for_nothing(
    desktop: Page, server: Running
) -> None:
    story = open_story(server)
    liked = story.write(CLEAN)
    asked: list[str] = []
    follow(desktop, story)
    button = own(desktop.locator(f"#c-{liked}"), ".like button")
    button.click()
    expect(button).to_have_text("Like 1")
    desktop.on("request", lambda request: asked.append(request.url))

    story.like(liked, times=2)

    expect(button).to_have_text("Like 3")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert not [url for url in asked if "/comments/" in url]
