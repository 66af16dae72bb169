"""What a moderator is shown: the words, why they wait, what stood around them, what was decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import SCREENS
from tests.browser.newsdesk import (
    CLEAN,
    HELD,
    REJECTED,
    Moderator,
    Newsdesk,
    Written,
    clear,
    item,
    visit,
)
from tests.browser.thread import sideways

STORY = (
    "The Assembly sat until three in the morning.\n\n"
    "A deputy called the cap “a colossal mistake that would entail grave consequences”.\n\n"
    "Tenants danced on the steps."
)

# What readers type where they can, in the hope that it runs on a moderator's screen.
HOSTILE = "<img src=x onerror=alert(1)>\"'--></textarea></script><script>alert(2)</script>"


@pytest.fixture
def story(newsdesk: Newsdesk, fiona: Moderator) -> str:
    """A new story with a text, and nothing that waits."""
    clear(fiona)
    return newsdesk.story(
        fiona,
        headline="Rent cap passes after a long night",
        standfirst="Landlords announce a lawsuit.",
        text=STORY,
    )


@pytest.fixture
def desk(open_window: Callable[..., Page], fiona: Moderator) -> Page:
    """The moderator's window."""
    return open_window(who=fiona.who)


def test_a_finding_is_marked_in_the_words_and_names_its_clause(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    held = newsdesk.write(story, HELD)
    visit(desk, newsdesk.url)
    shown = item(desk, held)

    expect(shown.locator("mark")).to_have_text("[Discourteous behaviour: is a complete moron]")
    expect(shown.locator(".findings li")).to_contain_text("“is a complete moron”")
    expect(shown.locator(".history")).to_contain_text(
        "Held by the engine for discourteous behaviour"
    )
    shown.get_by_role("button", name="Reject").click()
    expect(shown.locator("label", has=desk.get_by_text("found"))).to_contain_text(
        "Discourteous behaviour"
    )
    shown.locator(".findings").get_by_role("link", name="Discourteous behaviour").click()
    expect(desk.locator("#clause-discourtesy")).to_be_in_viewport()


def test_the_parent_and_the_passage_that_is_quoted_stand_beside(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    parent = newsdesk.write(story, CLEAN, "Dora Lane")
    quote = "> a colossal mistake that would entail grave consequences\n\n"
    quoting = newsdesk.write(story, quote + HELD, parent_id=parent.id)
    plain = newsdesk.write(story, HELD, "Cora Bell")
    visit(desk, newsdesk.url)

    beside = item(desk, quoting).locator(".context")
    expect(beside).to_contain_text("In reply to Dora Lane")
    expect(beside.locator(".parent")).to_have_text(CLEAN)
    expect(beside.locator(".passage")).to_contain_text("A deputy called the cap")
    headline = beside.get_by_role("link", name="Rent cap passes")
    expect(headline).to_have_attribute("href", f"/stories/{story}")
    expect(item(desk, plain).locator(".passage")).to_have_text("Landlords announce a lawsuit.")


def test_an_edit_that_waits_shows_both_texts_and_the_public_one_stays(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    edited = newsdesk.write(story, "Landlords will sue.")
    edited.edit(HELD)
    visit(desk, newsdesk.url)
    shown = item(desk, edited)

    expect(shown.locator(".why")).to_contain_text("Edit waits")
    expect(shown.locator(".words.old")).to_have_text("Landlords will sue.")
    expect(shown.locator(".words:not(.old)")).to_contain_text("The mayor of this town")
    assert HELD not in newsdesk.page_of(story)
    assert "Landlords will sue." in newsdesk.page_of(story)

    shown.get_by_role("button", name="Reject or remove").click()
    shown.get_by_role("radio", name="Profanity").check()
    shown.get_by_role("button", name="Reject the edit").click()

    expect(shown.locator("[data-outcome]")).to_contain_text("Rejected for profanity")
    assert (edited.now()["state"], edited.now()["text"]) == ("published", "Landlords will sue.")


def test_an_edit_can_cost_the_whole_comment(newsdesk: Newsdesk, story: str, desk: Page) -> None:
    edited = newsdesk.write(story, "Landlords will sue.")
    edited.edit(HELD)
    visit(desk, newsdesk.url)
    shown = item(desk, edited)

    shown.get_by_role("button", name="Reject or remove").click()
    shown.get_by_role("radio", name="Profanity").check()
    shown.get_by_role("button", name="Remove the comment").click()

    expect(shown.locator("[data-outcome]")).to_contain_text("Removed for profanity")
    assert edited.now()["state"] == "removed"
    assert "Landlords will sue." not in newsdesk.page_of(story)


def test_an_edit_that_is_approved_replaces_the_words(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    edited = newsdesk.write(story, "Landlords will sue.")
    edited.edit(HELD)
    visit(desk, newsdesk.url)

    item(desk, edited).get_by_role("button", name="Approve the edit").click()

    expect(item(desk, edited).locator("[data-outcome]")).to_contain_text("Published")
    assert edited.now()["text"] == HELD
    assert "Landlords will sue." not in newsdesk.page_of(story)


def test_an_appeal_is_read_and_granted(newsdesk: Newsdesk, story: str, desk: Page) -> None:
    wronged = newsdesk.write(story, REJECTED)
    wronged.appeal("It is what the mayor said to him.")
    visit(desk, newsdesk.url)
    shown = item(desk, wronged)

    expect(shown.locator(".why")).to_contain_text("Appealed")
    expect(shown.locator(".appeal")).to_have_text("It is what the mayor said to him.")
    expect(shown.locator(".follows")).to_contain_text("grants the appeal")
    shown.get_by_role("button", name="Approve").click()

    expect(shown.locator("[data-outcome]")).to_contain_text("Published")
    assert wronged.is_public


def test_a_reported_comment_shows_who_weighs_how_much_and_goes_without_a_trace(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    advert = newsdesk.write(story, "Read my newsletter every morning.")
    advert.report(note="The third time this week.")
    advert.report(2, from_one_address=True)
    visit(desk, newsdesk.url)
    shown = item(desk, advert)

    expect(shown.locator(".reports .score")).to_have_text(
        ["Weight 0.5", "Weight 0.5", "Weight 0.25"]
    )
    expect(shown.locator(".why")).to_contain_text("Reported by 3 readers")
    expect(shown.locator(".reports li").first).to_contain_text("The third time this week.")
    expect(shown.locator(".reports li").first).to_contain_text("Weighs as much as a guest’s")
    expect(shown.locator(".why")).to_contain_text("Public now")
    shown.get_by_role("button", name="Remove").click()
    shown.get_by_role("radio", name="Spam").check()
    shown.get_by_role("button", name="Remove with this clause").click()

    expect(shown.locator("[data-outcome]")).to_contain_text("Removed for spam")
    assert advert.id not in newsdesk.page_of(story)
    visit(desk, f"{newsdesk.url}/comments/{advert.id}")
    for report in desk.locator(".reports li").all():
        expect(report).to_contain_text("upheld")


def test_a_notice_of_illegal_content_comes_with_its_grounds(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    noticed = newsdesk.write(story, CLEAN)
    noticed.report(reason="illegal", note="Section 130.", contact="lawyer@firm.example")
    visit(desk, newsdesk.url)
    shown = item(desk, noticed)

    expect(shown.locator(".attention")).to_have_text("Notice of illegal content")
    expect(shown.locator(".reports")).to_contain_text("Breaks the law Section 130.")
    expect(shown.locator(".reports")).to_contain_text("lawyer@firm.example")
    assert "lawyer@firm.example" not in newsdesk.page_of(story)


def test_what_readers_type_does_not_run_on_the_desk(
    newsdesk: Newsdesk, story: str, desk: Page
) -> None:
    hostile = hostile_comment(newsdesk, story)
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    desk.on("dialog", hear)
    for address in (newsdesk.url, f"{newsdesk.url}/comments/{hostile.id}"):
        visit(desk, address)
        # Marks may stand in it, with names that only screen readers are told.
        written = HOSTILE.partition(" ")[2]
        expect(item(desk, hostile).locator(".words:not(.old)")).to_contain_text(written)
        expect(item(desk, hostile).locator(".report-note")).to_have_text(HOSTILE)
        expect(desk.locator("main img")).to_have_count(0)

    desk.get_by_role("button", name="Approve").click()

    expect(item(desk, hostile).locator("[data-outcome]")).to_contain_text("<img src=x")
    expect(desk.locator("main img")).to_have_count(0)
    assert dialogs == []


def hostile_comment(newsdesk: Newsdesk, story: str) -> Written:
    written = newsdesk.write(story, f"Well {HOSTILE}", HOSTILE[:28])
    written.report(note=HOSTILE, contact=HOSTILE)
    written.edit(f"{HELD} {HOSTILE}")
    return written


@pytest.mark.parametrize("screen", SCREENS)
def test_words_without_an_end_stay_on_the_screen(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    screen: str,
) -> None:
    endless = newsdesk.write(story, f"{HELD} {'w' * 900}", "W" * 40)
    endless_parent = newsdesk.write(story, "v" * 900, "V" * 40)
    endless_parent.report(note="n" * 400, contact="c" * 200)
    newsdesk.write(story, HELD, parent_id=endless_parent.id)
    page = open_window(screen, who=fiona.who)
    for address in (newsdesk.url, f"{newsdesk.url}/comments/{endless.id}"):
        visit(page, address)
        assert sideways(page) <= 0, address


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_desk_has_no_barriers(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: str,
    colours: str,
) -> None:
    everything(newsdesk, story)
    page = open_window(screen, colours=colours, who=fiona.who)
    visit(page, newsdesk.url)
    accessible(page)

    first = page.locator("[data-item]").first
    first.locator("[data-choose]").click()
    expect(first.locator("[data-chooser]")).to_be_visible()
    first.locator("[data-confirm]").first.click()
    expect(first.locator("[data-problem]")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    accessible(page, "dialog")
    page.keyboard.press("Escape")

    for _ in range(4):
        page.locator("[data-item]:not(.settled) [data-approve]").first.click()
        expect(page.locator("[data-item][aria-busy], form[aria-busy=true]")).to_have_count(0)
    expect(page.locator("[data-done]")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Look again", exact=True).last.click()
    expect(page.get_by_role("heading", name="Nothing waits.")).to_be_visible()
    accessible(page)


def everything(newsdesk: Newsdesk, story: str) -> None:
    """Have one comment of each kind wait."""
    parent = newsdesk.write(story, CLEAN)
    newsdesk.write(story, HELD, "Ben Okoro", parent_id=parent.id)
    parent.report(2, note="Off topic.")
    edited = newsdesk.write(story, "Landlords will sue.", "Finn Moss")
    edited.edit(HELD)
    wronged = newsdesk.write(story, REJECTED, "Gus Hale")
    wronged.appeal("It is what the mayor said to him.")


@pytest.mark.parametrize("screen", SCREENS)
def test_one_comment_and_a_desk_without_scripts_have_no_barriers(
    newsdesk: Newsdesk,
    story: str,
    fiona: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: str,
) -> None:
    everything(newsdesk, story)
    page = open_window(screen, who=fiona.who, javascript=False)
    page.goto(newsdesk.url)
    accessible(page)

    page.get_by_role("link", name="This comment alone").first.click()
    expect(page.get_by_role("link", name="All that waits")).to_be_visible()
    accessible(page)
