"""A newsroom of its own for the tests of the desk: its queue holds what a test put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, StorageState, expect

from tests.cli.command import belowline
from tests.loopback import no_certificates
from tests.running import Running, running

# What the shipped policy holds, rejects and publishes.
HELD = "The mayor of this town is a complete moron."
REJECTED = "You are an idiot and a coward."
CLEAN = "Read the committee's minutes before you vote."

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody with a session: as a browser's cookies, and to call the API with."""

    who: StorageState
    client: httpx.Client


@dataclass(slots=True)
class Newsdesk:
    """A server with nothing in it, and everybody who comes to it."""

    server: Running
    _addresses: count[int] = field(default_factory=lambda: count(1))
    _stories: count[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        """Return where the desk is."""
        return f"{self.server.url}/desk"

    def reader(self) -> httpx.Client:
        """A browser with cookies of its own, at a network address of its own."""
        return httpx.Client(
            base_url=self.server.url,
            headers=self.elsewhere(),
            trust_env=False,
            verify=no_certificates(),
            timeout=30,
            # Nothing stays open, so nobody has to close anything.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def elsewhere(self) -> dict[str, str]:
        """Return the headers that make a request come from an address that nobody has had."""
        number = next(self._addresses)
        return {"x-forwarded-for": f"10.1.{number >> 8 & 255}.{number & 255}"}

    def command(self, *words: str, typed: str = "") -> str:
        """Run `belowline user …` beside the server, as an operator does, and return its words."""
        place = ("--data", str(self.server.data), "--port", self.server.url.rpartition(":")[2])
        done = belowline("user", *words, *place, given=typed)
        assert done.code == 0, done.err
        return done.out

    def link(self, *words: str) -> str:
        """Run a `belowline user …` that prints a link, and return the link."""
        found = re.search(r"http\S+/desk/enter\S+", self.command(*words))
        assert found
        return found.group()

    def moderator(self, name: str, role: str = "moderator") -> Moderator:
        """Add a moderator and sign them in."""
        email = f"{name.split()[0].lower()}@desk.example"
        link = self.link("add", email, "--name", name, "--role", role)
        client = self.reader()
        form = {"token": _field(client.get(link).text, "token"), "link": link.partition("link=")[2]}
        assert client.post("/desk/enter", data=form).status_code == 303
        session = client.cookies["belowline_session"]
        client.headers["x-csrf-token"] = _field(client.get("/desk").text, "token")
        return Moderator(_state(session), client)

    def story(self, by: Moderator | None = None, **facts: str) -> str:
        """Open a story and return its id; only staff may give its text."""
        url = f"http://127.0.0.1/desk-{next(self._stories)}"
        client = by.client if by else self.reader()
        answer = client.post("/api/v1/stories", json={"url": url, **facts})
        assert answer.status_code == 201, answer.text
        story_id: str = answer.json()["id"]
        return story_id

    def write(self, story_id: str, text: str, name: str = "Ada Ridley", **more: str) -> Written:
        """Post a comment as a new reader."""
        author = self.reader()
        body = {"text": text, "name": name, **more}
        answer = author.post(f"/api/v1/stories/{story_id}/comments", json=body)
        assert answer.status_code == 201, answer.text
        return Written(self, author, answer.json())

    def page_of(self, story_id: str) -> str:
        """Return a story's public page."""
        return self.reader().get(f"/stories/{story_id}").text


@dataclass(frozen=True, slots=True)
class Written:
    """A comment, and the browser of who wrote it."""

    newsdesk: Newsdesk
    author: httpx.Client
    comment: Json

    @property
    def id(self) -> str:
        """Return the comment's id."""
        comment_id: str = self.comment["id"]
        return comment_id

    def report(self, times: int = 1, *, from_one_address: bool = False, **what: str) -> None:
        """Have as many readers report it."""
        address = self.newsdesk.elsewhere()
        for _ in range(times):
            reader = self.newsdesk.reader()
            if from_one_address:
                reader.headers.update(address)
            self._call(reader, "POST", "/reports", {"reason": "spam", **what})

    def edit(self, text: str) -> None:
        """Have its author change the words."""
        self._call(self.author, "PATCH", "", {"text": text})

    def appeal(self, text: str) -> None:
        """Have its author complain of the ruling."""
        self._call(self.author, "POST", "/appeals", {"text": text})

    def withdraw(self) -> None:
        """Have its author take it back."""
        self._call(self.author, "DELETE", "", None)

    def now(self) -> Json:
        """Return the comment as its author sees it now."""
        comment: Json = self.author.get(f"/api/v1/comments/{self.id}").json()
        return comment

    @property
    def is_public(self) -> bool:
        """Say whether anybody may read it."""
        answer = self.newsdesk.reader().get(f"/api/v1/comments/{self.id}")
        return answer.status_code == 200 and bool(answer.json()["text"])

    def _call(self, client: httpx.Client, method: str, path: str, body: Json | None) -> None:
        answer = client.request(method, f"/api/v1/comments/{self.id}{path}", json=body)
        assert answer.is_success, answer.text


@contextmanager
def open_newsdesk(data: Path) -> Iterator[Newsdesk]:
    """Run a server that believes X-Forwarded-For, so that readers have addresses of their own."""
    with running(data, "--trust-proxy") as server:
        yield Newsdesk(server)


def clear(moderator: Moderator) -> None:
    """Rule on everything that waits, so that a test finds an empty desk."""
    while items := moderator.client.get("/api/v1/desk/queue").json()["items"]:
        for item in items:
            order = {
                "verdict": "remove",
                "clause": "spam",
                "seen": item["seen"],
                "message": "Spam.",
            }
            path = f"/api/v1/desk/comments/{item['comment_id']}/rulings"
            assert moderator.client.post(path, json=order).status_code == 201


def visit(page: Page, address: str) -> None:
    """Open a page of the desk and wait for its scripts."""
    page.goto(address)
    expect(page.locator("html[data-desk=ready]")).to_be_attached()


def item(page: Page, written: Written) -> Any:
    """Find a comment on the desk."""
    return page.locator(f'[data-item="{written.id}"]')


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def _state(session: str) -> StorageState:
    return {
        "cookies": [
            {
                "name": "belowline_session",
                "value": session,
                "domain": "127.0.0.1",
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
        ],
        "origins": [],
    }
