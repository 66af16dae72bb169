"""A moderator sees who wrote a comment, and what was decided about others like it."""

import pytest

from belowline.conversation.comment import Verdict
from belowline.desk.beside import LookBeside
from belowline.kernel.errors import Forbidden, NotFound
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, Room, unknown_comment

pytestmark = pytest.mark.anyio

ADVERT = "A doubtful point: my uncle sells the finest carpets of the valley, come and see them"
OTHER = "A doubtful point: nobody has counted how many trams were late on the ring line in March"


@pytest.fixture
def look(room: Room) -> LookBeside:
    """Lend the use case."""
    return LookBeside(store=room.store)


async def test_similar_words_come_with_what_was_decided_about_them(
    room: Room, moderator: Reader, story: Story, look: LookBeside
) -> None:
    first, other = await room.posted(story, ADVERT), await room.posted(story, OTHER)
    await room.ruled(first, Verdict.REJECT)
    await room.ruled(other, Verdict.PUBLISH)
    again = await room.posted(story, f"{ADVERT} today")

    comment, beside = await look(moderator, room.site_id, again.comment_id)

    assert comment.comment_id == again.comment_id
    (similar,) = beside.similar
    assert (similar.ruled.comment_id, similar.text) == (first.comment_id, ADVERT)
    assert (similar.ruled.verdict, similar.ruled.clause) == (Verdict.REJECT, "discourtesy")


async def test_a_comment_is_not_similar_to_itself_and_a_few_words_to_nothing(
    room: Room, moderator: Reader, story: Story, look: LookBeside
) -> None:
    ruled = await room.posted(story, ADVERT)
    await room.ruled(ruled, Verdict.REJECT)
    short = await room.posted(story, CLEAN)

    for each in (ruled, short):
        _, beside = await look(moderator, room.site_id, each.comment_id)
        assert beside.similar == []


async def test_the_authors_record_stands_beside(
    room: Room, moderator: Reader, story: Story, look: LookBeside
) -> None:
    author = await room.newsroom.reader()
    comments = [await room.posted(story, by=author) for _ in range(3)]

    _, beside = await look(moderator, room.site_id, comments[0].comment_id)

    assert (beside.record.published, beside.record.since) == (3, author.created_at)


async def test_what_stands_beside_is_for_staff_and_of_comments_that_there_are(
    room: Room, moderator: Reader, story: Story, look: LookBeside
) -> None:
    comment = await room.posted(story)

    with pytest.raises(Forbidden):
        await look(await room.newsroom.reader(Role.MEMBER), room.site_id, comment.comment_id)
    with pytest.raises(NotFound):
        await look(moderator, room.site_id, unknown_comment())
