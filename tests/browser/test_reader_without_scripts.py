"""Everything a reader may do works in a browser that runs no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import (
    BREACHES,
    CLEAN,
    DOUBTFUL,
    box,
    comment,
    demo_story,
    follows,
    ids,
    open_story,
    own,
    post,
    send_anyway,
)
from tests.running import Running

MENDED = "The alliance set no date in Bucharest."


@pytest.fixture
def plain(open_window: Callable[..., Page]) -> Page:
    """A phone whose browser runs no scripts."""
    return open_window("phone", javascript=False)


def test_a_reader_reads(plain_page: Page, server: Running) -> None:
    plain_page.goto(demo_story(server, "Kremlin").address)

    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Kremlin warns")
    assert follows(plain_page, ("h1", ".story-body", "#comments-title", "form.composer", ".thread"))
    assert len(ids(plain_page)) > 20


def test_a_reader_posts(plain: Page, server: Running) -> None:
    plain.goto(open_story(server).address)

    post(plain, CLEAN, name="Ben Okoro")

    shown = comment(plain, CLEAN)
    expect(shown).to_be_in_viewport()
    expect(shown.locator(".comment-author")).to_have_text("Ben Okoro")
    assert plain.url.endswith(f"#{shown.get_attribute('id')}")


def test_a_reader_is_told_that_a_comment_is_held(
    plain: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    story = open_story(server)
    plain.goto(story.address)

    post(plain, DOUBTFUL)
    expect(plain.get_by_role("heading", name="Not sent yet")).to_be_visible()
    send_anyway(plain)

    expect(plain.get_by_role("heading", name="Held for a moderator")).to_be_visible()
    expect(plain.locator("main")).to_contain_text("You can see it here; others can’t.")
    plain.goto(story.address)
    assert "Three sources" not in plain.content()


def test_a_rejected_text_comes_back_with_its_words_marked_and_is_mended(
    plain_page: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    plain_page.goto(open_story(server).address)

    post(plain_page, BREACHES["profanity"], name="Ben Okoro")

    expect(plain_page.get_by_role("heading", name="Not published")).to_be_visible()
    expect(plain_page.locator("mark").first).to_contain_text("fuck")
    text = box(plain_page).get_by_label("Your comment")
    expect(text).to_have_value(BREACHES["profanity"])
    expect(box(plain_page).get_by_label("Name")).to_have_value("Ben Okoro")
    post(plain_page, CLEAN)
    expect(comment(plain_page, CLEAN)).to_be_visible()


def test_a_reader_replies(plain: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write("The first word on the talks.", name="Ada Ridley")
    plain.goto(story.address)

    own(plain.locator(f"#c-{root}"), "a.reply").click()
    expect(plain.get_by_role("heading", name="Reply to Ada Ridley")).to_be_visible()
    post(plain, CLEAN)

    expect(comment(plain, CLEAN)).to_be_in_viewport()
    expect(plain.locator(f"#c-{root} .replies")).to_contain_text(CLEAN)


def test_a_reader_reports_spam_from_the_menu_and_takes_it_back(
    plain_page: Page, server: Running
) -> None:
    story = open_story(server)
    article = plain_page.locator(f"#c-{story.write(CLEAN, name='Ada Ridley')}")
    plain_page.goto(story.address)

    article.get_by_role("button", name="More about this comment by Ada Ridley").click()
    article.get_by_role("button", name="Spam").click()

    expect(plain_page.get_by_role("heading", name="Reported. Thank you")).to_be_visible()
    plain_page.get_by_role("button", name="Undo").click()
    expect(article).to_be_visible()
    expect(article).to_contain_text(CLEAN)


def test_a_reader_likes(plain: Page, server: Running) -> None:
    story = open_story(server)
    article = plain.locator(f"#c-{story.write(CLEAN)}")
    plain.goto(story.address)

    own(article, ".like button").click()

    expect(own(article, ".like button")).to_have_text("Like 1")


def test_an_author_edits(plain: Page, server: Running) -> None:
    plain.goto(open_story(server).address)
    post(plain, CLEAN)

    comment(plain, CLEAN).locator(".comment-time").click()
    plain.get_by_role("link", name="Edit").click()
    expect(box(plain).get_by_label("Your comment")).to_have_value(CLEAN)
    box(plain).get_by_label("Your comment").fill(MENDED)
    plain.get_by_role("button", name="Save").click()

    expect(comment(plain, MENDED)).to_contain_text("edited")


def test_an_edit_that_breaks_the_policy_comes_back(
    plain: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    story = open_story(server)
    plain.goto(story.address)
    post(plain, CLEAN)
    comment(plain, CLEAN).locator(".comment-time").click()
    plain.get_by_role("link", name="Edit").click()

    box(plain).get_by_label("Your comment").fill(BREACHES["profanity"])
    plain.get_by_role("button", name="Save").click()

    expect(plain.get_by_role("heading", name="Not published")).to_be_visible()
    expect(box(plain).get_by_label("Your comment")).to_have_value(BREACHES["profanity"])
    plain.goto(story.address)
    expect(comment(plain, CLEAN)).to_be_visible()


def test_an_author_withdraws(plain: Page, server: Running) -> None:
    plain.goto(open_story(server).address)
    post(plain, CLEAN)

    comment(plain, CLEAN).locator(".comment-time").click()
    plain.get_by_role("link", name="Withdraw").click()
    expect(plain.get_by_role("heading", name="Withdraw your comment?")).to_be_visible()
    plain.get_by_role("button", name="Withdraw it").click()

    expect(plain.get_by_role("heading", name="Comments")).to_be_visible()
    expect(comment(plain, CLEAN)).to_have_count(0)


def test_nobody_is_offered_to_mend_what_others_wrote(plain: Page, server: Running) -> None:
    identity = open_story(server).write(CLEAN)

    plain.goto(f"/comments/{identity}")

    expect(comment(plain, CLEAN)).to_be_visible()
    expect(plain.get_by_role("link", name="Edit")).to_have_count(0)
    expect(plain.get_by_role("link", name="Withdraw")).to_have_count(0)


def test_a_reader_chooses_the_order(plain: Page, server: Running) -> None:
    story = open_story(server)
    first, second = story.write(CLEAN), story.write(MENDED)
    plain.goto(story.address)
    assert ids(plain) == [second, first]

    plain.get_by_role("link", name="Oldest").click()
    plain.wait_for_url(re.compile("sort=oldest"))

    assert ids(plain) == [first, second]


def test_times_stand_in_the_page_itself(plain: Page, server: Running) -> None:
    plain.goto(demo_story(server, "Kremlin").address)

    time = plain.locator(".comment-head time").last
    expect(time).to_have_text(re.compile(r"^\d+ \w{3} \d{4}, \d\d:\d\d$"))
    expect(time).to_have_attribute("title", re.compile(r"^\d+ \w+ \d{4}, \d\d:\d\d UTC$"))
