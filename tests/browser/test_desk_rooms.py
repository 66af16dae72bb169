"""Every room of the desk fits its screen and has no barriers, in both schemes of colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Colours, Screen
from tests.browser.newsdesk import CLEAN, HELD, Moderator, Newsdesk, Written, open_newsdesk

ROOMS = (
    "record",
    "numbers",
    "policy",
    "policy/text",
    "policy/trials",
    "policy/history",
    "policy/versions/2",
    "sanctions",
    "blocks",
    "habits",
    "search?q=sofa",
)
POLICY = """extends = "no-tolerance"
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa", "a somewhat longer phrase about furniture"]
mode = "shadow"
reason = "No furniture, please."
"""


@pytest.fixture(scope="module")
def newsdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    """A newsroom for this file alone, in which everything has happened once."""
    with open_newsdesk(tmp_path_factory.mktemp("rooms")) as desk:
        yield desk


@pytest.fixture(scope="module")
def editor(newsdesk: Newsdesk) -> Moderator:
    """An editor who has put a rule on trial, after which moderators had something to do."""
    editor = newsdesk.moderator("Edith Or", "editor")
    moderator = newsdesk.moderator("Mo Derator")
    saved = {"text": POLICY, "reason": "Sofas on trial.", "seen": 0}
    send(editor, "/api/v1/desk/policy", saved)
    story = newsdesk.story(by=editor, headline="The old bridge is closed")
    removed, held = newsdesk.write(story, CLEAN), newsdesk.write(story, HELD)
    sofas = [newsdesk.write(story, f"A sofa for {number} crowns.") for number in range(3)]
    removed.report()
    rule(moderator, held, "publish")
    rule(moderator, removed, "remove")
    rule(moderator, sofas[0], "publish")
    rule(moderator, sofas[1], "remove")
    send(moderator, "/api/v1/desk/blocks", {"host": "furniture.example", "mode": "hold"})
    for written, measure in ((sofas[1], "ban"), (removed, "hold")):
        author = author_of(moderator, written)
        order = {"measure": measure, "reason": "Advertisements, again and again."}
        send(moderator, f"/api/v1/desk/readers/{author}/sanctions", order)
    return editor


def send(moderator: Moderator, path: str, body: dict[str, Any]) -> None:
    """Do something at the desk."""
    answer = moderator.client.post(path, json=body)
    assert answer.status_code == 201, answer.text


def rule(moderator: Moderator, written: Written, verdict: str) -> None:
    """Rule on a comment, whatever was ruled before."""
    page = moderator.client.get(f"/desk/comments/{written.id}").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    order = {"verdict": verdict, "clause": "spam", "seen": seen}
    send(moderator, f"/api/v1/desk/comments/{written.id}/rulings", order)


def author_of(moderator: Moderator, written: Written) -> str:
    """Return the id of who wrote a comment."""
    page = moderator.client.get(f"/desk/comments/{written.id}").text
    return page.partition("/desk/readers/")[2].partition("/")[0].partition('"')[0]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_room_fits_and_has_no_barriers(
    newsdesk: Newsdesk,
    editor: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    screen: Screen,
    colours: Colours,
) -> None:
    window = open_window(screen, colours=colours, who=editor.who)
    for room in ROOMS:
        window.goto(f"{newsdesk.url}/{room}")
        # Each click takes one away from those that are still closed.
        closed = window.locator("main details:not([open]) > summary")
        while closed.count():
            closed.first.click()

        accessible(window)
        assert not window.evaluate("document.documentElement.scrollWidth > innerWidth"), room
