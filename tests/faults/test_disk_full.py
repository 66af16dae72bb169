"""A disk without room: nothing is kept by halves, who writes is told why, and readers read on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.cluster import own_cluster
from tests.faults.newsroom import WORDS, kept_in, open_story, post, reader
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.test_database_away import assert_unavailable, settled_page
from tests.running import Running, running

pytestmark = pytest.mark.anyio

# Room for our tables, and little more.
MEGABYTES = 40
# What the tables have room for without growing is kept on a full disk too.
MOST_POSTS = 200
LONG = f"{WORDS[0]} " * 60


@contextmanager
def folder_for_postgres() -> Iterator[Path]:
    """A folder that the cluster's user may enter, unlike those of tests."""
    folder = Path(tempfile.mkdtemp(prefix="belowline-disk-"))
    folder.chmod(0o755)
    try:
        yield folder / "small"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def test_postgresql_without_room_says_so_and_goes_on_when_there_is_some(
    tmp_path: Path,
) -> None:
    with folder_for_postgres() as folder, small_disk(folder, MEGABYTES) as disk:
        if os.geteuid() == 0:
            shutil.chown(disk.folder, "postgres", "postgres")
        async with own_cluster() as cluster:
            await cluster.server.run(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
            await cluster.server.run("ALTER DATABASE faults SET TABLESPACE small")
            with running(tmp_path, "--database", cluster.url) as server:
                ids = await fill_and_free(server, disk)
            kept = await kept_in(cluster.url, ids)
    assert len(kept.states) == len(ids)
    assert kept.faults == []


async def test_sqlite_without_room_says_so_and_goes_on_when_there_is_some(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", MEGABYTES) as disk:
        database = f"sqlite:///{disk.folder / 'belowline.db'}"
        with running(tmp_path / "data", "--database", database) as server:
            ids = await fill_and_free(server, disk)
        kept = await kept_in(database, ids)
    assert len(kept.states) == len(ids)
    assert kept.faults == []


async def fill_and_free(server: Running, disk: SmallDisk) -> list[str]:
    """Post until the disk is full, and once more when it isn't; return the ids of what was kept."""
    async with reader(server) as client:
        story_id, quiet_id = await open_story(client), await open_story(client, "quiet")
        ids = [(await post(client, quiet_id)).json()["id"]]
        page = await settled_page(server, client, quiet_id, ids[0])
        with disk.full():
            refused = await post_until_refused(client, story_id, ids)
            still = await client.get(f"/stories/{quiet_id}")
            health = await client.get("/healthz")
        after = await post(client, story_id, LONG)

    assert_unavailable(refused)
    assert "no room left" in refused.json()["detail"]
    assert (still.status_code, still.text) == (200, page.text)
    assert health.status_code == 200
    assert after.status_code == 201, after.text
    assert server.process.poll() is None
    assert "Traceback" not in server.said
    assert WORDS[0] not in server.said
    return [*ids, after.json()["id"]]


async def post_until_refused(
    client: httpx.AsyncClient, story_id: str, ids: list[str]
) -> httpx.Response:
    """Post long comments; what is answered with 201 is kept, full or not."""
    for number in range(MOST_POSTS):
        answer = await post(client, story_id, f"{number} {LONG}")
        if answer.status_code != 201:
            return answer
        ids.append(answer.json()["id"])
    raise AssertionError("The disk never was full.")
