"""What every store promises about policies."""

import asyncio

import pytest

from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore

pytestmark = pytest.mark.anyio


async def test_every_version_of_a_policy_can_be_read_later(store: AnyStore) -> None:
    await store.keep_policy(SITE, "v1", 'name = "House"\n', START)
    await store.keep_policy(SITE, "v2", 'name = "Haus 🏠"\n', START)

    assert await store.policy_text(SITE, "v1") == 'name = "House"\n'
    assert await store.policy_text(SITE, "v2") == 'name = "Haus 🏠"\n'
    assert await store.policy_text(SITE, "v3") is None
    assert await store.policy_text(OTHER_SITE, "v1") is None


async def test_a_version_kept_again_stays_as_it_was(store: AnyStore) -> None:
    await store.keep_policy(SITE, "v1", "first", START)
    await store.keep_policy(SITE, "v1", "second", START)

    assert await store.policy_text(SITE, "v1") == "first"


async def test_processes_that_start_at_once_keep_one_policy(store: AnyStore) -> None:
    await asyncio.gather(*(store.keep_policy(SITE, "v1", "text", START) for _ in range(20)))

    assert await store.policy_text(SITE, "v1") == "text"
