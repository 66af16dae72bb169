"""A reader writes a comment, is told at once what became of it, and mends it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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


def test_a_clean_comment_appears_and_stays(page: Page, server: Running) -> None:
    visit(page, open_story(server).address)

    post(page, CLEAN, name="Ben Okoro")

    shown = comment(page, CLEAN)
    expect(shown).to_be_visible()
    expect(shown).to_be_focused()
    expect(shown).to_be_in_viewport()
    expect(shown.locator(".comment-author")).to_have_text("Ben Okoro")
    expect(status(page)).to_have_text("Your comment is on the page.")
    expect(page.locator("[data-comment-count]")).to_have_text("1")
    expect(box(page).get_by_label("Your comment")).to_have_value("")
    page.reload()
    expect(comment(page, CLEAN)).to_be_visible()


def test_the_next_time_the_name_is_there_already(desktop: Page, server: Running) -> None:
    story = open_story(server)
    visit(desktop, story.address)
    post(desktop, CLEAN, name="Ben Okoro")
    expect(comment(desktop, CLEAN)).to_be_visible()

    visit(desktop, story.address)

    expect(box(desktop).get_by_label("Name")).to_have_value("Ben Okoro")


def test_a_doubtful_comment_is_shown_to_its_author_alone(
    page: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    visit(page, story.address)

    post(page, DOUBTFUL)
    send_anyway(page)

    held = comment(page, "Three sources on the treaty")
    expect(held.locator(".comment-status")).to_have_text(
        "Held: a moderator will look. Only you can see it."
    )
    expect(status(page)).to_have_text("Your comment is held: a moderator will look.")
    visit(page, story.address)
    expect(held.locator(".comment-status")).to_be_visible()
    other = open_window()
    visit(other, story.address)
    expect(other.get_by_text("Nobody has commented yet.")).to_be_visible()
    assert "Three sources" not in other.content()


@pytest.mark.parametrize("clause", BREACHES)
def test_a_breach_is_explained_and_its_words_are_marked(
    phone: Page, server: Running, clause: str
) -> None:
    page = phone
    visit(page, open_story(server).address)

    post(page, BREACHES[clause])

    panel = page.get_by_role("alert", name="Not published")
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("Nobody else has seen it.")
    named = panel.locator(f".finding-clause[href$='#clause-{clause}']").first
    expect(named).to_have_text(re.compile(r"^[A-Z][a-z]+"))
    marked = panel.locator("mark").first.evaluate("mark => mark.firstChild.textContent")
    assert marked in BREACHES[clause]
    expect(box(page).get_by_label("Your comment")).to_have_value(BREACHES[clause])
    expect(page.locator("article.comment")).to_have_count(0)


def test_a_word_that_is_said_thrice_is_explained_once(phone: Page, server: Running) -> None:
    visit(phone, open_story(server).address)

    post(phone, "What the fuck is this? Fuck the Kremlin and fuck this whole year.")

    panel = phone.get_by_role("alert", name="Not published")
    expect(panel.locator("mark")).to_have_count(3)
    expect(panel.locator(".findings li")).to_have_count(1)


def test_a_mended_comment_is_published(page: Page, server: Running) -> None:
    visit(page, open_story(server).address)
    post(page, f"{BREACHES['discourtesy']} {CLEAN}")
    panel = page.get_by_role("alert", name="Not published")
    expect(panel).to_be_visible()

    post(page, CLEAN)

    expect(comment(page, CLEAN)).to_be_visible()
    expect(panel).to_have_count(0)


def test_a_reader_is_warned_while_typing(desktop: Page, server: Running) -> None:
    visit(desktop, open_story(server).address)
    text = box(desktop).get_by_label("Your comment")

    text.press_sequentially(BREACHES["vulgarity"])

    warning = desktop.locator("[data-warning]")
    expect(warning).to_contain_text("This may break the house policy: ")
    expect(warning).to_contain_text("suck my dick")
    text.fill(CLEAN)
    expect(warning).to_be_empty()


def test_an_author_mends_a_comment(page: Page, server: Running) -> None:
    visit(page, open_story(server).address)
    post(page, CLEAN)
    mine = comment(page, CLEAN)

    mine.get_by_role("link", name="Edit").click()
    editor = mine.locator("form[data-edits]")
    expect(editor.get_by_label("Your comment")).to_be_focused()
    expect(editor.get_by_label("Your comment")).to_have_value(CLEAN)
    editor.get_by_label("Your comment").fill("The alliance set no date in Bucharest.")
    editor.get_by_role("button", name="Save").click()

    mended = comment(page, "The alliance set no date in Bucharest.")
    expect(mended.locator(".edited")).to_be_visible()
    expect(mended).to_be_focused()
    expect(comment(page, CLEAN)).to_have_count(0)
    expect(page.locator("[data-comment-count]")).to_have_text("1")


def test_an_edit_that_breaks_the_policy_leaves_the_public_words(
    desktop: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    visit(desktop, story.address)
    post(desktop, CLEAN)
    mine = comment(desktop, CLEAN)

    mine.get_by_role("link", name="Edit").click()
    editor = mine.locator("form[data-edits]")
    editor.get_by_label("Your comment").fill(BREACHES["profanity"])
    editor.get_by_role("button", name="Save").click()

    expect(desktop.get_by_role("alert", name="Not published")).to_be_focused()
    expect(editor.get_by_label("Your comment")).to_have_value(BREACHES["profanity"])
    expect(mine.locator(":scope > .comment-text")).to_have_text(CLEAN)
    other = open_window()
    visit(other, story.address)
    expect(comment(other, CLEAN)).to_be_visible()
    assert "Kremlin" not in other.locator("#comments").inner_text()


def test_when_the_time_for_mending_is_over_a_comment_can_still_be_withdrawn(
    desktop: Page, server: Running
) -> None:
    desktop.clock.install()
    visit(desktop, open_story(server).address)
    post(desktop, CLEAN)
    mine = comment(desktop, CLEAN)
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()

    desktop.clock.fast_forward("06:00")

    expect(mine.get_by_role("link", name="Edit")).to_have_count(0)
    expect(mine.get_by_role("link", name="Withdraw")).to_be_visible()


def test_a_comment_without_words_is_not_sent(desktop: Page, server: Running) -> None:
    visit(desktop, open_story(server).address)

    post(desktop, "")

    expect(box(desktop).get_by_label("Your comment")).to_be_focused()
    expect(desktop.locator("article.comment")).to_have_count(0)


def test_a_draft_is_there_again_after_a_reload(phone: Page, server: Running) -> None:
    story = open_story(server)
    visit(phone, story.address)
    fill(phone, "I had only begun to say that")

    visit(phone, story.address)

    expect(box(phone).get_by_label("Your comment")).to_have_value("I had only begun to say that")


def test_what_was_posted_is_no_draft_any_more(desktop: Page, server: Running) -> None:
    story = open_story(server)
    visit(desktop, story.address)
    post(desktop, CLEAN)
    expect(comment(desktop, CLEAN)).to_be_visible()

    visit(desktop, story.address)

    expect(box(desktop).get_by_label("Your comment")).to_have_value("")
