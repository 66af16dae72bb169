"""While an installation is renewed process by process, the release before goes on beside this one.

Its own code runs as a real server, on the tables that this one has changed under it meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text as sql

from belowline.store.database import open_database
from belowline.store.migrate import HEAD
from scripts.keep_release import released
from tests.cli.command import belowline
from tests.faults.newsroom import WORDS, Json, kept_in, open_story, post, reader
from tests.faults.previous import kept_release, running_before, unpack
from tests.house.sources import ROOT
from tests.mail_sink import SENDER, Sink, mail_sink
from tests.polling import until_async
from tests.receiver import Receiver, receiving
from tests.running import Running, running
from tests.web.newsroom import Desk, token_in

pytestmark = pytest.mark.anyio

CIVIL, DOUBTFUL = WORDS[:2]
MO = "mo@news.example"
SIGNED_IN = re.compile(r"http://\S+?(/desk/enter\?link=\S+)")


@dataclass(frozen=True, slots=True)
class Installation:
    """Both of them on one database, and whom they write to."""

    old: Running
    new: Running
    database: str
    sink: Sink
    receiver: Receiver


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend the code of the release before."""
    return unpack(tmp_path_factory.mktemp("before"))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Lend the address of an empty database; each test runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'belowline.db'}"
    return str(request.getfixturevalue("postgres_url"))


@asynccontextmanager
async def renewed(code: Path, data: Path, database: str) -> AsyncIterator[Installation]:
    """Start the release before on an empty database, and then this one beside it."""
    with mail_sink() as sink:
        async with receiving() as receiver:
            hooks = data / "webhooks.toml"
            hooks.write_text(receiver.hook(events=["comment.published"]), encoding="utf-8")
            options = (
                *("--database", database, "--webhooks", str(hooks)),
                *("--smtp", sink.url, "--mail-from", SENDER),
            )
            with running_before(code, data, *options) as old:
                assert await revision(database) == kept_release().revision
                with running(data, *options) as new:
                    assert await revision(database) == HEAD
                    made = belowline("user", "add", MO, "--data", data, "--database", database)
                    assert made.code == 0, made.err
                    yield Installation(old, new, database, sink, receiver)
                    for server in (old, new):
                        assert "Traceback" not in server.said


async def revision(database: str) -> str:
    opened = open_database(database)
    async with opened.reading() as connection:
        found = (await connection.execute(sql("SELECT version_num FROM alembic_version"))).scalar()
    await opened.close()
    return str(found)


async def test_what_is_done_on_the_release_before_is_seen_on_this_one_and_the_other_way_round(
    code: Path, tmp_path: Path, database: str
) -> None:
    async with renewed(code, tmp_path, database) as both:
        comments = [
            *await live_together(both, both.old, both.new),
            *await live_together(both, both.new, both.old),
        ]
        kept = await kept_in(database, comments)

    assert set(kept.states.values()) == {"published"}
    assert len(kept.states) == len(comments)
    assert kept.faults == []


async def live_together(both: Installation, here: Running, there: Running) -> list[str]:
    """Do on one server whatever is done on a day, and see it on the other; return the comments."""
    async with reader(here) as author, reader(there) as other:
        story_id = await open_story(author, slug=f"story-{here.process.pid}")
        comment = (await post(author, story_id, f"{CIVIL} Xylophone{here.process.pid}!")).json()
        await until_async(reads(other, story_id, comment["id"]), "the comment there")
        await like_and_report(author, other, comment)
        doubtful = (await post(author, story_id, DOUBTFUL)).json()
        assert doubtful["state"] == "held"
        passing = (await post(author, story_id)).json()
        await edit_and_withdraw(author, other, passing)
    async with reader(here) as one, reader(there) as another:
        desk_here, desk_there = await signed_in(both, one, another)
        await search(desk_there, f"xylophone{here.process.pid}", comment["id"])
        await rule_and_warn(desk_here, desk_there, doubtful["id"])

    async def is_told() -> bool:
        told = {body["data"]["comment_id"] for body in both.receiver.bodies}
        return {comment["id"], doubtful["id"]} <= told

    await until_async(is_told, "the webhook")
    return [comment["id"], doubtful["id"]]


