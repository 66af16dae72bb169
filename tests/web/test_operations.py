"""Whoever runs the service learns whether a process is ready and what it does, and nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from tests.web.newsroom import HOST, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

SAMPLE = re.compile(r'^([a-z_]+)(\{[a-z_]+="[^"\n]*"(?:,[a-z_]+="[^"\n]*")*\})? (\d[\d.e+]*)$')


def at(newsroom: Newsroom, address: str) -> httpx.AsyncClient:
    """Somebody at a network address."""
    transport = httpx.ASGITransport(app=newsroom.belowline.app, client=(address, 50_000))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")


async def measured(newsroom: Newsroom) -> dict[str, float]:
    """Everything that Prometheus would read, by name and labels."""
    answer = await at(newsroom, "127.0.0.1").get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("# ")]
    found = [SAMPLE.match(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {match[1] + (match[2] or ""): float(match[3]) for match in found if match}


async def test_a_process_is_ready_until_it_drains(newsroom: Newsroom) -> None:
    operations = newsroom.belowline.services.operations
    ready = await newsroom.reader().get("/readyz")
    operations.is_draining = True
    try:
        draining = await newsroom.reader().get("/readyz")
        page = await newsroom.reader().get(f"/stories/{newsroom.war.story_id}")
    finally:
        operations.is_draining = False

    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert (draining.status_code, draining.json()) == (503, {"status": "draining"})
    assert page.status_code == 200


async def test_answers_are_counted_by_route_and_status(newsroom: Newsroom) -> None:
    story = await newsroom.story("measured")
    before = await measured(newsroom)
    for _ in range(3):
        await newsroom.reader().get(f"/stories/{story.story_id}")
    await newsroom.reader().get("/no/such/place")
    await newsroom.reader().get("/stories/0190aaaa-0000-7000-8000-000000000000")
    after = await measured(newsroom)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    page = 'method="GET",route="/stories/{story_id}"'
    assert more(f'belowline_requests_total{{{page},status="200"}}') == 3
    assert more(f'belowline_requests_total{{{page},status="404"}}') == 1
    assert more('belowline_requests_total{method="GET",route="none",status="404"}') == 1
    assert more("belowline_pages_rendered_total") == 1
    assert more('belowline_page_cache_hits_total{answer="br"}') == 2
    assert after["belowline_page_cache_bytes"] > 0


async def test_rulings_the_queue_and_the_engine_are_measured(newsroom: Newsroom) -> None:
    before = await measured(newsroom)
    await newsroom.post(newsroom.reader(), "The figures should be published, say I.")
    await newsroom.post(newsroom.reader(), "The mayor of this town is a complete moron.")
    await newsroom.post(newsroom.reader(), "You are an idiot and a coward.")
    after = await measured(newsroom)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    ruled = "belowline_rulings_total"
    assert more(f'{ruled}{{source="engine",action="publish",clause="none"}}') == 1
    assert more(f'{ruled}{{source="engine",action="hold",clause="discourtesy"}}') == 1
    assert more(f'{ruled}{{source="engine",action="reject",clause="discourtesy"}}') == 1
    assert more("belowline_queue_length") == 1
    assert more("belowline_engine_seconds_count") >= 3
    assert after["belowline_database_up"] == 1


async def test_measures_hold_nothing_of_readers(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "A canary sings here.", name="Canary Bird")

    answer = await at(newsroom, "127.0.0.1").get("/metrics")

    for private in ("anary", comment["id"], newsroom.rent.story_id, "10.0."):
        assert private not in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
async def test_this_machine_may_read_them(newsroom: Newsroom, address: str) -> None:
    assert (await at(newsroom, address).get("/metrics")).status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "2001:db8::1", "testclient"])
async def test_others_may_not(newsroom: Newsroom, address: str) -> None:
    answer = await at(newsroom, address).get("/metrics")

    assert answer.status_code == 403
    assert "belowline_" not in answer.text


async def test_who_comes_through_a_proxy_on_this_machine_may_not(newsroom: Newsroom) -> None:
    for claim in ("203.0.113.9", "127.0.0.1", ""):
        answer = await at(newsroom, "127.0.0.1").get("/metrics", headers={"x-forwarded-for": claim})
        assert answer.status_code == 403


async def test_a_token_opens_and_a_wrong_one_does_not(engine: Moderator, tmp_path: Path) -> None:
    guard: dict[str, Any] = {"metrics_token": "let me in", "metrics_from": ("192.0.2.0/24",)}
    async with open_newsroom(tmp_path, moderator=engine, **guard) as room:

        async def status(address: str, **headers: str) -> int:
            return (await at(room, address).get("/metrics", headers=headers)).status_code

        assert await status("10.0.0.7", authorization="Bearer let me in") == 200
        assert await status("10.0.0.7", authorization="Bearer let me out") == 403
        assert await status("10.0.0.7", authorization="Bearer ") == 403
        assert await status("192.0.2.77") == 200
        assert await status("127.0.0.1") == 403
