"""Whether the thread of a lively story is read by index, however long it gets."""

import re
from datetime import datetime

import pytest
from sqlalchemy import JSON, case, insert, literal, select, text

from belowline.conversation.comment import Author, Comment, State
from belowline.conversation.paging import Cursor, Sort
from belowline.conversation.traces import MOST_COMPARED, MOST_COUNTED, MOST_REMEMBERED
from belowline.desk.ports import QueueCursor
from belowline.kernel.ids import CommentId, ReaderId, StoryId
from belowline.people.reader import Role
from belowline.store.database import Database
from belowline.store.records import comment_values
from belowline.store.schema import comments, fingerprints, links, revisions, rulings
from belowline.store.store import Store
from belowline.store.waiting import place
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.store.watched import Watched, watched

__all__ = ["watched"]

pytestmark = pytest.mark.anyio

COMMENTS = 5000
ROOTS = 500
AUTHORS = 200
BEHIND = Cursor("01900000-0000-7fff-8000-000000000000", 50)


def moved(comment: Comment, story: Story, number: int) -> dict[str, object]:
    """Return the comment's row as one of another story."""
    values: dict[str, object] = comment_values(comment)
    for name in ("comment_id", "parent_id", "root_id"):
        values[name] = values[name] and f"{number:08x}{str(values[name])[8:]}"
    return values | {"story_id": story.story_id}


async def fill(
    newsroom: Newsroom, database: Database, *, other_stories: int = 0
) -> tuple[Story, list[Comment]]:
    story = await newsroom.story()
    made: list[Comment] = []
    roots: list[Comment] = []
    for number in range(COMMENTS):
        parent = None if number < ROOTS else roots[number % ROOTS]
        held = parent is not None and number % 50 == 0
        state = State.HELD if held else State.PUBLISHED
        author = Author(
            reader_id=ReaderId(f"author {number % AUTHORS}"), name="Ada", role=Role.MEMBER
        )
        comment, _ = newsroom.draft(story, parent, best=number % 97, state=state, author=author)
        if parent is None:
            roots.append(comment)
        made.append(comment)
    elsewhere = [await newsroom.story() for _ in range(other_stories)]
    async with database.writing() as connection:
        await connection.execute(insert(comments), list(map(comment_values, made)))
        for number, other in enumerate(elsewhere, 1):
            await connection.execute(
                insert(comments), [moved(each, other, number) for each in made]
            )
        for comment in (each for each in made if each.attention is not None):
            await place(connection, comment)
        await connection.execute(text("ANALYZE"))
    return story, roots


async def test_no_page_of_a_long_thread_looks_at_all_of_it(watched: Watched) -> None:
    # In a site of one story, all comments in their order are as good a way as those of the story.
    story, roots = await fill(watched.newsroom, watched.database, other_stories=2)
    watched.sent.clear()

    for sort in Sort:
        for after in (None, BEHIND):
            await read_pages(watched.store, story.story_id, sort, after)
    await read_the_rest(watched.store, story.story_id, [root.comment_id for root in roots[:20]])

    lines = await watched.plans()
    used = set(re.findall(r"ix_\w+", " ".join(lines)))
    assert used >= {
        "ix_comments_roots",
        "ix_comments_roots_best",
        "ix_comments_listing",
        "ix_comments_listing_best",
        "ix_comments_replies",
        "ix_comments_branch",
        "ix_comments_author",
        "ix_comments_author_published",
        "ix_comments_story_author",
        "ix_waiting_urgent",
    }
    assert not [line for line in lines if re.match(r"SCAN comments", line)]


async def test_pages_of_a_long_thread_are_sorted_already(watched: Watched) -> None:
    story, _ = await fill(watched.newsroom, watched.database)
    watched.sent.clear()

    for sort in Sort:
        for after in (None, BEHIND):
            await read_pages(watched.store, story.story_id, sort, after)
    await watched.store.queue(SITE, after=None, limit=20, now=START)
    await watched.store.author_record(SITE, ReaderId("author 7"), recent=5)

    lines = await watched.plans()
    assert lines
    assert not [line for line in lines if "Sort" in line or "TEMP B-TREE" in line]


async def test_no_page_is_found_by_counting_rows(watched: Watched) -> None:
    story = await watched.newsroom.story()
    watched.sent.clear()

    await read_pages(watched.store, story.story_id, Sort.BEST, BEHIND)

    for statement, parameters in watched.sent:
        # SQLite's dialect writes an offset beside every limit: it is always nought.
        assert "OFFSET" not in statement or parameters[-1] == 0