def reads(client: httpx.AsyncClient, story_id: str, words: str):  # type: ignore[no-untyped-def]
    async def look() -> bool:
        return words in (await client.get(f"/stories/{story_id}")).text

    return look


async def like_and_report(here: httpx.AsyncClient, there: httpx.AsyncClient, comment: Json) -> None:
    here.cookies.clear()
    path = f"/api/v1/comments/{comment['id']}"
    liked = await here.post(f"{path}/like")
    reported = await here.post(f"{path}/reports", json={"reason": "spam"})
    assert (liked.status_code, reported.status_code) == (200, 201), (liked.text, reported.text)
    assert (await there.get(path)).json()["likes"] == 1
    there.cookies = here.cookies
    again = await there.post(f"{path}/like")
    assert again.status_code == 200
    assert (await here.get(path)).json()["likes"] == 1


async def signed_in(
    both: Installation, here: httpx.AsyncClient, there: httpx.AsyncClient
) -> tuple[Desk, Desk]:
    """Ask for a link on one server, open it on the other; work at both with that session."""
    before = len(both.sink.to(MO))
    form = token_in((await here.get("/desk/sign-in")).text)
    await here.post("/desk/sign-in/link", data={"token": form, "email": MO})

    async def has_come() -> bool:
        return len(both.sink.to(MO)) > before

    await until_async(has_come, "the e-mail")
    (path,) = SIGNED_IN.findall(both.sink.to(MO)[-1].text)
    fields = {"token": token_in((await there.get(path)).text), "link": path.partition("link=")[2]}
    entered = await there.post("/desk/enter", data=fields)
    assert entered.status_code == 303, entered.text
    here.cookies = there.cookies
    token = token_in((await there.get("/desk")).text)
    assert token_in((await here.get("/desk")).text) == token
    return Desk(here, token), Desk(there, token)


async def search(desk: Desk, word: str, comment_id: str) -> None:
    found = (await desk.browser.get("/api/v1/desk/search", params={"q": word})).json()["items"]
    assert [each["comment_id"] for each in found] == [comment_id]


async def edit_and_withdraw(
    here: httpx.AsyncClient, there: httpx.AsyncClient, comment: Json
) -> None:
    there.cookies = here.cookies
    path = f"/api/v1/comments/{comment['id']}"
    edited = await there.patch(path, json={"text": "The council may publish the figures later."})
    assert edited.status_code == 200, edited.text
    assert (await here.get(path)).json()["text"] == edited.json()["text"] != comment["text"]
    withdrawn = await here.delete(path)
    assert withdrawn.status_code in (200, 204), withdrawn.text
    assert (await there.get(path)).json()["state"] == "withdrawn"


async def rule_and_warn(here: Desk, there: Desk, comment_id: str) -> None:
    assert await here.waiting(comment_id)
    assert await there.waiting(comment_id)
    ruled = await here.rule(comment_id, "publish")
    assert ruled.status_code == 201, ruled.text
    assert await there.waiting(comment_id) is None
    # Whoever saw the desk before is told that somebody else was quicker.
    assert (await there.rule(comment_id, "remove", seen="0")).status_code >= 400
    reader_id = await author_of(there, comment_id)
    path = f"/api/v1/desk/readers/{reader_id}/sanctions"
    proof = {"x-csrf-token": there.token}
    warned = await there.browser.post(
        path, json={"measure": "warn", "reason": "An insult."}, headers=proof
    )
    assert warned.status_code == 201, warned.text
    (listed,) = (await here.browser.get(path)).json()["items"]
    assert listed["reason"] == "An insult."


async def author_of(desk: Desk, comment_id: str) -> str:
    page = await desk.browser.get(f"/desk/comments/{comment_id}")
    (found,) = set(re.findall(r"/desk/readers/([^/\"]+)/sanctions", page.text))
    return str(found)


def test_the_release_that_is_run_is_the_latest_one() -> None:
    latest = released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))

    assert kept_release().version == latest, "run scripts/keep_release.py at the release's commit"
