"""Before a comment is sent that would not be published, its writer may think again in the box."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import (
    BREACHES,
    CLEAN,
    DOUBTFUL,
    box,
    comment,
    fill,
    open_story,
    post,
    send_anyway,
    status,
    visit,
)
from tests.running import Running


def test_change_it_leads_to_the_words_that_are_meant(desktop: Page, server: Running) -> None:
    visit(desktop, open_story(server).address)
    post(desktop, f"\n🕯 I was there. {BREACHES['vulgarity']}")
    panel = desktop.get_by_role("alert", name="Not published")
    expect(panel).to_be_focused()
    # The clause in the policy's own words.
    expect(panel.locator(".clause-words").first).to_contain_text("Vulgarity: ")

    panel.get_by_role("button", name="Change it").click()

    text = box(desktop).get_by_label("Your comment")
    expect(text).to_be_focused()
    marked = text.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert marked
    assert marked in BREACHES["vulgarity"]
    desktop.keyboard.type("something else")
    assert "something else" in text.input_value()


def test_nothing_is_sent_before_the_reader_says_so(page: Page, server: Running) -> None:
    story = open_story(server)
    visit(page, story.address)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))

    post(page, DOUBTFUL)

    expect(page.get_by_role("alert", name="Not sent yet")).to_be_focused()
    assert not [each for each in sent if each.endswith("/comments")]
    expect(box(page).get_by_label("Your comment")).to_have_value(DOUBTFUL)
    expect(page.locator("article.comment")).to_have_count(0)
    send_anyway(page)
    expect(comment(page, "Three sources on the treaty")).to_be_visible()
    expect(status(page)).to_have_text("Your comment is held: a moderator will look.")
    assert [each for each in sent if each.endswith("/comments")] == [
        f"POST {server.url}/api/v1/stories/{story.id}/comments"
    ]


def test_other_words_are_looked_at_again_even_by_who_presses_send_anyway(
    desktop: Page, server: Running
) -> None:
    visit(desktop, open_story(server).address)
    post(desktop, DOUBTFUL)

    box(desktop).get_by_label("Your comment").fill(BREACHES["profanity"])
    send_anyway(desktop)

    expect(desktop.get_by_role("alert", name="Not published")).to_be_focused()
    expect(desktop.locator(".ruling")).to_have_count(1)


def test_who_cannot_be_told_in_time_is_not_kept_from_posting(
    page: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    visit(page, open_story(server).address)
    page.route("**/api/v1/check", lambda route: route.abort())
    fill(page, CLEAN)

    post(page, CLEAN)

    expect(comment(page, CLEAN)).to_be_visible()


def test_the_keyboard_alone_changes_and_sends(desktop: Page, server: Running) -> None:
    visit(desktop, open_story(server).address)
    post(desktop, DOUBTFUL)
    expect(desktop.get_by_role("alert", name="Not sent yet")).to_be_focused()

    for _ in range(12):
        desktop.keyboard.press("Tab")
        if desktop.evaluate("document.activeElement.textContent") == "Send to a moderator":
            break
    desktop.keyboard.press("Enter")

    expect(comment(desktop, "Three sources on the treaty")).to_be_visible()
