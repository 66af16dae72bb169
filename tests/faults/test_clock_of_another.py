"""A server whose clock is earlier than one before it goes on behind what that one kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from belowline.config import Options, read_settings
from belowline.kernel.clock import SteadyClock
from belowline.kernel.ids import RisingIds, first_at, new_id
from belowline.main import build
from belowline.moderation import Moderator
from tests.faults.newsroom import Json, database_of, post, reader
from tests.running import Running, running

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a server kept whose clock was ahead."""

    story: str
    comment: Json


@pytest.fixture(scope="module")
def engine() -> Moderator:
    """The shipped engine."""
    return Moderator()


async def kept_ahead(data: Path, engine: Moderator, by: timedelta) -> Earlier:
    """Have a comment kept by a server whose machine's clock is ahead."""

    def ahead() -> datetime:
        return datetime.now(UTC) + by

    def made() -> str:
        chance = UUID(new_id()).int & (1 << 62) - 1
        return str(UUID(int=UUID(first_at(ahead())).int | chance))

    settings = read_settings(Options(data=str(data), database=database_of(data)))
    belowline = await build(
        settings, clock=SteadyClock(ahead), ids=RisingIds(made), moderator=engine
    )
    transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        about = {"url": "http://127.0.0.1/clock"}
        story = (await client.post("/api/v1/stories", json=about)).json()["id"]
        comment = (await post(client, story)).json()
    await belowline.close()
    return Earlier(story, comment)


async def written(server: Running, earlier: Earlier) -> list[Json]:
    """Write a comment of one's own and an answer to the earlier one."""
    async with reader(server) as client:
        own = (await post(client, earlier.story)).json()
        body = {"text": "It did, in March.", "name": "Bo", "parent_id": earlier.comment["id"]}
        client.cookies.clear()
        address = f"/api/v1/stories/{earlier.story}/comments"
        answer = (await client.post(address, json=body)).json()
    return [own, answer]


def moment(comment: Json) -> datetime:
    return datetime.fromisoformat(comment["created_at"])


async def test_new_comments_stand_behind_what_was_kept_with_a_clock_that_was_ahead(
    tmp_path: Path, engine: Moderator
) -> None:
    earlier = await kept_ahead(tmp_path, engine, timedelta(minutes=3))
    found, page, said = [earlier.comment], "", ""
    for _ in range(2):
        with running(tmp_path, "--database", database_of(tmp_path)) as server:
            found += await written(server, earlier)
            async with reader(server) as client:
                page = (await client.get(f"/stories/{earlier.story}")).text
            said = server.said

    ids = [each["id"] for each in found]
    assert ids == sorted(set(ids))
    assert [moment(each) for each in found] == sorted({moment(each) for each in found})
    roots = [each["id"] for each in found if each["parent_id"] is None]
    assert [page.index(f'id="c-{each}"') for each in roots] == sorted(
        (page.index(f'id="c-{each}"') for each in roots), reverse=True
    )
    assert "ahead of this machine's clock: new comments are dated behind" in said


async def test_a_clock_that_was_days_ahead_leads_nobody_astray(
    tmp_path: Path, engine: Moderator
) -> None:
    earlier = await kept_ahead(tmp_path, engine, 3 * DAY)

    with running(tmp_path, "--database", database_of(tmp_path)) as server:
        own, answer = await written(server, earlier)
        said = server.said

    assert abs(moment(own) - datetime.now(UTC)) < timedelta(minutes=1)
    assert own["id"] < first_at(datetime.now(UTC) + timedelta(minutes=1))
    assert (answer["id"], moment(answer)) > (earlier.comment["id"], moment(earlier.comment))
    assert "too far to wait for" in said
