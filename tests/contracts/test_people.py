"""What every store promises about readers, sessions and links."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId
from belowline.people.ports import Door
from belowline.people.reader import Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

DIGEST = "ab" * 32
LATER = START + timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
CAME_IN: Any = {"at": START, "door": Door.PASSWORD}


async def test_a_reader_comes_back_as_kept(store: AnyStore, newsroom: Newsroom) -> None:
    reader = replace(
        newsroom.new_reader(Role.EDITOR, email="Ada@News.Example", name="Ada Løvelace"),
        password_hash="$argon2id$…",
        reports_upheld=3,
        reports_dismissed=1,
    )

    assert await store.add_reader(reader) == reader
    assert await store.reader(SITE, reader.reader_id) == reader
    assert await store.reader(OTHER_SITE, reader.reader_id) is None
    assert await store.reader(SITE, ReaderId("unknown")) is None


async def test_an_email_finds_its_member_whatever_the_case(
    store: AnyStore, newsroom: Newsroom
) -> None:
    reader = await newsroom.reader(email="Jürgen.ÄHRE@News.Example")

    assert await store.reader_by_email(SITE, "jürgen.ähre@news.EXAMPLE") == reader
    assert await store.reader_by_email(OTHER_SITE, "jürgen.ähre@news.example") is None
    assert await store.reader_by_email(SITE, "nobody@news.example") is None


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.OWNER])
async def test_an_email_belongs_to_one_member_or_moderator(newsroom: Newsroom, role: Role) -> None:
    await newsroom.reader(Role.MEMBER, email="ada@news.example")

    with pytest.raises(Conflict) as refusal:
        await newsroom.reader(role, email="ADA@news.example")

    assert refusal.value.code == "email-taken"


async def test_an_email_may_belong_to_a_member_of_each_site(newsroom: Newsroom) -> None:
    await newsroom.reader(email="ada@news.example")
    other = Newsroom(newsroom.store, OTHER_SITE)

    theirs = await other.reader(email="ada@news.example")

    assert await other.store.reader_by_email(OTHER_SITE, "ada@news.example") == theirs


async def test_guests_may_share_an_email_that_nobody_checked(
    store: AnyStore, newsroom: Newsroom
) -> None:
    for _ in range(2):
        await newsroom.reader(Role.GUEST, email="ada@news.example")

    assert await store.reader_by_email(SITE, "ada@news.example") is None

    member = await newsroom.reader(Role.MEMBER, email="ada@news.example")
    assert await store.reader_by_email(SITE, "ada@news.example") == member


async def test_of_two_who_take_an_email_at_once_one_gets_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    readers = [newsroom.new_reader(email="ada@news.example") for _ in range(10)]

    results = await asyncio.gather(*map(store.add_reader, readers), return_exceptions=True)

    refusals = [result for result in results if isinstance(result, Conflict)]
    assert len(refusals) == 9
    assert {refusal.code for refusal in refusals} == {"email-taken"}


async def test_a_guest_is_remembered_under_the_name_given_last(
    store: AnyStore, newsroom: Newsroom
) -> None:
    guest = await newsroom.reader(Role.GUEST, email="ada@news.example")

    await store.rename(SITE, guest.reader_id, name="Ada L.", email=None)
    assert await store.reader(SITE, guest.reader_id) == replace(guest, name="Ada L.")

    await store.rename(SITE, guest.reader_id, name="Ada", email="new@news.example")
    assert await store.reader(SITE, guest.reader_id) == replace(guest, email="new@news.example")


async def test_a_session_lasts_until_it_expires(store: AnyStore, newsroom: Newsroom) -> None:
    reader = await newsroom.reader()
    await store.add_session(SITE, DIGEST, reader.reader_id, LATER, **CAME_IN)

    assert await store.session_reader(SITE, DIGEST, LATER - MILLISECOND) == reader
    assert await store.session_reader(SITE, DIGEST, LATER) is None
    assert await store.session_reader(OTHER_SITE, DIGEST, START) is None
    assert await store.session_reader(SITE, "cd" * 32, START) is None


async def test_a_session_that_ended_is_forgotten(store: AnyStore, newsroom: Newsroom) -> None:
    reader = await newsroom.reader()
    await store.add_session(SITE, DIGEST, reader.reader_id, LATER, **CAME_IN)

    await store.end_session(SITE, DIGEST)
    await store.end_session(SITE, DIGEST)

    assert await store.session_reader(SITE, DIGEST, START) is None


async def test_a_new_password_ends_every_session_of_this_reader_only(
    store: AnyStore, newsroom: Newsroom
) -> None:
    ada, grace = await newsroom.reader(), await newsroom.reader()
    for number, reader in enumerate((ada, ada, grace)):
        await store.add_session(SITE, f"{number}" * 64, reader.reader_id, LATER, **CAME_IN)

    await store.set_password(SITE, ada.reader_id, "$argon2id$new")

    assert await store.reader(SITE, ada.reader_id) == replace(ada, password_hash="$argon2id$new")
    assert await store.session_reader(SITE, "0" * 64, START) is None
    assert await store.session_reader(SITE, "1" * 64, START) is None
    assert await store.session_reader(SITE, "2" * 64, START) == grace


async def test_a_link_can_be_looked_at_and_then_used_once(
    store: AnyStore, newsroom: Newsroom
) -> None:
    reader = await newsroom.reader()
    await store.add_link(SITE, DIGEST, reader.reader_id, LATER)

    assert await store.link_owner(SITE, DIGEST, START) == reader
    assert await store.link_owner(SITE, DIGEST, START) == reader
    assert await store.use_link(SITE, DIGEST, START) == reader
    assert await store.use_link(SITE, DIGEST, START) is None
    assert await store.link_owner(SITE, DIGEST, START) is None


async def test_a_link_that_expired_opens_nothing(store: AnyStore, newsroom: Newsroom) -> None:
    reader = await newsroom.reader()
    await store.add_link(SITE, DIGEST, reader.reader_id, LATER)

    assert await store.link_owner(SITE, DIGEST, LATER) is None
    assert await store.use_link(SITE, DIGEST, LATER) is None
    assert await store.use_link(OTHER_SITE, DIGEST, START) is None
    assert await store.use_link(SITE, DIGEST, LATER - MILLISECOND) == reader


async def test_of_many_who_use_a_link_at_once_one_gets_in(
    store: AnyStore, newsroom: Newsroom
) -> None:
    reader = await newsroom.reader()
    await store.add_link(SITE, DIGEST, reader.reader_id, LATER)

    used = await asyncio.gather(*(store.use_link(SITE, DIGEST, START) for _ in range(20)))

    assert [found for found in used if found is not None] == [reader]
