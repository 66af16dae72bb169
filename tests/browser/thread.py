"""Stories of a test's own, and what a reader does with the comments beneath them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from playwright.sync_api import Locator, Page, Response

from tests.loopback import no_certificates
from tests.running import Running

# What the engine rules on a newcomer's words, one for each clause of the house policy.
BREACHES = {
    "violence": "I will come to your house and I will kill you. That is a promise.",
    "racism": "Poles are a filthy race of born thieves and should be driven out like vermin.",
    "profanity": "What the fuck is this? Fuck the Kremlin and fuck this whole year.",
    "vulgarity": "Go suck my dick, minister.",
    "doxing": "Her home address is 14 Quarry Lane, Exampleton, and her phone is (202) 555-0142.",
    "discourtesy": "Shut up, you pretentious moron. You are a worthless clown.",
    "spam": (
        "I turned $250 into $9,400 in one week with Bitcoin signals, 100% guaranteed profit, no "
        "risk!!! Join here: https://coin-doubler.example/join?ref=m WhatsApp Mr James today!!!"
    ),
}
CLEAN = "The treaty does not extend to Ukraine, and the report says so plainly."
# Three links from somebody who is new here: a person should look.
DOUBTFUL = (
    "Three sources on the treaty: https://one.example/a and https://two.example/b and "
    "https://three.example/c"
)


@dataclass(frozen=True, slots=True)
class Story:
    """A story on a running server."""

    server: Running
    id: str
    url: str

    @property
    def address(self) -> str:
        """Where its page is, on the server."""
        return f"/stories/{self.id}"

    def write(self, text: str, *, name: str = "Ada Ridley", parent: str | None = None) -> str:
        """Publish a comment by a reader of its own; return its id."""
        body = {"text": text, "name": name, "parent_id": parent}
        made = call(self.server, "POST", f"/api/v1{self.address}/comments", body)
        assert made["state"] == "published", made
        identity: str = made["id"]
        return identity

    def like(self, comment_id: str, *, times: int) -> None:
        """Have as many readers like a comment."""
        for _ in range(times):
            call(self.server, "POST", f"/api/v1/comments/{comment_id}/like")


def open_story(server: Running, *, url: str = "", headline: str = "Talks go on") -> Story:
    """Open a story that no other test knows."""
    facts = {"url": url or f"{server.url}/paper/{uuid4()}", "headline": headline}
    made = call(server, "POST", "/api/v1/stories", facts)
    return Story(server, made["id"], made["url"])


def demo_story(server: Running, words: str) -> Story:
    """Return the demo's story with these words in its headline."""
    listed = call(server, "GET", "/api/v1/discussed?limit=50")["items"]
    found = next(story for story in listed if words in story["headline"])
    return Story(server, found["id"], found["url"])


def call(server: Running, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """Call the API as a stranger; every call is another one."""
    answer = httpx.request(
        method,
        f"{server.url}{path}",
        json=body,
        trust_env=False,
        verify=no_certificates(),
        timeout=30,
    )
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def visit(page: Page, address: str) -> None:
    """Open a page with a thread and wait until its scripts have come to life."""
    with page.expect_response(_is_alive):
        page.goto(address)


def _is_alive(answer: Response) -> bool:
    """On our own pages the script asks who reads; strangers on a publisher's page only listen."""
    asked, home = urlsplit(answer.url), urlsplit(answer.frame.url)
    last = "me" if asked.netloc == home.netloc else "live"
    return re.fullmatch(f"/api/v1/stories/[^/]+/{last}", asked.path) is not None


def box(page: Page) -> Locator:
    """The form above the thread, or alone on its page."""
    return page.locator("form.composer:not(.reply-composer)")


def fill(page: Page, text: str, *, name: str = "Ben Okoro") -> None:
    """Write into the form without sending it."""
    box(page).get_by_label("Your comment").fill(text)
    if box(page).get_by_label("Name").count():
        box(page).get_by_label("Name").fill(name)


def post(page: Page, text: str, *, name: str = "Ben Okoro") -> None:
    """Write into the form and send it."""
    fill(page, text, name=name)
    box(page).get_by_role("button", name=re.compile("^Post")).click()


def send_anyway(page: Page) -> None:
    """Send what the box asked to think about again."""
    page.get_by_role("button", name=re.compile("^Send (it anyway|to a moderator)")).click()


def comment(page: Page, text: str) -> Locator:
    """The comment that says this."""
    return page.locator("article.comment > .comment-text", has_text=text).locator("..")


def own(article: Locator, control: str) -> Locator:
    """A control in a comment's own row, not one in its replies."""
    return article.locator(f":scope > .comment-foot {control}")


def status(page: Page) -> Locator:
    """What is read out to those who listen to the page."""
    return page.locator("[data-status]")


def ids(page: Page) -> list[str]:
    """The comments in the page, in its order."""
    found: list[str] = page.locator("article.comment").evaluate_all(
        "articles => articles.map(({ dataset }) => dataset.id)"
    )
    return found


def follows(page: Page, selectors: Sequence[str]) -> bool:
    """Whether these elements stand in the page in this order."""
    return bool(
        page.evaluate(
            """selectors => selectors
                .map(selector => document.querySelector(selector))
                .every((each, at, all) => each && (at === 0 || all[at - 1]
                    .compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING))""",
            list(selectors),
        )
    )


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    too_wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return too_wide
