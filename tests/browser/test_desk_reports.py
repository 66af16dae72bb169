"""What editors read: the numbers and their charts, in both schemes of colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Colours
from tests.browser.newsdesk import CLEAN, HELD, Moderator, Newsdesk, open_newsdesk


@pytest.fixture(scope="module")
def newsdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    """A newsroom for this file alone, on which a moderator has ruled twice."""
    with open_newsdesk(tmp_path_factory.mktemp("reports")) as desk:
        moderator = desk.moderator("Mo Derator")
        story = desk.story(by=moderator, headline="The old bridge is closed")
        removed, held = desk.write(story, CLEAN), desk.write(story, HELD)
        removed.report()
        for item in moderator.client.get("/api/v1/desk/queue").json()["items"]:
            verdict = "publish" if item["comment_id"] == held.id else "remove"
            order = {"verdict": verdict, "clause": "spam", "seen": item["seen"]}
            path = f"/api/v1/desk/comments/{item['comment_id']}/rulings"
            assert moderator.client.post(path, json=order).status_code == 201
        yield desk


@pytest.fixture(scope="module")
def editor(newsdesk: Newsdesk) -> Moderator:
    """An editor who is signed in."""
    return newsdesk.moderator("Edith Or", "editor")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_bars_stand_out_from_the_paper(
    newsdesk: Newsdesk, editor: Moderator, open_window: Callable[..., Page], colours: Colours
) -> None:
    window = open_window("desktop", colours=colours, who=editor.who)
    window.goto(f"{newsdesk.url}/numbers")

    fill, paper = (
        window.evaluate(
            "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]", pair
        )
        for pair in (["rect.now", "fill"], ["html", "backgroundColor"])
    )
    assert fill not in (paper, "rgb(0, 0, 0)", "none")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_an_editor_finds_a_ruling_by_keyboard(
    newsdesk: Newsdesk,
    editor: Moderator,
    open_window: Callable[..., Page],
    javascript: bool,
) -> None:
    window = open_window("desktop", javascript=javascript, who=editor.who)
    window.goto(newsdesk.url)
    window.get_by_role("link", name="Record", exact=True).press("Enter")
    expect(window.get_by_role("heading", name="Record")).to_be_visible()

    window.get_by_label("Who").select_option(label="Mo Derator, moderator")
    window.get_by_label("What").select_option(label="Rulings")
    window.get_by_label("Comment", exact=True).press("Enter")

    entries = window.locator(".entries li")
    expect(entries).to_have_count(2)
    expect(entries.last).to_contain_text("Mo Derator")
    entries.locator("summary").first.press("Enter")
    expect(entries.first.get_by_text("digest", exact=True)).to_be_visible()
    entries.get_by_role("link").first.press("Enter")
    expect(window.locator("[data-item]")).to_be_visible()


def test_a_chart_says_in_its_table_what_it_shows(
    newsdesk: Newsdesk, editor: Moderator, open_window: Callable[..., Page]
) -> None:
    window = open_window("phone", who=editor.who)
    window.goto(f"{newsdesk.url}/numbers")

    expect(window.get_by_role("img", name="What was stopped, by clause")).to_be_visible()
    table = window.get_by_role("region", name="What was stopped, by clause")
    expect(table.get_by_role("row", name="Spam 0 0 1")).to_be_visible()
    expect(window.get_by_role("link", name="The old bridge is closed")).to_be_visible()


def test_a_moderator_is_not_shown_the_way(
    newsdesk: Newsdesk, open_window: Callable[..., Page]
) -> None:
    window = open_window("desktop", who=newsdesk.moderator("Ann Other").who)
    window.goto(newsdesk.url)

    expect(window.get_by_role("link", name="Numbers")).to_have_count(0)
