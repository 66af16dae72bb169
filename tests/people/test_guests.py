"""A reader without an account has a place for comments and likes, and a name to write under."""

import pytest

from belowline.people.guests import Guests
from belowline.people.reader import Role
from tests.contracts.newsroom import START, Newsroom
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def newsroom() -> Newsroom:
    """Lend an empty site."""
    return Newsroom(MemoryStore())


@pytest.fixture
def guests(newsroom: Newsroom) -> Guests:
    """Lend the use case."""
    return Guests(store=newsroom.store, clock=lambda: START, new_id=newsroom.id)


async def test_a_new_guest_is_kept(newsroom: Newsroom, guests: Guests) -> None:
    guest = await guests.new(newsroom.site_id, name="Ada", email="ada@example.org")

    assert (guest.role, guest.name, guest.email) == (Role.GUEST, "Ada", "ada@example.org")
    assert (guest.password_hash, guest.created_at) == (None, START)
    assert await newsroom.store.reader(newsroom.site_id, guest.reader_id) == guest


async def test_a_guest_who_only_likes_has_no_name(newsroom: Newsroom, guests: Guests) -> None:
    guest = await guests.new(newsroom.site_id)

    assert (guest.name, guest.email) == ("", None)


async def test_two_guests_may_give_the_same_address_and_neither_owns_it(
    newsroom: Newsroom, guests: Guests
) -> None:
    await guests.new(newsroom.site_id, email="ada@example.org")
    await guests.new(newsroom.site_id, email="ada@example.org")

    assert await newsroom.store.reader_by_email(newsroom.site_id, "ada@example.org") is None


async def test_the_name_given_last_is_remembered(newsroom: Newsroom, guests: Guests) -> None:
    guest = await guests.new(newsroom.site_id, name="Ada", email="ada@example.org")

    await guests.named(guest, name="Ada L.", email=None)
    now = await newsroom.store.reader(newsroom.site_id, guest.reader_id)

    assert now is not None
    assert (now.name, now.email) == ("Ada L.", "ada@example.org")

    await guests.named(now, name="Ada L.", email="lovelace@example.org")
    later = await newsroom.store.reader(newsroom.site_id, guest.reader_id)
    assert later is not None
    assert later.email == "lovelace@example.org"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GUEST])
async def test_others_keep_the_name_of_their_account(
    newsroom: Newsroom, guests: Guests, role: Role
) -> None:
    reader = await newsroom.reader(role, name="Grace")

    await guests.named(reader, name="Somebody else", email="other@example.org")

    assert await newsroom.store.reader(newsroom.site_id, reader.reader_id) == reader
