"""What every store promises about who signs in by a link that came by e-mail."""

import asyncio
from datetime import datetime, timedelta

import pytest

from belowline.kernel.ids import StoryId
from belowline.people.members import LinkRequest
from belowline.people.reader import Reader, Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

ADA = "Ada@Reader.example"
NOW = START + timedelta(hours=1)
END = NOW + timedelta(hours=1)


async def linked(newsroom: Newsroom, digest: str = "digest", until: datetime = END) -> LinkRequest:
    """A request that a link with this digest answers."""
    request = LinkRequest(
        site_id=SITE,
        request_id=newsroom.id(),
        email=ADA,
        story_id=StoryId(newsroom.id()),
        digest=None,
        expires_at=until,
    )
    await newsroom.store.add_request(request, now=NOW)
    made = await newsroom.store.set_link(SITE, request.request_id, digest, now=NOW)
    assert made is not None
    return made


def new(newsroom: Newsroom) -> Reader:
    return newsroom.new_reader(Role.MEMBER, email=ADA, name="Ada L.")


async def test_a_link_tells_what_it_answers_until_it_expires(newsroom: Newsroom) -> None:
    request, store = await linked(newsroom), newsroom.store

    assert await store.request_of(SITE, "digest", now=NOW) == request
    assert await store.request_of(SITE, "digest", now=END) is None
    assert await store.request_of(SITE, "another", now=NOW) is None
    assert await store.request_of(OTHER_SITE, "digest", now=NOW) is None
    assert await store.become_member(SITE, "digest", new(newsroom), guest=None, now=END) is None
    assert await store.set_link(SITE, request.request_id, "late", now=END) is None


async def test_a_stranger_becomes_a_member_once(newsroom: Newsroom) -> None:
    await linked(newsroom)
    stranger, store = new(newsroom), newsroom.store

    member = await store.become_member(SITE, "digest", stranger, guest=None, now=NOW)
    again = await store.become_member(SITE, "digest", new(newsroom), guest=None, now=NOW)

    assert member == stranger
    assert await store.reader_by_email(SITE, ADA.lower()) == stranger
    assert again is None
    assert await store.request_of(SITE, "digest", now=NOW) is None


async def test_a_guest_becomes_the_member_and_keeps_what_they_are(newsroom: Newsroom) -> None:
    await linked(newsroom)
    guest = await newsroom.reader(Role.GUEST, name="Ada")

    member = await newsroom.store.become_member(
        SITE, "digest", new(newsroom), guest=guest.reader_id, now=NOW
    )

    assert member is not None
    assert (member.reader_id, member.role) == (guest.reader_id, Role.MEMBER)
    assert (member.name, member.email) == ("Ada L.", ADA)
    assert await newsroom.store.reader(SITE, guest.reader_id) == member


async def test_whoever_is_known_stays_who_they_are(newsroom: Newsroom) -> None:
    await linked(newsroom)
    known = await newsroom.reader(Role.MEMBER, email=ADA.upper(), name="Known")
    guest = await newsroom.reader(Role.GUEST, name="Ada")

    member = await newsroom.store.become_member(
        SITE, "digest", new(newsroom), guest=guest.reader_id, now=NOW
    )

    assert member == known
    assert await newsroom.store.reader(SITE, guest.reader_id) == guest


async def test_one_who_is_no_guest_is_not_made_somebody_else(newsroom: Newsroom) -> None:
    await linked(newsroom)
    staff = await newsroom.reader(Role.MODERATOR, email="mo@news.example", name="Mo")
    stranger = new(newsroom)

    member = await newsroom.store.become_member(
        SITE, "digest", stranger, guest=staff.reader_id, now=NOW
    )

    assert member == stranger
    assert await newsroom.store.reader(SITE, staff.reader_id) == staff


async def test_two_links_for_one_new_address_make_one_member(newsroom: Newsroom) -> None:
    await linked(newsroom, "one")
    await linked(newsroom, "two")
    store = newsroom.store

    first, second = await asyncio.gather(
        store.become_member(SITE, "one", new(newsroom), guest=None, now=NOW),
        store.become_member(SITE, "two", new(newsroom), guest=None, now=NOW),
    )

    assert first is not None
    assert first == second


async def test_a_link_that_is_used_twice_at_once_lets_one_in(newsroom: Newsroom) -> None:
    await linked(newsroom)
    store = newsroom.store

    came = await asyncio.gather(
        *(store.become_member(SITE, "digest", new(newsroom), guest=None, now=NOW) for _ in range(4))
    )

    assert len([each for each in came if each is not None]) == 1


async def test_a_new_link_for_the_same_request_ends_the_one_before(newsroom: Newsroom) -> None:
    request, store = await linked(newsroom, "first"), newsroom.store

    await store.set_link(SITE, request.request_id, "second", now=NOW)

    assert await store.request_of(SITE, "first", now=NOW) is None
    assert await store.request_of(SITE, "second", now=NOW) is not None


async def test_addresses_of_requests_that_expired_are_forgotten(
    newsroom: Newsroom, store: AnyStore
) -> None:
    old = await linked(newsroom, "old", NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    await store.add_request(
        LinkRequest(
            site_id=SITE,
            request_id=newsroom.id(),
            email="bob@reader.example",
            story_id=None,
            digest=None,
            expires_at=END,
        ),
        now=later,
    )

    assert await store.set_link(SITE, old.request_id, "new", now=NOW) is None
