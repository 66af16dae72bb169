"""A real Belowline on a file of its own, readers with a browser each, and a clock that tests turn.

Everything goes through the ASGI application, as it would through a server: nothing is replaced but
the clock.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from belowline.config import Limits, Settings, Site
from belowline.kernel.ids import SiteId, StoryId
from belowline.kernel.tracing import Tracer
from belowline.main import Belowline, build
from belowline.moderation import Moderator
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.mail_sink import Received
from tests.prepared import prepare

SITE = SiteId("main")
HOST = "news.example"
SECRET = b"a secret for tests, thirty-two b"
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSWORD = "a long enough password"

# One test machine stands for the whole world; what is limited is tried in test_limits.py.
PLENTY = Limits(
    **dict.fromkeys(
        (
            "posts",
            "posts_per_address",
            "reports",
            "reports_per_address",
            "likes",
            "checks_per_address",
            "sign_ins_per_address",
            "stories_per_address",
        ),
        (1_000_000, 1),
    )
)

WAR = (
    "President Joe Biden and President Vladimir Putin spoke by telephone for 50 minutes.",
    "> A colossal mistake that would entail grave consequences",
    "A deputy in Moscow told the state channel: “We will kill every one of them and burn their "
    "cities to the ground.” The White House condemned the threat.",
    "Some 90,000 Russian troops stood near Ukraine’s eastern border.",
)
RENT = (
    "The Assembly voted on Tuesday to cap rent rises at two percent a year.",
    "Landlords said that they would sue; tenants danced on the steps.",
)

Json = dict[str, Any]


@dataclass(slots=True)
class Clock:
    """Stands still until a test turns it."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Return the moment that it is."""
        return self.now

    def advance(self, **by: float) -> None:
        """Let time pass at once."""
        self.now += timedelta(**by)


