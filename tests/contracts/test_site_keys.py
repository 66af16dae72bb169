"""What every store promises about the keys that sites sign with."""

import asyncio
from datetime import timedelta

import pytest

from belowline.people.site_key import KnownKey
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore

pytestmark = pytest.mark.anyio

FIRST, OTHER = KnownKey("a" * 32, START), KnownKey("b" * 32, START + timedelta(days=1))


async def test_a_site_that_never_ran_has_no_key(store: AnyStore) -> None:
    assert await store.site_key(SITE) is None


async def test_the_first_key_is_kept_and_a_second_does_not_take_its_place(store: AnyStore) -> None:
    assert await store.keep_site_key(SITE, FIRST) == FIRST
    assert await store.keep_site_key(SITE, OTHER) == FIRST

    assert await store.site_key(SITE) == FIRST
    assert await store.site_key(OTHER_SITE) is None


async def test_of_processes_that_start_at_once_one_is_first(store: AnyStore) -> None:
    keys = [KnownKey(f"{number:032}", START) for number in range(8)]

    kept = await asyncio.gather(*(store.keep_site_key(SITE, key) for key in keys))

    assert set(kept) == {await store.site_key(SITE)}


async def test_another_key_takes_its_place_where_somebody_says_so(store: AnyStore) -> None:
    await store.keep_site_key(SITE, FIRST)
    await store.keep_site_key(OTHER_SITE, FIRST)
    await store.change_site_key(SITE, OTHER)

    assert await store.site_key(SITE) == OTHER
    assert await store.site_key(OTHER_SITE) == FIRST
