"""What was saved last at the desk holds in this process, and in no other order."""

from __future__ import annotations

import asyncio
import logging

import pytest

from belowline.conversation.in_force import InForce
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.take_policy import TakePolicy, policy_of
from belowline.kernel.errors import Refused
from belowline.moderation import Moderator, Policy, full_policy_text, parse_policy
from tests.contracts.newsroom import SITE, START
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

FIRST = 'extends = "no-tolerance"\n'
SECOND = 'extends = "balanced"\n'
# As a newer version of Belowline might have kept it.
UNREADABLE = 'extends = "no-tolerance"\nhumour = "dry"\n'


class Process:
    """A process with its engine, on a store that others write to."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.in_force = InForce(Moderator(parse_policy(FIRST), []))
        self.made: list[str] = []
        self.taken = 0
        self.take = TakePolicy(
            store=store, in_force=self.in_force, make=self.make, on_taken=self.forget
        )

    def make(self, policy: Policy) -> Moderator:
        """Build an engine, and remember for which policy."""
        self.made.append(policy.version)
        return Moderator(policy, [])

    def forget(self) -> None:
        """Count how often something was forgotten."""
        self.taken += 1


def saved(number: int, text: str, *, version: str = "") -> SavedPolicy:
    return SavedPolicy(
        site_id=SITE,
        number=number,
        version=version or parse_policy(text).version,
        text=text,
        by=None,
        reason="A reason.",
        saved_at=START,
    )


async def save(store: MemoryStore, policy: SavedPolicy, whole: str = "") -> None:
    await store.save_policy(policy, whole=whole or full_policy_text(policy.text))


@pytest.fixture
def process() -> Process:
    """Lend a process beside an empty store."""
    return Process(MemoryStore())


async def test_where_nothing_was_saved_the_file_holds(process: Process) -> None:
    await process.take(SITE)

    assert (process.made, process.taken) == ([], 0)


async def test_what_was_saved_holds_and_what_was_made_of_the_old_is_forgotten(
    process: Process,
) -> None:
    await save(process.store, saved(1, SECOND))

    await process.take(SITE)

    assert process.in_force.policy == parse_policy(SECOND)
    assert process.taken == 1


async def test_a_version_is_taken_once_however_often_it_is_told_of(process: Process) -> None:
    await save(process.store, saved(1, SECOND))

    await asyncio.gather(*(process.take(SITE) for _ in range(5)))

    assert len(process.made) == process.taken == 1


async def test_the_same_words_saved_again_need_no_new_engine(process: Process) -> None:
    await save(process.store, saved(1, FIRST))

    await process.take(SITE)

    assert (process.made, process.taken) == ([], 0)


async def test_one_that_cannot_be_read_here_is_logged_and_the_old_stays(
    process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    await save(process.store, saved(1, SECOND))
    await process.take(SITE)
    await save(process.store, saved(2, UNREADABLE, version="newer"), whole=UNREADABLE)

    with caplog.at_level(logging.ERROR, "belowline.policy"):
        await process.take(SITE)

    assert process.in_force.policy == parse_policy(SECOND)
    assert "version 2 of the policy can't be read" in caplog.text
    await save(process.store, saved(3, FIRST))
    await process.take(SITE)
    assert process.in_force.policy == parse_policy(FIRST)


def test_a_server_does_not_start_by_a_policy_that_it_cannot_read() -> None:
    with pytest.raises(Refused, match="Version 7 of the policy"):
        policy_of(saved(7, UNREADABLE, version="newer"))
