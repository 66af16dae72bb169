"""A policy that is saved in one process rules in the other, and after a restart."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from tests.cli.command import Done, belowline
from tests.faults.newsroom import open_story, post, reader
from tests.polling import until_async
from tests.running import running

pytestmark = pytest.mark.anyio

# The other process asks the database once a second; the rest is for a busy machine.
PATIENCE_TO_HEAR = 5.0
POLICY = """extends = "no-tolerance"
[line]
thanks = "Thanks for keeping off the furniture."
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
"""
WORDS = "Such a nice sofa, number"


async def test_a_policy_that_was_saved_elsewhere_rules_here_without_a_restart(
    tmp_path: Path, postgres_url: str
) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(POLICY)
    place = ("--data", str(tmp_path / "data"), "--database", postgres_url)
    with running(tmp_path / "data", "--database", postgres_url) as server:
        async with reader(server) as anybody:
            story_id = await open_story(anybody)
            before = (await post(anybody, story_id, f"{WORDS} one.")).json()

            saved = await command("save", str(file), "--reason", "No furniture.", *place)

            async def is_there() -> bool:
                page = await anybody.get(f"/stories/{story_id}")
                return "keeping off the furniture" in page.text

            await until_async(is_there, "the policy's line on the page", PATIENCE_TO_HEAR)
            after = (await post(anybody, story_id, f"{WORDS} two.")).json()
        assert server.process.poll() is None
        assert "Traceback" not in server.said
    assert saved.code == 0, saved.err
    assert "Version 2 is in force" in saved.out
    assert (before["state"], after["state"]) == ("published", "held")

    with running(tmp_path / "data", "--database", postgres_url) as again:
        async with reader(again) as anybody:
            assert "off the furniture" in (await anybody.get("/policy")).text
    assert (await command("show", "--current", *place)).out == POLICY


async def command(*words: str) -> Done:
    return await anyio.to_thread.run_sync(lambda: belowline("policy", *words))
