"""The check that every query is of one site knows one that is not."""

import pytest
from sqlalchemy import BindParameter, bindparam, delete, exists, select, text, union_all, update

from belowline.store.schema import comments, events, readers, stories
from tests.contracts.one_site import unbound

GIVEN: BindParameter[str] = bindparam("site_id")
OF_SITE = select(comments.c.text).where(comments.c.site_id == GIVEN)
WRITERS = readers.alias("writers")
JOINED = "SELECT 1 FROM comments JOIN readers AS r ON r.reader_id = comments.author_id"
SAME_READER = (readers.c.site_id == comments.c.site_id) & (
    readers.c.reader_id == comments.c.author_id
)


@pytest.mark.parametrize(
    "statement",
    [
        OF_SITE,
        OF_SITE.join(readers, SAME_READER),
        OF_SITE.where(exists().where(SAME_READER)),
        OF_SITE.where(WRITERS.c.site_id == readers.c.site_id, readers.c.site_id == GIVEN),
        select(OF_SITE.add_columns(comments.c.site_id).subquery().c.text),
        union_all(OF_SITE, select(stories.c.body).where(stories.c.site_id == GIVEN)),
        update(comments).where(comments.c.site_id == GIVEN).values(text=""),
        text("SELECT 1"),
        text("SELECT version_num FROM alembic_version"),
        text("SELECT text FROM comments WHERE site_id = :site_id"),
        text(f"{JOINED} WHERE comments.site_id = :site_id AND r.site_id = :site_id"),
        text(
            "INSERT INTO follows (site_id, story_id) VALUES (:site_id, :it) ON CONFLICT (site_id)"
            " DO UPDATE SET story_id = excluded.story_id"
        ),
    ],
)
def test_a_query_of_one_site_passes(statement: object) -> None:
    assert unbound(statement) == []


@pytest.mark.parametrize(
    ("statement", "beyond"),
    [
        (select(comments.c.text), ["comments"]),
        (OF_SITE.join(readers, readers.c.reader_id == comments.c.author_id), ["readers"]),
        (OF_SITE.join(WRITERS, WRITERS.c.reader_id == comments.c.author_id), ["readers"]),
        (OF_SITE.where(exists().where(stories.c.story_id == comments.c.story_id)), ["stories"]),
        (OF_SITE.where(comments.c.story_id.in_(select(stories.c.story_id))), ["stories"]),
        (select(comments.c.text).join(readers, SAME_READER), ["comments", "readers"]),
        (union_all(OF_SITE, select(stories.c.body)), ["stories"]),
        (update(comments).where(comments.c.comment_id == GIVEN).values(text=""), ["comments"]),
        (delete(readers), ["readers"]),
        (select(events.c.number), ["events"]),
        (text("SELECT text FROM comments"), ["comments"]),
        (text("DELETE FROM readers WHERE reader_id = :site_id"), ["readers"]),
        (text("UPDATE likes SET story_id = '' WHERE comment_id = :it"), ["likes"]),
        (text("INSERT INTO follows (reader_id) VALUES (:it)"), ["follows"]),
        (text(f"{JOINED} WHERE site_id = :site_id"), ["comments", "readers"]),
        (text(f"{JOINED} WHERE comments.site_id = :site_id"), ["readers"]),
        (
            text("INSERT INTO follows (site_id, story_id) SELECT site_id, story_id FROM stories"),
            ["stories"],
        ),
        (OF_SITE.where(text("EXISTS (SELECT 1 FROM stories)")), ["stories"]),
    ],
)
def test_a_query_that_could_look_further_is_named(statement: object, beyond: list[str]) -> None:
    assert unbound(statement) == beyond
