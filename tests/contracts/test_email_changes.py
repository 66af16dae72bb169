"""What every store promises about members who wish for another e-mail address."""

import asyncio
from datetime import datetime, timedelta

import pytest

from belowline.kernel.errors import Conflict
from belowline.people.email_change import EmailChange
from belowline.people.reader import Reader, Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

OLD = "ada@old.example"
NEW = "Ada@new.example"
NOW = START + timedelta(hours=1)
END = NOW + timedelta(hours=1)
DAYS = NOW + timedelta(days=5)


async def wished(newsroom: Newsroom, reader: Reader, digest: str, email: str = NEW) -> EmailChange:
    """A wish whose link has this digest."""
    change = EmailChange(
        site_id=SITE,
        change_id=newsroom.id(),
        reader_id=reader.reader_id,
        email=email,
        old_email=None,
        digest=None,
        expires_at=END,
    )
    await newsroom.store.add_change(change, now=NOW)
    made = await newsroom.store.set_change_link(SITE, change.change_id, digest, now=NOW)
    assert made is not None
    return made


async def fulfil(
    store: AnyStore, reader: Reader, digest: str, now: datetime = NOW
) -> EmailChange | None:
    return await store.fulfil_change(SITE, digest, reader.reader_id, now=now, until=DAYS)


async def test_a_link_gives_its_reader_the_address_once(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    wish = await wished(newsroom, ada, "link")
    assert await store.waiting_change(SITE, ada.reader_id, now=NOW) == wish

    done = await fulfil(store, ada, "link")
    again = await fulfil(store, ada, "link")

    assert done is not None
    assert (done.email, done.old_email, done.digest) == (NEW, OLD, None)
    assert again is None
    assert await store.reader_by_email(SITE, NEW.lower()) == await store.reader(SITE, ada.reader_id)
    assert await store.reader_by_email(SITE, OLD) is None
    assert await store.waiting_change(SITE, ada.reader_id, now=NOW) is None
    # The old address is there for the notice, and not for longer.
    assert await store.change(SITE, wish.change_id, now=END) == done
    assert await store.change(SITE, wish.change_id, now=DAYS) is None


async def test_a_link_is_of_no_use_to_another_reader_or_later(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, bob = await newsroom.reader(email=OLD), await newsroom.reader(email="bob@old.example")
    wish = await wished(newsroom, ada, "link")

    assert await fulfil(store, bob, "link") is None
    assert await fulfil(store, ada, "other") is None
    assert await fulfil(store, ada, "link", now=END) is None
    assert await store.set_change_link(SITE, wish.change_id, "late", now=END) is None
    assert await store.set_change_link(OTHER_SITE, wish.change_id, "x", now=NOW) is None
    assert await store.reader_by_email(SITE, OLD) == ada


async def test_a_new_wish_ends_the_one_before_and_no_other_readers(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, bob = await newsroom.reader(email=OLD), await newsroom.reader(email="bob@old.example")
    await wished(newsroom, ada, "first")
    his = await wished(newsroom, bob, "his", "bob@new.example")

    second = await wished(newsroom, ada, "second")

    assert await fulfil(store, ada, "first") is None
    assert await store.waiting_change(SITE, ada.reader_id, now=NOW) == second
    assert await store.waiting_change(SITE, bob.reader_id, now=NOW) == his


async def test_an_address_that_is_somebodys_by_now_is_not_given_twice(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    wish = await wished(newsroom, ada, "link")
    await newsroom.reader(Role.GUEST, email=NEW)
    bob = await newsroom.reader(email=NEW.upper())

    with pytest.raises(Conflict) as refused:
        await fulfil(store, ada, "link")
    assert refused.value.code == "email-taken"

    assert await store.waiting_change(SITE, ada.reader_id, now=NOW) == wish
    assert await store.reader_by_email(SITE, NEW) == bob
    assert await store.reader_by_email(SITE, OLD) == ada


async def test_a_link_that_is_opened_twice_at_once_is_used_once(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    await wished(newsroom, ada, "link")

    came = await asyncio.gather(*(fulfil(store, ada, "link") for _ in range(3)))

    assert len([each for each in came if each is not None]) == 1
