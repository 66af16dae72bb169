"""What every store promises about the languages that readers use."""

import asyncio

import pytest

from belowline.people.language import ReaderLanguage
from belowline.people.reader import Reader
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def using(reader: Reader, language: str, *, is_chosen: bool = False) -> ReaderLanguage:
    return ReaderLanguage(
        site_id=SITE,
        reader_id=reader.reader_id,
        language=language,
        is_chosen=is_chosen,
    )


async def test_the_language_that_was_seen_last_is_known(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader()
    assert await store.language_of(SITE, ada.reader_id) is None

    for language in ("de", "fr", "fr"):
        await store.keep_language(using(ada, language))

    assert await store.language_of(SITE, ada.reader_id) == using(ada, "fr")
    assert await store.language_of(OTHER_SITE, ada.reader_id) is None
    assert [dict(each) for each in (await store.own_data(SITE, ada.reader_id)).languages] == [
        {"language": "fr", "is_chosen": False}
    ]


async def test_what_was_chosen_stands_until_it_is_forgotten(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader()
    for language in ("es", "ar"):
        await store.keep_language(using(ada, language, is_chosen=True))
    await store.keep_language(using(ada, "de"))
    assert await store.language_of(SITE, ada.reader_id) == using(ada, "ar", is_chosen=True)

    for _ in range(2):
        await store.forget_language(SITE, ada.reader_id)
    assert await store.language_of(SITE, ada.reader_id) is None
    await store.keep_language(using(ada, "de"))
    assert await store.language_of(SITE, ada.reader_id) == using(ada, "de")


async def test_two_that_come_at_once_leave_one(newsroom: Newsroom, store: AnyStore) -> None:
    ada = await newsroom.reader()

    await asyncio.gather(
        store.keep_language(using(ada, "de")),
        store.keep_language(using(ada, "fr", is_chosen=True)),
        store.keep_language(using(ada, "es")),
    )

    assert await store.language_of(SITE, ada.reader_id) == using(ada, "fr", is_chosen=True)


async def test_nothing_is_kept_of_who_is_gone(newsroom: Newsroom, store: AnyStore) -> None:
    nobody = newsroom.new_reader()

    await store.keep_language(using(nobody, "de"))

    assert await store.language_of(SITE, nobody.reader_id) is None