@dataclass(slots=True)
class Newsroom:
    """The service with two open stories: one about a war, one about rents."""

    belowline: Belowline
    clock: Clock
    war: Story
    rent: Story
    _addresses: count[int] = field(default_factory=lambda: count(1))

    def reader(self, **headers: str) -> httpx.AsyncClient:
        """Return a fresh browser at a network address of its own."""
        number = next(self._addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        transport = httpx.ASGITransport(app=self.belowline.app, client=(address, 50_000))  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", headers=headers)

    async def story(self, slug: str, *, headline: str = "A story", body: str = "") -> Story:
        """Publish one more story."""
        return await _publish(self.belowline, self.clock.now, slug, headline, (body,))

    async def post(
        self, reader: httpx.AsyncClient, text: str, story: Story | None = None, **more: Any
    ) -> Json:
        """Post through the API and return the comment that came back."""
        story_id = (story or self.rent).story_id
        body = {"text": text, "name": "Ada Reader", **more}
        answer = await reader.post(f"/api/v1/stories/{story_id}/comments", json=body)
        assert answer.status_code == 201, answer.text
        comment: Json = answer.json()
        return comment

    async def listing(self, story: Story, **query: str) -> list[Json]:
        """Return every public comment of a story, page by page."""
        found: list[Json] = []
        path = f"/api/v1/stories/{story.story_id}/comments"
        async with self.reader() as anybody:
            page = (await anybody.get(path, params=query)).json()
            found += page["items"]
            while page["next"]:
                page = (await anybody.get(path, params={**query, "after": page["next"]})).json()
                found += page["items"]
        return found

    async def form_token(self, reader: httpx.AsyncClient, story: Story | None = None) -> str:
        """Return the token that a story's forms carry."""
        page = await reader.get(f"/stories/{(story or self.rent).story_id}")
        return token_in(page.text)

    async def send(self, reader: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
        """Send a form as a page of the rent story would, with its token unless one is given."""
        token = fields.pop("token", "") or await self.form_token(reader)
        return await reader.post(path, data={"token": token, **fields})

    async def staff(self, name: str, role: Role = Role.MODERATOR, password: str = "") -> Reader:
        """Keep a new member of staff."""
        sign_in = self.belowline.services.sign_in
        email = f"{name.lower().replace(' ', '.')}@{HOST}"
        site_id = self.belowline.settings.site.site_id
        person = await sign_in.add_staff(site_id, name=name, email=email, role=role)
        if password:
            await sign_in.set_password(person, password)
        return person

    async def lose_database(self) -> None:
        """Put something that is no database in its place; for newsrooms without news."""
        await self.belowline.store.close()
        path = self.belowline.settings.data / "belowline.db"
        path.write_bytes(b"This was a database once. " * 1_000)

    async def moderator(self, name: str, role: Role = Role.MODERATOR) -> Desk:
        """Sign a new moderator in by a one-time link, as a browser would."""
        link = await self.belowline.services.sign_in.make_link(await self.staff(name, role))
        browser = self.reader()
        page = await browser.get("/desk/enter", params={"link": link})
        answer = await browser.post(
            "/desk/enter", data={"link": link, "token": token_in(page.text)}
        )
        assert answer.status_code == 303, answer.text
        return Desk(browser, token_in((await browser.get("/desk")).text))


@dataclass(slots=True)
class Desk:
    """A moderator's browser, signed in; `token` goes with everything that changes something."""

    browser: httpx.AsyncClient
    token: str

    async def queue(self) -> list[Json]:
        """Return everything that waits."""
        found: list[Json] = []
        page = (await self.browser.get("/api/v1/desk/queue")).json()
        found += page["items"]
        while page["next"]:
            query = {"after": page["next"]}
            page = (await self.browser.get("/api/v1/desk/queue", params=query)).json()
            found += page["items"]
        return found

    async def waiting(self, comment_id: str) -> Json | None:
        """Return what waits of this comment, None if nothing does."""
        return next((each for each in await self.queue() if each["comment_id"] == comment_id), None)

    async def seen(self, comment_id: str) -> str:
        """Return the latest ruling, as the comment's page shows it."""
        page = await self.browser.get(f"/desk/comments/{comment_id}")
        found = re.search(r'name="seen" value="([^"]+)"', page.text)
        assert found, page.text
        return found.group(1)

    async def rule(self, comment_id: str, verdict: str, **more: str) -> httpx.Response:
        """Rule through the API on what is there now, unless `seen` says otherwise."""
        seen = more.pop("seen", "") or await self.seen(comment_id)
        return await self.browser.post(
            f"/api/v1/desk/comments/{comment_id}/rulings",
            json={"verdict": verdict, "seen": seen, **more},
            headers={"x-csrf-token": self.token},
        )


def token_in(page: str) -> str:
    """Return the token of the first form of a page."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def link_in(mail: Received) -> str:
    """Return the path of the first link in an e-mail that lets somebody in, or has them confirm."""
    found = re.search(rf"http://{re.escape(HOST)}(/\S+\?link=\S+)", mail.text)
    assert found, mail.text
    return found.group(1)


@asynccontextmanager
async def open_newsroom(
    folder: Path,
    *,
    limits: Limits = PLENTY,
    moderator: Moderator | None = None,
    clock: Clock | None = None,
    has_news: bool = True,
    tracer: Tracer | None = None,
    **changes: Any,
) -> AsyncIterator[Newsroom]:
    """Run a newsroom on a database in the folder; without news, nobody else uses the database."""
    clock = clock or Clock()
    settings = Settings(
        data=folder,
        database=prepare(folder / "belowline.db"),
        host="127.0.0.1",
        port=8000,
        site=Site(site_id=SITE, name="The Example", tagline="News", language="en", domains=(HOST,)),
        secret=SECRET,
        policy=None,
        limits=limits,
    )
    settings = replace(settings, **changes)
    belowline = await build(settings, clock=clock, moderator=moderator, tracer=tracer)
    async with running(belowline.app) if has_news else unstarted(belowline):
        war = await _publish(
            belowline, START - timedelta(hours=2), "war", "Kremlin warns of consequences", WAR
        )
        rent = await _publish(
            belowline, START - timedelta(hours=1), "rent", "Rent cap passes", RENT
        )
        yield Newsroom(belowline, clock, war, rent)


async def _publish(
    belowline: Belowline, at: datetime, slug: str, headline: str, body: Sequence[str]
) -> Story:
    story_id = StoryId(belowline.services.post.new_id())
    return await belowline.store.add_story(
        Story(
            site_id=belowline.settings.site.site_id,
            story_id=story_id,
            url=f"https://{HOST}/{slug}",
            headline=headline,
            standfirst="",
            byline="Helena Marsh",
            section="World",
            published_at=at,
            body="\n\n".join(body),
            open=True,
            comment_count=0,
            version=1,
        )
    )


@asynccontextmanager
async def unstarted(belowline: Belowline) -> AsyncIterator[None]:
    """Only end a service that was never started."""
    try:
        yield
    finally:
        await belowline.close()


@asynccontextmanager
async def running(app: Any) -> AsyncIterator[None]:
    """Start and stop an application by the ASGI lifespan protocol."""
    to_app: asyncio.Queue[Json] = asyncio.Queue()
    from_app: asyncio.Queue[Json] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    life = asyncio.create_task(app(scope, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await to_app.put({"type": "lifespan.shutdown"})
        assert (await from_app.get())["type"] == "lifespan.shutdown.complete"
        await life
