"""What every store promises about who is known by a name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Author, State
from belowline.moderation.looks import look_of
from belowline.people.reader import Reader, Role
from belowline.people.sign_on import Account, Profile
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

LOOK = look_of("Ada Ridley")


async def known(store: AnyStore, look: str = LOOK, regular: int = 2) -> list[Reader]:
    return list(await store.known_by(SITE, look, regular=regular))


async def test_staff_are_known_from_the_first_day(store: AnyStore, newsroom: Newsroom) -> None:
    ada = await newsroom.reader(Role.MODERATOR, name="Ada Ridley")
    await newsroom.reader(Role.EDITOR, name="Ben Okoro")
    await newsroom.reader(Role.GUEST, name="Ada Ridley")

    assert await known(store) == [ada]
    assert list(await store.known_by(OTHER_SITE, LOOK, regular=2)) == []


async def test_a_member_is_known_by_what_they_published(
    store: AnyStore, newsroom: Newsroom
) -> None:
    ada = await newsroom.reader(Role.MEMBER, name="Ada Ridley")
    author = Author(reader_id=ada.reader_id, name=ada.name, role=ada.role)
    story = await newsroom.story()

    await newsroom.post(story, author=author)
    await newsroom.post(story, author=author, state=State.HELD)
    assert await known(store) == []

    await newsroom.post(story, author=author)
    assert await known(store) == [ada]
    assert await known(store, regular=3) == []


async def test_a_new_name_is_known_and_the_old_is_free(store: AnyStore, newsroom: Newsroom) -> None:
    account = Account(site_id=SITE, provider="publisher", subject="a" * 64, issued_at=START)
    ada = newsroom.new_reader(Role.MODERATOR, email="a@news.example", name="Ada Ridley")
    await store.add_account(account, ada)

    changed = await store.update_profile(
        replace(account, issued_at=START + timedelta(hours=1)),
        Profile(name="Ada Marsh", email="a@news.example", role=None, badges=None),
    )

    assert await known(store) == []
    assert await known(store, look_of("ADA MARSH")) == [changed]
