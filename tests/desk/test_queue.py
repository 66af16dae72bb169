"""A moderator sees what waits, the worst first, with all that is needed to rule."""

import pytest

from belowline.conversation.comment import Attention, State
from belowline.desk.ports import QueueCursor
from belowline.desk.queue import QUEUE_PAGE, DeskItem
from belowline.kernel.errors import Forbidden, NotFound, SignInNeeded
from belowline.kernel.ids import CommentId
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


async def all_pages(room: Room, moderator: Reader) -> list[list[DeskItem]]:
    pages: list[list[DeskItem]] = []
    after: QueueCursor | None = None
    while True:
        page = await room.desk.queue(moderator, room.site_id, after=after)
        pages.append(list(page.items))
        if page.next is None:
            return pages
        after = page.next


async def waiting(room: Room, moderator: Reader) -> list[CommentId]:
    pages = await all_pages(room, moderator)
    return [item.comment.comment_id for page in pages for item in page]


async def test_an_empty_desk_says_so(room: Room, moderator: Reader) -> None:
    page = await room.desk.queue(moderator, room.site_id, after=None)

    assert (list(page.items), page.size, page.next) == ([], 0, None)


async def test_what_waits_is_in_one_list_whatever_it_waits_for_and_the_worst_comes_first(
    room: Room, moderator: Reader, story: Story
) -> None:
    reported, edited = await room.posted(story), await room.posted(story)
    held, rejected = await room.posted(story, DOUBTFUL), await room.posted(story, FORBIDDEN)
    await room.edited(edited, DOUBTFUL)
    await room.reported(reported)
    await room.make_appeal(room.site_id, rejected.comment_id, rejected.author.reader_id, "Why?")

    assert await waiting(room, moderator) == [
        reported.comment_id,  # public, and somebody minds it
        edited.comment_id,  # public, in its old words
        rejected.comment_id,  # its author complains
        held.comment_id,
    ]


async def test_what_needs_nobody_is_not_at_the_desk(
    room: Room, moderator: Reader, story: Story
) -> None:
    await room.posted(story, CLEAN)
    await room.posted(story, FORBIDDEN)
    withdrawn = await room.posted(story, DOUBTFUL)
    await room.withdraw(room.site_id, withdrawn.comment_id, withdrawn.author.reader_id)

    assert await waiting(room, moderator) == []


@pytest.mark.parametrize("number", [QUEUE_PAGE, QUEUE_PAGE + 1, 2 * QUEUE_PAGE + 1])
async def test_the_pages_of_the_queue_hold_everything_once(
    room: Room, moderator: Reader, story: Story, number: int
) -> None:
    held = [await room.posted(story, DOUBTFUL) for _ in range(number)]

    pages = await all_pages(room, moderator)

    assert [len(page) for page in pages[:-1]] == [QUEUE_PAGE] * (len(pages) - 1)
    seen = [item.comment.comment_id for page in pages for item in page]
    assert seen == [comment.comment_id for comment in held]
    assert (await room.desk.queue(moderator, room.site_id, after=None)).size == number


async def test_an_item_shows_all_that_is_needed_to_rule(
    room: Room, moderator: Reader, story: Story
) -> None:
    author = await room.newsroom.reader()
    parent = await room.posted(story, "Is the bridge safe?")
    await room.posted(story, by=author)
    comment = await room.posted(story, "It is.", by=author, parent=parent)
    report, _ = await room.reported(comment, note="He can't know.")
    await room.edited(comment, DOUBTFUL)

    item = await room.desk.item(moderator, room.site_id, comment.comment_id)

    assert item.comment.text == "It is."
    assert (item.judged.number, item.judged.text) == (2, DOUBTFUL)
    assert item.story.story_id == story.story_id
    assert item.parent is not None
    assert item.parent.text == "Is the bridge safe?"
    assert item.author_published == 2
    assert list(item.reports) == [report]
    assert list(item.appeals) == []
    assert [ruling.revision for ruling in item.rulings] == [1, 2]


async def test_an_item_shows_an_appeal(room: Room, moderator: Reader, story: Story) -> None:
    comment = await room.posted(story, FORBIDDEN)
    appeal = await room.make_appeal(
        room.site_id, comment.comment_id, comment.author.reader_id, "I quoted."
    )

    item = await room.desk.item(moderator, room.site_id, comment.comment_id)

    assert list(item.appeals) == [appeal]
    assert item.comment.attention is Attention.APPEALED
    assert (item.parent, item.judged.text) == (None, FORBIDDEN)


async def test_a_moderator_can_look_at_a_comment_that_does_not_wait(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story, FORBIDDEN)

    item = await room.desk.item(moderator, room.site_id, comment.comment_id)

    assert item.comment.state is State.REJECTED


async def test_an_unknown_comment_is_not_at_the_desk(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)

    with pytest.raises(NotFound):
        await room.desk.item(moderator, room.site_id, unknown_comment())
    with pytest.raises(NotFound):
        await room.desk.item(moderator, OTHER_SITE, comment.comment_id)


@pytest.mark.parametrize("role", [Role.GUEST, Role.MEMBER])
async def test_the_desk_is_for_staff_only(room: Room, story: Story, role: Role) -> None:
    comment = await room.posted(story, DOUBTFUL)
    reader = await room.newsroom.reader(role)

    with pytest.raises(Forbidden):
        await room.desk.queue(reader, room.site_id, after=None)
    with pytest.raises(Forbidden):
        await room.desk.item(reader, room.site_id, comment.comment_id)
    with pytest.raises(SignInNeeded):
        await room.desk.queue(None, room.site_id, after=None)
    with pytest.raises(SignInNeeded):
        await room.desk.item(None, room.site_id, comment.comment_id)
