"""A reader finds their way in a thread: to what is answered and back, to what is new, to quote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import CLEAN, comment, open_story, own, visit
from tests.running import Running

ANSWER = "Page four says so, in the second paragraph."

SELECT = """(article) => {
    const text = article.querySelector(':scope > .comment-text p').firstChild;
    const root = article.getRootNode();
    const selection = root.getSelection?.() ?? document.getSelection();
    selection.setBaseAndExtent(text, 0, text, 'The treaty'.length);
}"""


def test_from_an_answer_to_what_it_answers_and_back(page: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write(CLEAN, name="Ada Ridley")
    answer = story.write(ANSWER, name="Ben Okoro", parent=root)
    visit(page, story.address)
    own(page.locator(f"#c-{answer}"), "button.more").press("Enter")
    way = page.locator(f"#c-{answer}").get_by_role("menuitem", name="What it answers")

    way.focus()
    way.press("Enter")

    expect(page.locator(f"#c-{root}")).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)
    back = page.get_by_role("button", name="Back to Ben Okoro’s answer")
    back.press("Enter")
    expect(page.locator(f"#c-{answer}")).to_be_focused()
    expect(back).to_have_count(0)


def test_a_comment_that_answers_none_has_no_such_way(desktop: Page, server: Running) -> None:
    story = open_story(server)
    root = story.write(CLEAN)
    visit(desktop, story.address)

    own(desktop.locator(f"#c-{root}"), "button.more").click()

    expect(desktop.get_by_role("menuitem", name="Copy link")).to_be_visible()
    expect(desktop.get_by_role("menuitem", name="What it answers")).to_have_count(0)


def test_selected_words_are_quoted_in_the_answer(page: Page, server: Running) -> None:
    story = open_story(server)
    root = page.locator(f"#c-{story.write(CLEAN, name='Ada Ridley')}")
    visit(page, story.address)

    root.evaluate(SELECT)
    own(root, ".quote").press("Enter")

    box = root.locator("form.reply-composer").get_by_label("Your comment")
    expect(box).to_be_focused()
    expect(box).to_have_value("> The treaty\n\n")
    expect(own(root, ".quote")).to_have_count(0)


def test_a_quotation_comes_behind_what_was_written(desktop: Page, server: Running) -> None:
    story = open_story(server)
    root = desktop.locator(f"#c-{story.write(CLEAN)}")
    visit(desktop, story.address)
    own(root, "a.reply").click()
    box = root.locator("form.reply-composer").get_by_label("Your comment")
    box.fill("I doubt it.")

    root.evaluate(SELECT)
    own(root, ".quote").click()

    expect(box).to_have_value("I doubt it.\n\n> The treaty\n\n")


def test_what_is_new_since_the_last_visit_is_marked(page: Page, server: Running) -> None:
    story = open_story(server)
    old = story.write(CLEAN)
    visit(page, story.address)
    expect(page.locator(".unseen")).to_have_count(0)
    first, second = story.write(ANSWER), story.write("And the annex says the opposite.")
    make_it_long_ago(page, story.id, old_enough_for(page, old))

    visit(page, story.address)

    expect(page.get_by_text("2 comments here are new since you were here.")).to_be_visible()
    assert page.locator(".is-unseen").count() == 2
    expect(page.locator(f"#c-{old} .unseen")).to_have_count(0)
    page.get_by_role("button", name="Show the first").press("Enter")
    expect(page.locator(f"#c-{second}")).to_be_focused()
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.locator(f"#c-{first}")).to_be_focused()
    visit(page, story.address)
    expect(page.locator(".unseen")).to_have_count(2)


def old_enough_for(page: Page, comment_id: str) -> str:
    """The moment behind a comment."""
    made = page.locator(f"#c-{comment_id} .comment-time time").get_attribute("datetime")
    assert made
    return (datetime.fromisoformat(made) + timedelta(milliseconds=1)).isoformat()


def make_it_long_ago(page: Page, story_id: str, moment: str) -> None:
    """As if the reader had been away since: the visit was then, and the next counts as another."""
    page.evaluate(
        "([key, moment]) => localStorage.setItem(key, `${moment} ${new Date().toISOString()}`)",
        [f"belowline:seen:{story_id}", moment],
    )


@pytest.mark.parametrize("minutes", [5, 45])
def test_who_was_away_for_minutes_has_not_been_away(
    desktop: Page, server: Running, minutes: int
) -> None:
    story = open_story(server)
    story.write(CLEAN)
    desktop.clock.install()
    visit(desktop, story.address)
    expect(comment(desktop, CLEAN)).to_be_visible()
    stored = f"localStorage.getItem('belowline:seen:{story.id}')"
    last = desktop.evaluate(stored).split(" ")[1]

    desktop.clock.fast_forward(minutes * 60_000)
    visit(desktop, story.address)

    since = desktop.evaluate(stored).split(" ")[0]
    assert since == (last if minutes == 45 else "")


def test_a_reader_who_is_ignored_stays_folded(page: Page, server: Running) -> None:
    story = open_story(server)
    first = page.locator(f"#c-{story.write(CLEAN, name='Ada Ridley')}")
    second = page.locator(f"#c-{story.write(ANSWER, name='Ada Ridley')}")
    other = page.locator(f"#c-{story.write('It rains in the valley.', name='Ben Okoro')}")
    visit(page, story.address)
    own(first, "button.more").press("Enter")

    first.get_by_role("menuitem", name="Ignore Ada Ridley").press("Enter")

    for article in (first, second):
        expect(article.locator(".comment-text")).to_be_hidden()
        expect(article.locator(".folded")).to_contain_text("You ignore Ada Ridley.")
    expect(other.locator(".comment-text")).to_be_visible()
    expect(first.get_by_role("button", name="Show")).to_be_focused()
    visit(page, story.address)
    expect(second.locator(".comment-text")).to_be_hidden()
    second.get_by_role("button", name="Show").press("Enter")
    expect(second.locator(".comment-text")).to_be_visible()
    second.get_by_role("button", name="Stop ignoring").press("Enter")
    expect(first.locator(".comment-text")).to_be_visible()
    expect(page.locator(".folded")).to_have_count(0)


def test_answers_are_folded_away_and_come_back_for_who_goes_there(
    page: Page, server: Running
) -> None:
    story = open_story(server)
    root = story.write(CLEAN)
    answer = page.locator(f"#c-{story.write(ANSWER, parent=root)}")
    visit(page, story.address)
    fold = own(page.locator(f"#c-{root}"), ".collapse")
    expect(fold).to_have_attribute("aria-expanded", "true")

    fold.press("Enter")

    expect(answer).to_be_hidden()
    expect(fold).to_have_text("Show 1 reply")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    expect(answer).to_be_visible()


def test_words_are_found_among_the_comments_shown(page: Page, server: Running) -> None:
    story = open_story(server)
    old = story.write("The café at the harbour has closed, too.")
    story.write(CLEAN)
    new = story.write("Which cafe do you mean, and since when?")
    visit(page, story.address)
    page.locator(".sorts a").first.focus()

    page.get_by_role("button", name="Find").press("Enter")
    page.get_by_label("Find in the comments shown").press_sequentially("CAFE")

    expect(page.locator(".find-row output")).to_have_text("2 comments")
    page.get_by_label("Find in the comments shown").press("Enter")
    expect(page.locator(f"#c-{new}")).to_be_focused()
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.locator(f"#c-{old}")).to_be_focused()
    expect(page.locator(".find-row output")).to_have_text("2 of 2")
    page.get_by_label("Find in the comments shown").press("Escape")
    expect(page.get_by_role("button", name="Find")).to_be_focused()
    expect(page.locator(".is-found")).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_ways_have_no_barriers(
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    complaints: Complaints,
    server: Running,
    colours: str,
) -> None:
    complaints.expect("inline style")  # axe's own, refused
    page = open_window("phone", colours=colours)
    story = open_story(server)
    root = story.write(CLEAN, name="Ada Ridley")
    answer = story.write(ANSWER, name="Ben Okoro", parent=root)
    visit(page, story.address)
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Find in the comments shown").fill("treaty")
    page.locator(f"#c-{root}").evaluate(SELECT)
    own(page.locator(f"#c-{answer}"), "button.more").press("Enter")
    page.get_by_role("menuitem", name="What it answers").press("Enter")
    expect(page.get_by_role("button", name="Back to Ben Okoro’s answer")).to_be_visible()

    accessible(page)
    own(page.locator(f"#c-{answer}"), "button.more").press("Enter")
    accessible(page, ".menu:popover-open")
