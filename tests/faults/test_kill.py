"""Promise 2: what was answered with 201 is there after `kill -9`, whole and in its state."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.faults.newsroom import burst, database_of, kept_in, open_story, post, reader
from tests.running import running

pytestmark = pytest.mark.anyio

BURST = 500
# Late enough that writers queue, early enough that most posts are still on their way.
KILL_AFTER = 90


async def test_every_acknowledged_comment_survives_a_kill_on_sqlite(tmp_path: Path) -> None:
    await survive(tmp_path, database_of(tmp_path))


async def test_every_acknowledged_comment_survives_a_kill_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    await survive(tmp_path, postgres_url)


async def survive(data: Path, database: str) -> None:
    with running(data, "--database", database, anew=True) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
        acknowledged = await burst(server, story_id, size=BURST, kill_after=KILL_AFTER)

    with running(data, "--database", database) as again:
        async with reader(again) as client:
            assert (await post(client, story_id)).status_code == 201
            story = (await client.get(f"/api/v1/stories/{story_id}")).json()

    kept = await kept_in(database, [each["id"] for each in acknowledged])
    states = Counter(each["state"] for each in acknowledged)
    assert KILL_AFTER <= len(acknowledged) < BURST
    assert set(states) == {"published", "held", "rejected"}
    assert kept.states == {each["id"]: each["state"] for each in acknowledged}
    assert kept.texts == {each["id"]: each["text"] for each in acknowledged}
    assert kept.faults == []
    assert story["comment_count"] > states["published"]
