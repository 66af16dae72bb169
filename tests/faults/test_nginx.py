"""The configuration in docs/nginx.md, run by a real nginx in front of a real server."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.faults.newsroom import listening, open_story, post, reader
from tests.house.sources import ROOT
from tests.polling import until, until_async
from tests.running import Running, answers, end, free_port, running

pytestmark = pytest.mark.anyio

PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
READERS = 200

_AROUND = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {documented}
}}
"""


ALLOWED = "access-control-allow-origin"
# Two home pages of the publisher's.
ORIGINS = ("http://127.0.0.1", "http://127.0.0.1:8080")


async def counted(client: httpx.AsyncClient, origin: str | None) -> httpx.Response:
    """Ask for the count of a story as a home page does."""
    headers = {"origin": origin} if origin else {}
    return await client.get("/api/v1/counts?url=http://127.0.0.1/faults", headers=headers)


def documented(folder: Path, port: int, servers: Sequence[Running]) -> str:
    """The page's configuration with this test's ports and folder."""
    page = (ROOT / "docs/nginx.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    (line,) = re.findall(r"^ *server 127\.0\.0\.1:8000.*\n", text, re.MULTILINE)
    places = [server.url.removeprefix("http://") for server in servers]
    for theirs, ours in (
        (line, "".join(line.replace("127.0.0.1:8000", place) for place in places)),
        ("/var/cache/nginx/belowline", str(folder / "cache")),
        ("listen 80", f"listen 127.0.0.1:{port}"),
        ("server_name comments.example.com", "server_name 127.0.0.1"),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    return _AROUND.format(folder=folder, documented=text)


@contextmanager
def behind_nginx(*servers: Running) -> Iterator[Running]:
    """The same servers as readers find them: through nginx."""
    program = shutil.which("nginx") or next((p for p in PLACES if Path(p).exists()), None)
    if program is None:
        pytest.fail("No nginx was found for the tests (Debian: apt-get install nginx-light).")
    with tempfile.TemporaryDirectory(prefix="belowline-nginx-") as name:
        folder, port = Path(name), free_port()
        # Its workers are nobody, and have to get at their cache.
        folder.chmod(0o755)
        config = folder / "nginx.conf"
        config.write_text(documented(folder, port, servers), encoding="utf-8")
        process = subprocess.Popen(
            [program, "-e", str(folder / "errors"), "-p", name, "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        through = replace(servers[0], url=f"http://127.0.0.1:{port}", process=process)
        try:
            until(lambda: answers(through), "nginx to answer")
            yield through
        finally:
            end(process, signal.SIGTERM)


async def test_a_comment_is_in_the_thread_in_the_second_after_its_ruling(tmp_path: Path) -> None:
    with running(tmp_path, "--trust-proxy") as server, behind_nginx(server) as nginx:
        async with reader(nginx) as client:
            story_id = await open_story(client)
            path = f"/stories/{story_id}"
            for _ in range(3):
                await client.get(path)  # nginx has it now, and holds it
                comment = (await post(client, story_id)).json()
                posted = int(time.time())
                late = await until_async(asked_after(client, path, posted), "the next second")

                assert comment["id"] in late.text


def asked_after(client: httpx.AsyncClient, path: str, second: int):  # type: ignore[no-untyped-def]
    """What is served to the first reader who asks in a later second."""

    async def ask() -> httpx.Response | None:
        asked = int(time.time())
        answer = await client.get(path)
        assert answer.status_code == 200
        return answer if asked > second else None

    return ask


async def test_many_readers_cost_the_server_few_requests_and_get_the_same_bytes(
    tmp_path: Path,
) -> None:
    with running(tmp_path, "--trust-proxy") as server, behind_nginx(server) as nginx:
        async with reader(nginx, 50) as client, reader(server) as direct:
            story_id = await open_story(client)
            await post(client, story_id)
            path = f"/stories/{story_id}"
            pages = await asyncio.gather(*(client.get(path) for _ in range(READERS)))
            known = await client.get(path, headers={"if-none-match": pages[0].headers["etag"]})
            home_pages = [await counted(client, origin) for origin in (None, *ORIGINS, *ORIGINS)]
            measured = (await direct.get("/metrics")).text
            shut = await client.get("/metrics")

    found = re.search(
        r'requests_total\{method="GET",route="/stories/\{story_id\}".*\} (\d+)', measured
    )
    assert found
    assert int(found[1]) < READERS / 4
    assert len({page.content for page in pages}) == 1
    assert {page.headers["content-encoding"] for page in pages} == {"br"}
    assert "x-accel-expires" not in pages[0].headers
    assert known.status_code == 304
    # Each home page is told that it may read the counts, and no other page is.
    assert [page.headers.get(ALLOWED) for page in home_pages] == [None, *ORIGINS, *ORIGINS]
    assert "HIT" in {page.headers["x-cache"] for page in home_pages}
    assert shut.status_code == 404


async def test_a_stream_comes_through_at_once(tmp_path: Path) -> None:
    with running(tmp_path, "--trust-proxy") as server, behind_nginx(server) as nginx:
        async with reader(nginx) as client:
            story_id = await open_story(client)
            async with listening(nginx, story_id) as stream:
                comment = (await post(client, story_id)).json()
                await stream.until(comment["id"])


async def test_threads_are_read_on_while_the_server_is_dead(tmp_path: Path) -> None:
    with running(tmp_path, "--trust-proxy") as server, behind_nginx(server) as nginx:
        async with reader(nginx) as client:
            story_id = await open_story(client)
            comment = (await post(client, story_id)).json()
            path = f"/stories/{story_id}"
            before = await client.get(path)
            server.kill()
            after = await until_async(
                asked_after(client, path, int(time.time())), "the next second"
            )

    assert comment["id"] in before.text
    assert after.content == before.content
    assert after.headers["x-cache"] == "STALE"
