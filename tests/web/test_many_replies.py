"""A comment with ten thousand replies is a page like any other, and takes one more reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import insert

from belowline.conversation.comment import Comment
from belowline.conversation.read import REPLIES_SHOWN
from belowline.moderation import Moderator
from belowline.store.records import comment_values
from belowline.store.schema import comments, stories
from belowline.stories.story import Story
from tests.contracts.newsroom import Newsroom as Desk
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

REPLIES = 10_000
# A first page holds 20 roots with eight replies each at most, in whatever thread.
LARGEST_PAGE = 100_000


@dataclass(frozen=True)
class Flood:
    """A newsroom, a story, its one root, and all that answers it."""

    newsroom: Newsroom
    story: Story
    root: Comment
    replies: list[Comment]


@pytest.fixture(scope="module")
async def flood(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Flood]:
    """Lend a story with a comment that ten thousand have answered."""
    folder = tmp_path_factory.mktemp("flood")
    async with open_newsroom(folder, moderator=engine, has_news=False) as newsroom:
        store = newsroom.belowline.store
        desk = Desk(store, SITE)
        story = await newsroom.story("flood")
        root, _ = desk.draft(story)
        made = [desk.draft(story, root)[0] for _ in range(REPLIES)]
        replies = sorted(made, key=lambda reply: reply.comment_id)
        root = replace(root, replies=REPLIES, descendants=REPLIES)
        async with store._database.writing() as connection:
            await connection.execute(
                insert(comments), [comment_values(each) for each in (root, *replies)]
            )
            await connection.execute(
                stories.update()
                .where(stories.c.site_id == SITE, stories.c.story_id == story.story_id)
                .values(comment_count=REPLIES + 1)
            )
        yield Flood(newsroom, story, root, replies)


async def test_the_page_has_the_first_replies_and_says_how_many_follow(flood: Flood) -> None:
    page = await flood.newsroom.reader().get(f"/stories/{flood.story.story_id}")

    shown = [reply for reply in flood.replies[:50] if f'id="c-{reply.comment_id}"' in page.text]
    assert shown == flood.replies[:REPLIES_SHOWN]
    assert len(page.content) < LARGEST_PAGE
    assert "9,992" in page.text or "9992" in page.text


async def test_a_link_to_the_last_of_them_shows_it_in_its_place(flood: Flood) -> None:
    last = flood.replies[-1]

    page = await flood.newsroom.reader().get(f"/comments/{last.comment_id}")

    assert page.status_code == 200
    assert f'id="c-{last.comment_id}"' in page.text
    assert f'id="c-{flood.root.comment_id}"' in page.text
    assert len(page.content) < LARGEST_PAGE


async def test_the_branch_goes_on_page_by_page_from_any_place(flood: Flood) -> None:
    anybody = flood.newsroom.reader()
    behind = flood.replies[REPLIES // 2]
    path = f"/comments/{flood.root.comment_id}?after={behind.comment_id}"

    page = await anybody.get(path)

    following = flood.replies[REPLIES // 2 + 1 : REPLIES // 2 + 4]
    places = [page.text.index(f'id="c-{reply.comment_id}"') for reply in following]
    assert places == sorted(places)
    assert f'id="c-{behind.comment_id}"' not in page.text


async def test_one_more_reply_is_counted(flood: Flood) -> None:
    newsroom, root_id = flood.newsroom, flood.root.comment_id

    posted = await newsroom.post(
        newsroom.reader(), "One more: publish the figures.", flood.story, parent_id=root_id
    )

    root = await newsroom.belowline.store.comment(SITE, root_id)
    assert root
    assert posted["state"] == "published"
    assert (root.replies, root.descendants) == (REPLIES + 1, REPLIES + 1)
