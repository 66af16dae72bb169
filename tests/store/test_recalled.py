"""A row that is the same is the same value again, and any difference makes it another one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.conversation.comment import Comment
from belowline.conversation.paging import Sort
from belowline.people.reader import Role
from belowline.store.database import open_database
from belowline.store.migrate import migrate
from belowline.store.recalled import Recalled
from belowline.store.records import comment_from
from belowline.store.store import Store
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = open_database(str(tmp_path / "a.db"))
    await migrate(database)
    yield Store(database)
    await database.close()


async def roots(store: Store, story: Story) -> list[Comment]:
    found = await store.roots(SITE, story.story_id, sort=Sort.OLDEST, after=None, limit=9)
    return list(found)


@pytest.mark.parametrize("at_once", [True, False])
async def test_the_same_row_is_the_same_comment_and_another_one_is_read_anew(
    store: Store, at_once: bool
) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    liked, other = [await newsroom.post(story) for _ in range(2)]

    async def read() -> list[Comment]:
        if not at_once:
            return await roots(store, story)
        async with store.one_look():
            return await roots(store, story)

    before, again = await read(), await read()
    reader = await newsroom.reader(Role.GUEST)
    await store.like(SITE, liked.comment_id, reader.reader_id)
    after = await read()

    assert [kept is same for kept, same in zip(before, again, strict=True)] == [True, True]
    assert [each.likes for each in after] == [1, 0]
    assert after[1] is before[1]
    assert after == [await newsroom.now(each) for each in (liked, other)]


async def test_what_is_known_stays_within_its_bytes(store: Store) -> None:
    newsroom = Newsroom(store)
    story = await newsroom.story()
    for number in range(6):
        await newsroom.post(story, text=f"{number}" * 1_000)
    store._comments_read = few = Recalled(comment_from, limit=8_000)

    first = await roots(store, story)
    again = await roots(store, story)

    assert first == again
    assert 0 < few.size <= 8_000
    assert again[-1] is not first[-1] or again[0] is not first[0]
