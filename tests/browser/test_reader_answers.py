"""A reader answers others, likes what they say, and takes their own words back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import CLEAN, comment, open_story, own, post, visit
from tests.running import Running

ANSWER = "The sanctions of 2014 changed little, as far as I can see."


def open_reply(article: Locator) -> Locator:
    own(article, "a.reply").click()
    return article.locator(":scope > form.reply-composer")


def answer(article: Locator, text: str) -> None:
    form = open_reply(article)
    form.get_by_label("Your comment").fill(text)
    form.get_by_label("Name").fill("Ben Okoro")
    form.get_by_role("button", name="Post reply").click()


def test_a_reply_is_written_and_shown_beneath_what_it_answers(page: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write(CLEAN, name="Ada Ridley")
    visit(page, story.address)
    asked = page.locator(f"#c-{root}")

    form = open_reply(asked)
    expect(form.get_by_role("heading", name="Reply to Ada Ridley")).to_be_visible()
    expect(form.get_by_label("Your comment")).to_be_focused()
    answer(asked, ANSWER)

    reply = asked.locator(":scope > .replies").locator("article.comment")
    expect(reply).to_contain_text(ANSWER)
    expect(reply).to_be_focused()
    expect(form).to_have_count(0)
    page.reload()
    expect(asked.locator(":scope > .replies")).to_contain_text(ANSWER)
    expect(own(asked, ".reply-count")).to_have_text("1 reply")


def test_a_reply_to_a_reply_stands_one_step_further_in(page: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write(CLEAN)
    first = story.write("A first answer to what was said above.", parent=root)
    visit(page, story.address)

    answer(page.locator(f"#c-{first}"), ANSWER)

    reply = comment(page, ANSWER)
    expect(reply).to_be_visible()
    inset, above = reply.bounding_box(), page.locator(f"#c-{first}").bounding_box()
    assert inset
    assert above
    assert inset["x"] > above["x"]
    assert reply.evaluate("each => each.parentElement.closest('article').dataset.id") == first


def test_escape_closes_a_reply_and_keeps_its_draft(desktop: Page, server: Running) -> None:
    story = open_story(server)
    asked = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)
    form = open_reply(asked)
    form.get_by_label("Your comment").fill("I would only add that")

    desktop.keyboard.press("Escape")

    expect(form).to_have_count(0)
    expect(own(asked, "a.reply")).to_be_focused()
    open_reply(asked)
    expect(form.get_by_label("Your comment")).to_have_value("I would only add that")


def test_cancel_closes_a_reply_too(desktop: Page, server: Running) -> None:
    story = open_story(server)
    asked = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)
    form = open_reply(asked)

    form.get_by_role("button", name="Cancel").click()

    expect(form).to_have_count(0)
    expect(own(asked, "a.reply")).to_be_focused()


def test_a_reply_that_breaks_the_policy_is_explained_where_it_was_written(
    desktop: Page, server: Running
) -> None:
    story = open_story(server)
    asked = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)

    answer(asked, "Shut up, you pretentious moron. You are a worthless clown.")

    expect(asked.get_by_role("alert", name="Not published")).to_be_focused()
    expect(asked.locator("form.reply-composer textarea")).to_have_value(
        "Shut up, you pretentious moron. You are a worthless clown."
    )
    expect(desktop.locator("article.comment")).to_have_count(1)


def test_a_reader_likes_a_comment_and_takes_it_back(page: Page, server: Running) -> None:
    story = open_story(server)
    asked = page.locator(f"#c-{story.write(CLEAN)}")
    visit(page, story.address)
    like = own(asked, ".like button")

    like.click()
    expect(like).to_have_text("Like 1")
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).not_to_have_attribute("aria-busy", "true")
    visit(page, story.address)
    expect(like).to_have_attribute("aria-pressed", "true")
    like.click()

    expect(like).to_have_text("Like")
    expect(like).to_have_attribute("aria-pressed", "false")


def test_a_withdrawn_comment_leaves_its_replies_standing(
    page: Page, open_window: Callable[..., Page], server: Running
) -> None:
    story = open_story(server)
    visit(page, story.address)
    post(page, CLEAN)
    mine = comment(page, CLEAN)
    expect(mine).to_be_visible()
    identity = mine.get_attribute("data-id")
    story.write(ANSWER, parent=identity)
    visit(page, story.address)

    mine.get_by_role("link", name="Withdraw").click()
    dialog = page.get_by_role("dialog", name="Withdraw your comment?")
    dialog.get_by_role("button", name="Withdraw it").click()

    stone = page.locator(f"#c-{identity}")
    expect(stone).to_contain_text("Withdrawn by its author.")
    expect(stone).to_be_focused()
    expect(stone).to_contain_text(ANSWER)
    other = open_window()
    visit(other, story.address)
    expect(other.locator(f"#c-{identity}")).to_contain_text(ANSWER)
    assert CLEAN not in other.content()


def test_a_withdrawn_comment_that_nobody_answered_is_gone(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    visit(desktop, open_story(server).address)
    post(desktop, CLEAN)

    comment(desktop, CLEAN).get_by_role("link", name="Withdraw").click()
    desktop.get_by_role("button", name="Withdraw it").click()

    expect(comment(desktop, CLEAN)).to_have_count(0)


def test_a_reader_who_thinks_better_of_it_keeps_the_comment(desktop: Page, server: Running) -> None:
    visit(desktop, open_story(server).address)
    post(desktop, CLEAN)

    comment(desktop, CLEAN).get_by_role("link", name="Withdraw").click()
    desktop.keyboard.press("Escape")

    expect(desktop.get_by_role("dialog")).to_have_count(0)
    expect(comment(desktop, CLEAN)).to_be_visible()
    expect(comment(desktop, CLEAN).get_by_role("link", name="Withdraw")).to_be_focused()
