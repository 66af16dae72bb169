"""Two sites on one database, each with a server of its own, have nothing to do with each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from belowline.kernel.clock import utc_now
from belowline.store.database import open_database
from belowline.store.schema import metadata
from tests.cli.command import Done, belowline
from tests.faults.newsroom import WORDS, Stream, listening, open_story, reader
from tests.mail_sink import SENDER, Sink, arrives, mail_sink
from tests.polling import until_async
from tests.receiver import SECRET, Receiver, receiving
from tests.running import Running, running

pytestmark = pytest.mark.anyio

MAIN, DAILY = "main", "daily"
ADA, LEX = "ada@reader.example", "lex@law.example"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """Lend the option that names an empty database, none for the one in the data folder."""
    if request.param == "sqlite":
        return ()
    return ("--database", str(request.getfixturevalue("postgres_url")))


@dataclass
class Publication:
    """One of the sites: its server, and whom it tells."""

    name: str
    server: Running
    mails: Sink
    hooks: Receiver
    database: tuple[str, ...]

    def command(self, *arguments: str) -> Done:
        """Run a command on this site."""
        place = ("--data", str(self.server.data), *self.database)
        return belowline(*arguments, *place, "--site", self.name)

    async def editor(self) -> httpx.AsyncClient:
        """Sign somebody new on the staff in."""
        said = self.command("user", "add", f"mona@{self.name}.example", "--role", "editor").out
        link = said.partition("?link=")[2].split()[0]
        client = httpx.AsyncClient(base_url=self.server.url, trust_env=False)
        page = (await client.get("/desk/enter", params={"link": link})).text
        await client.post("/desk/enter", data={"link": link, "token": token_in(page)})
        return client

    async def rows(self, url: str) -> dict[str, list[str]]:
        """Return everything that the database holds of this site, but for what no one did."""
        found = {}
        database = open_database(url, read_only=True)
        async with database.reading() as connection:
            for table in metadata.sorted_tables:
                if table.name in ("mail_cursors", "webhook_lines"):
                    continue  # Which process has a line, and until when, changes by itself.
                query = select(table).where(table.c.site_id == self.name)
                found[table.name] = sorted(map(repr, await connection.execute(query)))
        await database.close()
        return found


def token_in(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


@contextmanager
def serving(
    data: Path, name: str, mails: Sink, hooks: Receiver, database: tuple[str, ...]
) -> Iterator[Publication]:
    file = data / f"{name}.toml"
    file.write_text(hooks.hook(secret=SECRET), encoding="utf-8")
    options = ("--site", name, "--name", f"The {name}", "--webhooks", str(file), *database)
    smtp = ("--smtp", mails.url, "--mail-from", SENDER)
    with running(data, *options, *smtp) as server:
        yield Publication(name, server, mails, hooks, database)


async def has_post(at: Publication, story_id: str, text: str) -> str:
    async with reader(at.server) as author:
        body = {"text": text, "name": "Ada Reader", "email": ADA}
        answer = await author.post(f"/api/v1/stories/{story_id}/comments", json=body)
        comment_id: str = answer.json()["id"]
        await author.post(f"/api/v1/comments/{comment_id}/like")
    return comment_id


async def complain(at: Publication, comment_id: str) -> None:
    """Send a notice about a comment; its receipt goes out at once."""
    async with reader(at.server) as client:
        page = (await client.get(f"/comments/{comment_id}/notice")).text
        fields = {"explanation": "A fraud.", "name": "Lex", "good_faith": "yes", "email": LEX}
        sent = await client.post(
            f"/comments/{comment_id}/notice", data={**fields, "token": token_in(page)}
        )
        assert sent.status_code == 303, sent.text


async def reject(desk: httpx.AsyncClient, comment_id: str) -> None:
    page = (await desk.get(f"/desk/comments/{comment_id}")).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    order = {"verdict": "reject", "seen": seen, "clause": "discourtesy"}
    answer = await desk.post(
        f"/api/v1/desk/comments/{comment_id}/rulings",
        json=order,
        headers={"x-csrf-token": token_in((await desk.get("/desk")).text)},
    )
    assert answer.status_code == 201, answer.text


async def test_nothing_that_happens_at_one_site_is_seen_or_changed_at_the_other(
    tmp_path: Path, database: tuple[str, ...]
) -> None:
    url = database[1] if database else str(tmp_path / "belowline.db")
    async with receiving() as of_main, receiving() as of_daily:
        with ExitStack() as ends:
            sinks = [ends.enter_context(mail_sink()) for _ in range(2)]
            main = ends.enter_context(serving(tmp_path, MAIN, sinks[0], of_main, database))
            daily = ends.enter_context(serving(tmp_path, DAILY, sinks[1], of_daily, database))
            async with reader(main.server) as one, reader(daily.server) as other:
                # The same address at both: each has a story of its own there.
                here, there = await open_story(one), await open_story(other)
            await webhooks_began(main, daily)
            async with (
                aclosing(await main.editor()) as desk,
                aclosing(await daily.editor()) as other_desk,
                listening(daily.server, there) as stream,
            ):
                before = await daily.rows(url)
                shown = await has_post(main, here, f"{WORDS[0]} Lighthouses, too.")
                held = await has_post(main, here, WORDS[1])
                await reject(desk, held)
                await complain(main, shown)
                await arrives(main.mails, LEX, "")
                await until_async(told(main, held), "the webhook of main")
                assert await daily.rows(url) == before
                await has_no_part_in(daily, other_desk, here, there, shown, held)
                await goes_on(daily, there, stream, shown, held)
            exported = {each.name: statements(each) for each in (main, daily)}
        said = main.server.said

    assert here != there
    assert daily.mails.mails == []
    assert not {shown, held} & {body["data"]["comment_id"] for body in of_daily.bodies}
    assert exported == {MAIN: 1, DAILY: 0}
    assert "Traceback" not in said


async def webhooks_began(*publications: Publication) -> None:
    async def begun() -> bool:
        return all("desk" in each.command("webhooks", "status").out for each in publications)

    await until_async(begun, "the lines of the webhooks")


def told(at: Publication, comment_id: str):  # type: ignore[no-untyped-def]
    async def look() -> bool:
        return comment_id in json.dumps(at.hooks.bodies)

    return look


async def has_no_part_in(
    daily: Publication, desk: httpx.AsyncClient, here: str, there: str, shown: str, held: str
) -> None:
    """Look everywhere at one site for what happened at the other."""
    for path in (f"/stories/{here}", f"/api/v1/stories/{here}", f"/api/v1/comments/{shown}"):
        assert (await desk.get(path)).status_code == 404, path
    for path in (
        f"/stories/{there}",
        "/api/v1/latest",
        "/api/v1/desk/queue",
        "/desk/search?q=lighthouses",
        "/desk/record",
        "/desk/numbers",
    ):
        answer = await desk.get(path)
        assert answer.status_code == 200, path
        assert shown not in answer.text, path
        assert held not in answer.text, path
    assert '"failed": []' in daily.command("mail", "status", "--json").out
    checked = json.loads(daily.command("check", "--json").out)
    assert (checked["stories"], checked["faults"]) == (1, [])


async def goes_on(daily: Publication, there: str, stream: Stream, shown: str, held: str) -> None:
    """The other site's own readers are told of their own comment, and it is their first event."""
    comment_id = await has_post(daily, there, WORDS[0])
    heard = await stream.until(comment_id)
    assert shown not in heard
    assert held not in heard
    assert "id: 1\n" in heard.replace("\r", "")
    await until_async(told(daily, comment_id), "the webhook of daily")


def statements(at: Publication) -> int:
    folder = at.server.data / f"export-{at.name}"
    folder.mkdir()
    # Today is not over, and left out where nobody asks for it.
    days = ("--from", f"{utc_now():%Y}-01-01", "--to", f"{utc_now():%Y}-12-31")
    done = at.command("export", "dsa", "--output", str(folder), "--json", *days)
    assert done.code == 0, done.err
    count: int = json.loads(done.out)["statements"]
    return count
