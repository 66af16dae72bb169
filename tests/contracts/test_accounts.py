"""What every store promises about accounts elsewhere and about revoked tokens."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Author
from belowline.people.reader import Role
from belowline.people.sign_on import Account, Profile
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

ADA = Account(site_id=SITE, provider="publisher", subject="ad" * 32, issued_at=START)
LATER = START + timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
DIGEST = "ab" * 32


def said(name: str = "Ada L.", email: str = "ada@news.example", **more: object) -> Profile:
    what = {"role": None, "badges": None} | more
    return Profile(name=name, email=email, **what)  # type: ignore[arg-type]


async def test_an_account_comes_back_with_its_reader(store: AnyStore, newsroom: Newsroom) -> None:
    reader = replace(newsroom.new_reader(email="ada@news.example"), badges=("Subscriber", "Ärztin"))

    assert await store.account(SITE, "publisher", ADA.subject) is None
    assert await store.add_account(ADA, reader) == reader

    assert await store.account(SITE, "publisher", ADA.subject) == (ADA, reader)
    assert await store.reader(SITE, reader.reader_id) == reader
    assert await store.account(OTHER_SITE, "publisher", ADA.subject) is None
    assert await store.account(SITE, "oidc", ADA.subject) is None


async def test_an_account_joins_whoever_has_its_email(store: AnyStore, newsroom: Newsroom) -> None:
    moderator = await newsroom.reader(Role.MODERATOR, email="Ada@news.example")
    new = newsroom.new_reader(email="ada@news.example", name="Somebody Else")

    assert await store.add_account(ADA, new) == moderator

    assert await store.account(SITE, "publisher", ADA.subject) == (ADA, moderator)
    assert await store.reader(SITE, new.reader_id) is None


async def test_an_account_joins_no_guest(store: AnyStore, newsroom: Newsroom) -> None:
    await newsroom.reader(Role.GUEST, email="ada@news.example")
    new = newsroom.new_reader(email="ada@news.example")

    assert await store.add_account(ADA, new) == new


async def test_of_many_who_add_an_account_at_once_all_get_one_reader(
    store: AnyStore, newsroom: Newsroom
) -> None:
    readers = [newsroom.new_reader(email="ada@news.example") for _ in range(10)]

    added = await asyncio.gather(*(store.add_account(ADA, reader) for reader in readers))

    assert len({reader.reader_id for reader in added}) == 1
    assert await store.account(SITE, "publisher", ADA.subject) == (ADA, added[0])


async def test_a_newer_word_changes_the_reader_and_an_older_does_not(
    store: AnyStore, newsroom: Newsroom
) -> None:
    reader = newsroom.new_reader(email="ada@news.example")
    await store.add_account(ADA, reader)
    profile = said(email="New@news.example", role=Role.EDITOR, badges=("Columnist",))

    newer = await store.update_profile(replace(ADA, issued_at=LATER), profile)
    same = await store.update_profile(replace(ADA, issued_at=LATER), said("Nobody"))
    older = await store.update_profile(replace(ADA, issued_at=LATER - MILLISECOND), said("Nobody"))

    assert newer == await store.reader(SITE, reader.reader_id)
    assert newer == replace(
        reader, name="Ada L.", email="New@news.example", role=Role.EDITOR, badges=("Columnist",)
    )
    assert (same, older) == (None, None)
    assert await store.reader_by_email(SITE, "new@NEWS.example") == newer


async def test_what_a_token_leaves_out_stays(store: AnyStore, newsroom: Newsroom) -> None:
    reader = replace(newsroom.new_reader(Role.MODERATOR, email="ada@news.example"), badges=("A",))
    await store.add_account(replace(ADA, issued_at=None), reader)

    assert await store.update_profile(ADA, said()) == replace(reader, name="Ada L.")
    assert await store.update_profile(replace(ADA, issued_at=LATER), said(badges=())) == replace(
        reader, name="Ada L.", badges=()
    )


async def test_an_email_that_another_has_stays_theirs(store: AnyStore, newsroom: Newsroom) -> None:
    grace = await newsroom.reader(email="grace@news.example")
    reader = newsroom.new_reader(email="ada@news.example")
    await store.add_account(ADA, reader)

    changed = await store.update_profile(
        replace(ADA, issued_at=LATER), said(email="grace@news.example")
    )

    assert changed == replace(reader, name="Ada L.")
    assert await store.reader_by_email(SITE, "grace@news.example") == grace


async def test_a_revoked_token_is_remembered_until_it_expires(store: AnyStore) -> None:
    for _ in range(2):
        await store.revoke_token(SITE, DIGEST, until=LATER, now=START)

    assert await store.is_revoked(SITE, DIGEST)
    assert not await store.is_revoked(OTHER_SITE, DIGEST)
    assert not await store.is_revoked(SITE, "cd" * 32)

    await store.revoke_token(SITE, "ef" * 32, until=LATER + MILLISECOND, now=LATER)
    assert not await store.is_revoked(SITE, DIGEST)
    assert await store.is_revoked(SITE, "ef" * 32)


async def test_a_comment_keeps_the_badges_that_its_author_had(
    store: AnyStore, newsroom: Newsroom
) -> None:
    author = Author(
        reader_id=newsroom.reader_id(), name="Ada", role=Role.MEMBER, badges=("Subscriber",)
    )

    kept = await newsroom.post(await newsroom.story(), author=author)

    found = await store.comment(SITE, kept.comment_id)
    assert found is not None
    assert found.author == author