@pytest.mark.parametrize("since", [None, START])
async def test_everything_that_was_written_is_read_in_the_order_of_its_key(
    watched: Watched, since: datetime | None
) -> None:
    _, roots = await fill(watched.newsroom, watched.database)
    await keep_first_revisions(watched.database)
    watched.sent.clear()

    await watched.store.written(SITE, since=since, after=roots[-1].comment_id, limit=200)

    plan = "\n".join(await watched.plans())
    assert re.search(r"^SEARCH comments .*comment_id>\?|Limit.*\n.*Scan using pk_comments", plan)
    assert not re.search(r"SCAN (comments|revisions)", plan)


async def test_what_a_new_comment_is_compared_with_is_read_by_index(watched: Watched) -> None:
    await fill(watched.newsroom, watched.database)
    await keep_traces_of_all(watched.database)
    watched.sent.clear()

    author = ReaderId("author 7")
    prints = await watched.store.fingerprints(SITE, but=author, since=START, limit=MOST_COMPARED)
    posted = await watched.store.posted_at(SITE, author, limit=MOST_COUNTED)
    hosts = ["often.example", "new.example"]
    known = await watched.store.host_histories(SITE, hosts, limit=MOST_REMEMBERED)

    plan = "\n".join(await watched.plans())
    assert (len(prints), len(posted)) == (MOST_COMPARED, COMMENTS // AUTHORS)
    assert known["often.example"].published > 0
    used = set(re.findall(r"ix_\w+", plan))
    assert used >= {"ix_fingerprints_newest", "ix_comments_author", "ix_links_host"}
    assert not re.search(r"SCAN (comments|rulings|links|fingerprints)|Seq Scan", plan)
    assert not re.search(r"Sort|TEMP B-TREE", plan)


async def keep_traces_of_all(database: Database) -> None:
    """Give every comment a fingerprint, a link to one of three hosts and a ruling."""
    key = (comments.c.site_id, comments.c.comment_id, literal(1))
    left = select(*key, comments.c.author_id, literal(5), comments.c.created_at)
    host = case((comments.c.best < 10, "often.example"), else_="other.example")
    nothing = (literal({}, JSON), literal({}, JSON), literal([], JSON))
    ruled = select(
        comments.c.site_id,
        comments.c.ruling_id,
        comments.c.comment_id,
        literal(1),
        literal("publish"),
        literal("engine"),
        *nothing,
        literal("policy"),
        literal("engine"),
        comments.c.created_at,
    )
    names = ("findings", "scores", "unchecked", "policy_version", "engine_version", "created_at")
    what = ("site_id", "ruling_id", "comment_id", "revision", "verdict", "source")
    traced = ("site_id", "comment_id", "number", "author_id", "fingerprint", "created_at")
    async with database.writing() as connection:
        await connection.execute(insert(fingerprints).from_select(traced, left))
        await connection.execute(
            insert(links).from_select((*traced[:3], "host"), select(*key, host))
        )
        await connection.execute(insert(rulings).from_select((*what, *names), ruled))
        await connection.execute(text("ANALYZE"))


async def keep_first_revisions(database: Database) -> None:
    columns = ("site_id", "comment_id", "number", "text", "html", "created_at")
    first = select(*(comments.c[name] if name != "number" else literal(1) for name in columns))
    async with database.writing() as connection:
        await connection.execute(insert(revisions).from_select(columns, first))
        await connection.execute(text("ANALYZE"))


async def read_pages(store: Store, story_id: StoryId, sort: Sort, after: Cursor | None) -> None:
    await store.roots(SITE, story_id, sort=sort, after=after, limit=20)
    await store.listing(SITE, story_id, sort=sort, after=after, limit=20)


async def read_the_rest(store: Store, story_id: StoryId, root_ids: list[CommentId]) -> None:
    await store.listing(SITE, story_id, sort=Sort.BEST, after=None, limit=20, parent_id=root_ids[0])
    await store.branches(SITE, root_ids, limit_each=3)
    await store.branch(SITE, root_ids[0], after=None, limit=20)
    await store.personal(SITE, story_id, ReaderId("author 7"), limit=20)
    await store.author_record(SITE, ReaderId("author 7"), recent=5)
    await store.queue(SITE, after=QueueCursor(START, ""), limit=20, now=START)
    await store.queue_size(SITE, now=START)
