"""What every store promises about passkeys: challenges once, counters forward, all in the log."""

import asyncio
from datetime import timedelta

import pytest

from belowline.desk.audit import Act
from belowline.kernel.errors import Conflict
from belowline.people.passkeys import Challenge, Passkey
from belowline.people.reader import Reader
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

END = START + timedelta(minutes=5)


def challenge(digest: str = "challenge") -> Challenge:
    return Challenge(site_id=SITE, digest=digest, reader_id=None, expires_at=END)


def passkey(reader: Reader, passkey_id: str = "key", count: int = 0) -> Passkey:
    return Passkey(
        site_id=SITE,
        passkey_id=passkey_id,
        reader_id=reader.reader_id,
        credential_id="AAEC",
        public_key="AwQF",
        count=count,
        name="My phone",
        created_at=START,
    )


async def test_a_challenge_is_met_once_and_in_time(store: AnyStore) -> None:
    await store.add_challenge(challenge(), now=START)
    await store.add_challenge(challenge("other"), now=START)

    met = [await store.take_challenge(SITE, "challenge", now=START) for _ in range(2)]

    assert met == [challenge(), None]
    assert await store.take_challenge(OTHER_SITE, "other", now=START) is None
    assert await store.take_challenge(SITE, "other", now=END) is None
    assert await store.take_challenge(SITE, "other", now=START) is None


async def test_of_many_who_meet_a_challenge_at_once_one_does(store: AnyStore) -> None:
    await store.add_challenge(challenge(), now=START)

    met = await asyncio.gather(
        *(store.take_challenge(SITE, "challenge", now=START) for _ in range(4))
    )

    assert len([each for each in met if each is not None]) == 1


async def test_a_passkey_is_one_readers_and_the_log_tells_of_it(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, bob = await newsroom.reader(), await newsroom.reader()
    await store.add_passkey(passkey(ada), most=2)
    with pytest.raises(Conflict) as known:
        await store.add_passkey(passkey(bob), most=2)
    await store.add_passkey(passkey(ada, "second"), most=2)
    with pytest.raises(Conflict) as many:
        await store.add_passkey(passkey(ada, "third"), most=2)

    assert (known.value.code, many.value.code) == ("passkey-known", "passkeys-many")
    assert await store.passkey(SITE, "key") == passkey(ada)
    assert await store.passkey(OTHER_SITE, "key") is None
    names = [each.passkey_id for each in await store.passkeys_of(SITE, ada.reader_id)]
    assert names == ["key", "second"]
    assert await store.passkeys_of(SITE, bob.reader_id) == []
    assert not await store.remove_passkey(SITE, bob.reader_id, "key", at=END)
    assert await store.remove_passkey(SITE, ada.reader_id, "key", at=END)
    assert not await store.remove_passkey(SITE, ada.reader_id, "key", at=END)
    log = await store.entries(SITE, after=0, limit=9)
    told = [(each.act, each.subject, each.facts["done"], each.facts["passkey"]) for each in log]
    assert told == [
        (Act.PASSKEY, ada.reader_id, done, name)
        for done, name in (("added", "key"), ("added", "second"), ("removed", "key"))
    ]


async def test_a_counter_moves_on_from_where_it_was_seen(
    newsroom: Newsroom, store: AnyStore
) -> None:
    seen = passkey(await newsroom.reader(), count=4)
    await store.add_passkey(seen, most=2)

    moved = await asyncio.gather(*(store.use_passkey(seen, count=5, at=END) for _ in range(3)))

    assert sorted(moved) == [False, False, True]
    kept = await store.passkey(SITE, "key")
    assert kept is not None
    assert (kept.count, kept.used_at) == (5, END)
