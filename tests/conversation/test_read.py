"""A thread is read page by page, as the tree that the page shows."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.comment import Comment, State
from belowline.conversation.paging import PAGE_SIZE, Cursor, Sort, parse_cursor
from belowline.conversation.read import REPLIES_SHOWN, BranchPage, Node, ThreadPage, grow
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId
from belowline.stories.story import Story
from tests.contracts.newsroom import Newsroom
from tests.conversation.room import CLEAN, DOUBTFUL, Room, unknown_comment
from tests.memory_store import MemoryStore

# For each comment of a branch, which of those before it it answers.
SHAPES = st.lists(st.integers(0, 10_000), max_size=60)


def branch_of(shape: Sequence[int]) -> list[Comment]:
    """Make a root and its descendants, oldest first."""
    newsroom = Newsroom(MemoryStore())
    story = newsroom.new_story()
    found = [newsroom.draft(story)[0]]
    for choice in shape:
        found.append(newsroom.draft(story, found[choice % len(found)])[0])
    return [replace(found[0], descendants=len(found) - 1), *found[1:]]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def ids(nodes: Sequence[Node]) -> list[CommentId]:
    return [below.comment.comment_id for node in nodes for below in walk(node)]


@given(SHAPES)
def test_a_tree_holds_every_comment_once_each_below_what_it_answers(shape: list[int]) -> None:
    root, *below = branch_of(shape)

    top = grow(root, below)

    assert sorted(ids([top])) == [root.comment_id, *(each.comment_id for each in below)]
    assert top.more == 0
    for node in walk(top):
        for child in node.children:
            assert child.comment.parent_id == node.comment.comment_id
        times = [child.comment.comment_id for child in node.children]
        assert times == sorted(times)


@given(SHAPES, st.integers(0, 60))
def test_the_rest_of_a_long_branch_is_counted(shape: list[int], shown: int) -> None:
    root, *below = branch_of(shape)

    top = grow(root, below[:shown])

    assert top.more == len(below) - len(below[:shown])


@given(SHAPES, st.integers(0, 60))
def test_a_comment_whose_parent_is_on_another_page_hangs_below_the_root(
    shape: list[int], first: int
) -> None:
    root, *below = branch_of(shape)
    page = below[first:]

    top = grow(root, page)

    assert sorted(ids([top])[1:]) == [each.comment_id for each in page]
    here = {root.comment_id, *(each.comment_id for each in page)}
    for child in top.children:
        parent_id = child.comment.parent_id
        assert parent_id == root.comment_id or parent_id not in here


async def plant(room: Room, story: Story, shape: Sequence[int]) -> list[Comment]:
    planted = [await room.newsroom.post(story)]
    for choice in shape:
        planted.append(await room.newsroom.post(story, planted[choice % len(planted)]))
    return planted


async def visit(room: Room, root: Comment) -> list[CommentId]:
    seen: list[CommentId] = []
    after: CommentId | None = None
    while True:
        page = await room.read_branch(room.site_id, root.comment_id, after=after)
        seen += ids([page.root])[1:]
        if page.next is None:
            return seen
        after = page.next


@given(SHAPES)
def test_the_pages_of_a_branch_hold_every_comment_once(shape: list[int]) -> None:
    async def visited() -> tuple[list[Comment], list[CommentId]]:
        room = Room()
        try:
            planted = await plant(room, await room.newsroom.story(), shape)
            return planted, await visit(room, planted[0])
        finally:
            room.close()

    planted, seen = asyncio.run(visited())
    assert sorted(seen) == [each.comment_id for each in planted[1:]]


@given(SHAPES, st.integers(0, 60))
def test_a_link_to_a_comment_shows_it_below_what_it_answers(shape: list[int], which: int) -> None:
    async def shown() -> tuple[Comment, BranchPage]:
        room = Room()
        try:
            planted = await plant(room, await room.newsroom.story(), shape)
            focus = planted[which % len(planted)]
            page = await room.read_branch(room.site_id, focus.comment_id, after=None)
            return focus, page
        finally:
            room.close()

    focus, page = asyncio.run(shown())
    seen = ids([page.root])
    assert seen.count(focus.comment_id) == 1
    assert len(seen) == len(set(seen))
    parents = {
        child.comment.comment_id: node.comment.comment_id
        for node in walk(page.root)
        for child in node.children
    }
    assert parents.get(focus.comment_id) == focus.parent_id


async def pages(room: Room, story: Story, sort: Sort) -> list[ThreadPage]:
    found: list[ThreadPage] = []
    after: Cursor | None = None
    while not found or after is not None:
        page = await room.read_thread(story.site_id, story.story_id, sort=sort, after=after)
        found.append(page)
        after = parse_cursor(page.next.encode()) if page.next else None
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("number", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE + 3])
async def test_the_pages_of_a_thread_hold_every_root_once(
    room: Room, story: Story, sort: Sort, number: int
) -> None:
    roots = [await room.newsroom.post(story) for _ in range(number)]
    for place, root in enumerate(roots):
        for _ in range(place % 3):
            await room.store.like(room.site_id, root.comment_id, room.newsroom.reader_id())

    found = await pages(room, story, sort)

    seen = [node.comment for page in found for node in page.nodes]
    assert sorted(each.comment_id for each in seen) == [each.comment_id for each in roots]
    assert len(found) == max(1, -(-number // PAGE_SIZE))
    assert seen == in_order(seen, sort)


def in_order(comments: list[Comment], sort: Sort) -> list[Comment]:
    if sort is Sort.BEST:
        return sorted(comments, key=lambda each: (each.best, each.comment_id), reverse=True)
    return sorted(comments, key=lambda each: each.comment_id, reverse=sort is Sort.NEWEST)


@pytest.mark.anyio
async def test_a_long_branch_shows_its_beginning_and_how_much_more_there_is(
    room: Room, story: Story
) -> None:
    planted = await plant(room, story, [0] * (REPLIES_SHOWN + 3))

    page = await room.read_thread(story.site_id, story.story_id, sort=Sort.NEWEST, after=None)

    [node] = page.nodes
    assert ids([node]) == [each.comment_id for each in planted[: REPLIES_SHOWN + 1]]
    assert node.more == 3


@pytest.mark.anyio
async def test_a_thread_nobody_wrote_in_is_empty_and_so_is_an_unknown_one(room: Room) -> None:
    story = room.newsroom.new_story()

    page = await room.read_thread(story.site_id, story.story_id, sort=Sort.BEST, after=None)

    assert (list(page.nodes), page.next) == ([], None)


@pytest.mark.anyio
async def test_what_is_not_public_has_no_place_in_a_thread(room: Room, story: Story) -> None:
    held = await room.posted(story, DOUBTFUL)

    page = await room.read_thread(story.site_id, story.story_id, sort=Sort.BEST, after=None)

    assert list(page.nodes) == []
    for comment_id in (held.comment_id, unknown_comment()):
        with pytest.raises(NotFound):
            await room.read_branch(room.site_id, comment_id, after=None)


@pytest.mark.anyio
async def test_what_was_withdrawn_keeps_its_place_while_it_has_answers(
    room: Room, story: Story
) -> None:
    root = await room.posted(story)
    answer = await room.posted(story, CLEAN, parent=root)
    await room.withdraw(room.site_id, root.comment_id, root.author.reader_id)

    page = await room.read_branch(room.site_id, answer.comment_id, after=None)

    assert page.root.comment.state is State.WITHDRAWN
    assert ids([page.root]) == [root.comment_id, answer.comment_id]

    await room.withdraw(room.site_id, answer.comment_id, answer.author.reader_id)
    with pytest.raises(NotFound):
        await room.read_branch(room.site_id, root.comment_id, after=None)


@pytest.mark.anyio
async def test_a_comment_far_down_a_long_branch_is_shown_with_what_leads_to_it(
    room: Room, story: Story
) -> None:
    """Fifty answers to the root, then a chain: the chain's last link is asked for."""
    planted = await plant(room, story, [0] * 50)
    child = await room.newsroom.post(story, planted[0])
    grandchild = await room.newsroom.post(story, child)

    page = await room.read_branch(room.site_id, grandchild.comment_id, after=None)

    seen = ids([page.root])
    assert seen[-2:] == [child.comment_id, grandchild.comment_id]
    assert page.next == planted[PAGE_SIZE].comment_id
