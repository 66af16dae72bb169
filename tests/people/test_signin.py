"""Staff come in by a one-time link or by a password, and nobody else does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from belowline.kernel.errors import Conflict, NotFound, Refused
from belowline.people import signin
from belowline.people.reader import Reader, Role
from belowline.people.signin import (
    LINK_LENGTH,
    SESSION_LENGTH,
    SHORTEST_PASSWORD,
    SignIn,
    digest,
)
from tests.contracts.newsroom import OTHER_SITE, SITE, START, Newsroom
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

A_MOMENT = timedelta(milliseconds=1)
EMAIL = "grace@example.org"
PASSWORD = "a long enough password"


@dataclass
class Door:
    """The way in, with the clock in our hands."""

    newsroom: Newsroom
    now: datetime = START

    @property
    def sign_in(self) -> SignIn:
        """Return the use case."""
        return SignIn(store=self.newsroom.store, clock=lambda: self.now, new_id=self.newsroom.id)

    async def moderator(self) -> Reader:
        """Keep a moderator."""
        return await self.sign_in.add_staff(SITE, name="Grace", email=EMAIL, role=Role.MODERATOR)


@pytest.fixture
def door() -> Door:
    """Lend the way in to an empty site."""
    return Door(Newsroom(MemoryStore()))


async def test_a_new_member_of_staff_is_kept(door: Door) -> None:
    reader = await door.moderator()

    assert (reader.role, reader.email, reader.created_at) == (Role.MODERATOR, EMAIL, START)
    assert await door.newsroom.store.reader(SITE, reader.reader_id) == reader


async def test_an_address_that_is_taken_makes_no_second_account(door: Door) -> None:
    await door.moderator()

    with pytest.raises(Conflict) as conflict:
        await door.sign_in.add_staff(SITE, name="Other", email=EMAIL.upper(), role=Role.OWNER)
    assert conflict.value.code == "email-taken"


async def test_a_link_lets_its_owner_in(door: Door) -> None:
    reader = await door.moderator()

    link = await door.sign_in.make_link(reader)
    session = await door.sign_in.by_link(SITE, link)

    assert await door.sign_in.reader(SITE, session) == reader


async def test_a_link_works_once(door: Door) -> None:
    link = await door.sign_in.make_link(await door.moderator())
    await door.sign_in.by_link(SITE, link)

    with pytest.raises(NotFound, match="belowline user link"):
        await door.sign_in.by_link(SITE, link)


async def test_looking_at_a_link_does_not_use_it_up(door: Door) -> None:
    reader = await door.moderator()
    link = await door.sign_in.make_link(reader)

    assert await door.sign_in.link_owner(SITE, link) == reader
    assert await door.sign_in.link_owner(SITE, link) == reader
    await door.sign_in.by_link(SITE, link)
    with pytest.raises(NotFound):
        await door.sign_in.link_owner(SITE, link)


async def test_a_link_works_to_the_last_moment_and_no_longer(door: Door) -> None:
    reader = await door.moderator()
    early, late = await door.sign_in.make_link(reader), await door.sign_in.make_link(reader)

    door.now = START + LINK_LENGTH - A_MOMENT
    assert await door.sign_in.by_link(SITE, early)
    door.now = START + LINK_LENGTH
    with pytest.raises(NotFound):
        await door.sign_in.by_link(SITE, late)


@pytest.mark.parametrize("token", ["", "x", "\0", chr(0xD800), "é" * 5_000])
async def test_an_invented_link_lets_nobody_in(door: Door, token: str) -> None:
    await door.sign_in.make_link(await door.moderator())

    with pytest.raises(NotFound):
        await door.sign_in.by_link(SITE, token)
    assert await door.sign_in.reader(SITE, token) is None


async def test_a_link_and_a_session_are_for_one_site(door: Door) -> None:
    reader = await door.moderator()
    link = await door.sign_in.make_link(reader)

    with pytest.raises(NotFound):
        await door.sign_in.by_link(OTHER_SITE, link)
    session = await door.sign_in.by_link(SITE, link)
    assert await door.sign_in.reader(OTHER_SITE, session) is None


async def test_a_password_lets_its_owner_in(door: Door) -> None:
    reader = await door.moderator()
    await door.sign_in.set_password(reader, PASSWORD)

    session = await door.sign_in.by_password(SITE, EMAIL.upper(), PASSWORD)

    found = await door.sign_in.reader(SITE, session)
    assert found is not None
    assert found.reader_id == reader.reader_id


async def test_the_store_never_sees_a_secret(door: Door) -> None:
    reader = await door.moderator()
    await door.sign_in.set_password(reader, PASSWORD)
    kept = await door.newsroom.store.reader(SITE, reader.reader_id)
    link = await door.sign_in.make_link(reader)

    assert kept is not None
    assert kept.password_hash is not None
    assert kept.password_hash.startswith("$argon2id$")
    assert PASSWORD not in kept.password_hash
    assert await door.newsroom.store.link_owner(SITE, link, START) is None
    assert await door.newsroom.store.link_owner(SITE, digest(link), START) == kept


async def test_a_password_needs_its_length(door: Door) -> None:
    reader = await door.moderator()

    with pytest.raises(Refused, match=str(SHORTEST_PASSWORD)) as refused:
        await door.sign_in.set_password(reader, "a" * (SHORTEST_PASSWORD - 1))
    assert (refused.value.code, refused.value.field) == ("password-short", "password")
    await door.sign_in.set_password(reader, "a" * SHORTEST_PASSWORD)


async def test_a_new_password_ends_every_session(door: Door) -> None:
    reader = await door.moderator()
    session = await door.sign_in.by_link(SITE, await door.sign_in.make_link(reader))

    await door.sign_in.set_password(reader, PASSWORD)

    assert await door.sign_in.reader(SITE, session) is None


async def test_who_does_not_get_in_is_not_told_why(door: Door) -> None:
    with_password = await door.moderator()
    await door.sign_in.set_password(with_password, PASSWORD)
    await door.sign_in.add_staff(SITE, name="Linked", email="linked@example.org", role=Role.EDITOR)
    guest = await door.newsroom.reader(Role.GUEST, email="guest@example.org")
    await door.newsroom.store.set_password(SITE, guest.reader_id, PasswordHasher().hash(PASSWORD))

    answers = set()
    for email, password in [
        (EMAIL, "another long password"),
        (EMAIL, ""),
        (EMAIL, f"{PASSWORD}{chr(0xD800)}"),
        ("nobody@example.org", PASSWORD),
        ("linked@example.org", PASSWORD),
        ("linked@example.org", ""),
        ("guest@example.org", PASSWORD),
        ("", ""),
    ]:
        with pytest.raises(Refused) as refused:
            await door.sign_in.by_password(SITE, email, password)
        answers.add((refused.value.code, refused.value.detail, refused.value.field))
    assert len(answers) == 1


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password() -> None:
    """The hash that nobody has is a real one, made with the parameters of the others."""
    hasher = PasswordHasher()

    with pytest.raises(VerifyMismatchError):
        hasher.verify(signin._NOBODY, PASSWORD)
    assert not hasher.check_needs_rehash(signin._NOBODY)


async def test_a_session_ends_after_a_working_day(door: Door) -> None:
    reader = await door.moderator()
    session = await door.sign_in.by_link(SITE, await door.sign_in.make_link(reader))

    door.now = START + SESSION_LENGTH - A_MOMENT
    assert await door.sign_in.reader(SITE, session) == reader
    door.now = START + SESSION_LENGTH
    assert await door.sign_in.reader(SITE, session) is None


async def test_signing_out_ends_one_session_and_twice_is_no_error(door: Door) -> None:
    reader = await door.moderator()
    here = await door.sign_in.by_link(SITE, await door.sign_in.make_link(reader))
    there = await door.sign_in.by_link(SITE, await door.sign_in.make_link(reader))

    await door.sign_in.out(SITE, here)
    await door.sign_in.out(SITE, here)

    assert await door.sign_in.reader(SITE, here) is None
    assert await door.sign_in.reader(SITE, there) == reader


async def test_no_two_secrets_are_alike(door: Door) -> None:
    reader = await door.moderator()

    links = {await door.sign_in.make_link(reader) for _ in range(20)}

    assert len(links) == 20
    assert min(map(len, links)) >= 43  # 32 bytes in Base64
