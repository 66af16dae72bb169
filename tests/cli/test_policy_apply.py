"""`belowline policy apply` rules again on what is public, and takes down no more than a day may."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import pytest

from belowline.config import Options, read_settings
from belowline.conversation.comment import State
from belowline.main import build
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom

pytestmark = pytest.mark.anyio

POLICY = """extends = "balanced"
removals_per_day = 1
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
mode = "reject"
"""


async def run(*command: str) -> Done:
    return await anyio.to_thread.run_sync(lambda: belowline("policy", "apply", *command))


async def test_a_stricter_policy_holds_what_is_public_and_then_flags(tmp_path: Path) -> None:
    data, policy = tmp_path / "data", tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    service = await build(settings := read_settings(Options(data=str(data)), {}))
    newsroom = Newsroom(service.store, settings.site.site_id)
    story = await newsroom.story()
    posted = [await newsroom.post(story, text=f"A sofa, {number}.") for number in range(2)]
    posted.append(await newsroom.post(story, text="I like the bridge."))

    done = await run("--data", str(data), "--policy", str(policy), "--json")
    again = await run("--data", str(data), "--policy", str(policy))

    assert json.loads(done.out) == {"stays": 1, "held": 1, "flagged": 1, "spared": 0}
    states = [(await newsroom.now(each)).state for each in posted]
    assert states == [State.HELD, State.PUBLISHED, State.PUBLISHED]
    assert "0 held" in again.out
    assert "1 left to the people" in again.out
    await service.close()


async def test_without_a_database_there_is_nothing_to_rule_on(tmp_path: Path) -> None:
    done = await run("--data", str(tmp_path / "nowhere"))

    assert done.code == 1
    assert "There is no database" in done.err
