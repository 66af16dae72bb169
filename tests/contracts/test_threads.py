"""What every store promises about reading a thread, page by page."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.paging import Cursor, Sort
from belowline.kernel.ids import CommentId, ReaderId
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def ids(comments: object) -> list[CommentId]:
    assert isinstance(comments, (list, tuple))
    return [comment.comment_id for comment in comments]


def cursor(comment: Comment, sort: Sort) -> Cursor:
    return Cursor(comment.comment_id, comment.best if sort is Sort.BEST else 0)


async def test_roots_come_newest_oldest_or_best_first(store: AnyStore, newsroom: Newsroom) -> None:
    story, other = await newsroom.story(), await newsroom.story()
    first, liked, last = [await newsroom.post(story) for _ in range(3)]
    await newsroom.post(other)
    await newsroom.post(story, state=State.HELD)
    await newsroom.post(story, first)
    await store.like(SITE, liked.comment_id, newsroom.reader_id())

    async def roots(sort: Sort) -> list[CommentId]:
        return ids(await store.roots(SITE, story.story_id, sort=sort, after=None, limit=9))

    assert await roots(Sort.NEWEST) == ids([last, liked, first])
    assert await roots(Sort.OLDEST) == ids([first, liked, last])
    assert await roots(Sort.BEST) == ids([liked, first, last])
    assert not await store.roots(OTHER_SITE, story.story_id, sort=Sort.NEWEST, after=None, limit=9)


async def test_a_removed_root_keeps_its_place_while_it_has_replies(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    lonely, answered = [await newsroom.post(story) for _ in range(2)]
    await newsroom.post(story, answered)
    for comment in (lonely, answered):
        await newsroom.rule(comment, Verdict.REMOVE)

    roots = await store.roots(SITE, story.story_id, sort=Sort.OLDEST, after=None, limit=9)
    listing = await store.listing(SITE, story.story_id, sort=Sort.OLDEST, after=None, limit=9)

    assert ids(roots) == [answered.comment_id]
    assert roots[0].state is State.REMOVED
    assert [comment.parent_id for comment in listing] == [answered.comment_id]


async def test_a_listing_has_published_comments_of_any_depth_or_the_replies_to_one(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    reply = await newsroom.post(story, root)
    answer = await newsroom.post(story, reply)
    await newsroom.post(story, root, state=State.HELD)
    second = await newsroom.post(story, root)

    async def listing(sort: Sort, parent: Comment | None = None) -> list[CommentId]:
        found = await store.listing(
            SITE,
            story.story_id,
            sort=sort,
            after=None,
            limit=9,
            parent_id=parent.comment_id if parent else None,
        )
        return ids(found)

    assert await listing(Sort.NEWEST) == ids([second, answer, reply, root])
    assert await listing(Sort.OLDEST) == ids([root, reply, answer, second])
    assert await listing(Sort.BEST) == ids([root, reply, second, answer])
    assert await listing(Sort.OLDEST, root) == ids([reply, second])
    assert await listing(Sort.BEST, root) == ids([reply, second])
    assert await listing(Sort.NEWEST, answer) == []


async def test_branches_hold_the_first_descendants_of_each_root(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    roots = [await newsroom.post(story) for _ in range(3)]
    below: dict[CommentId, list[CommentId]] = {root.comment_id: [] for root in roots}
    for root, number in zip(roots, (5, 2, 0), strict=True):
        parent = root
        for _ in range(number):
            parent = await newsroom.post(story, parent)
            below[root.comment_id].append(parent.comment_id)
        if number:
            await newsroom.post(story, root, state=State.HELD)

    branches = await store.branches(SITE, list(below), limit_each=3)

    assert {root_id: ids(branch) for root_id, branch in branches.items()} == {
        root_id: expected[:3] for root_id, expected in below.items()
    }
    assert await store.branches(SITE, [], limit_each=3) == {}


async def test_a_branch_goes_on_behind_a_comment(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    root, other = [await newsroom.post(story) for _ in range(2)]
    await newsroom.post(story, other)
    replies = [await newsroom.post(story, root) for _ in range(5)]
    hidden = await newsroom.rule(replies[1], Verdict.REMOVE)
    shown = [reply.comment_id for reply in replies if reply.comment_id != hidden.comment_id]

    first = await store.branch(SITE, root.comment_id, after=None, limit=2)
    second = await store.branch(SITE, root.comment_id, after=first[-1].comment_id, limit=9)

    assert ids(first) == shown[:2]
    assert ids(second) == shown[2:]


async def test_what_is_personal_is_ones_own(store: AnyStore, newsroom: Newsroom) -> None:
    story, other = await newsroom.story(), await newsroom.story()
    first = await newsroom.post(story)
    author = first.author
    me = author.reader_id
    held = await newsroom.post(story, author=author, state=State.HELD)
    rejected = await newsroom.post(story, author=author, state=State.REJECTED)
    await store.withdraw(await newsroom.post(story, author=author))
    liked, reported, elsewhere = (
        await newsroom.post(story),
        await newsroom.post(story),
        await newsroom.post(other),
    )
    for comment in (liked, elsewhere):
        await store.like(SITE, comment.comment_id, me)
        await newsroom.report(comment, reader_id=newsroom.reader_id())
    await newsroom.report(reported, reader_id=me, reason="racism")
    await newsroom.report(elsewhere, reader_id=me)

    mine = await store.personal(SITE, story.story_id, me, limit=9)

    assert mine.comments == (rejected, held, await newsroom.now(first))
    assert mine.liked == {liked.comment_id}
    assert mine.reported == {reported.comment_id: "racism"}
    few = await store.personal(SITE, story.story_id, me, limit=2)
    assert few.comments == (rejected, held)
    nothing = await store.personal(SITE, story.story_id, ReaderId("stranger"), limit=9)
    assert (nothing.comments, nothing.liked, nothing.reported) == ((), frozenset(), {})


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    likes=st.lists(st.integers(0, 2), min_size=1, max_size=9),
    limit=st.integers(1, 4),
    sort=st.sampled_from(Sort),
)
async def test_who_pages_through_a_thread_sees_each_comment_once(
    store: AnyStore, newsroom: Newsroom, likes: list[int], limit: int, sort: Sort
) -> None:
    story = await newsroom.story()
    kept = [await newsroom.post(story) for _ in likes]
    for comment, number in zip(kept, likes, strict=True):
        for _ in range(number):
            await store.like(SITE, comment.comment_id, newsroom.reader_id())

    for read in (store.roots, store.listing):
        seen: list[CommentId] = []
        after = None
        while page := await read(SITE, story.story_id, sort=sort, after=after, limit=limit):
            assert len(page) <= limit
            seen += ids(page)
            after = cursor(page[-1], sort)
        assert sorted(seen) == ids(kept)


async def test_comments_that_arrive_between_two_pages_come_last_where_the_oldest_come_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    kept = ids([await newsroom.post(story) for _ in range(5)])

    seen: list[CommentId] = []
    after = None
    while page := await store.roots(SITE, story.story_id, sort=Sort.OLDEST, after=after, limit=2):
        seen += ids(page)
        after = cursor(page[-1], Sort.OLDEST)
        if len(kept) < 8:
            kept.append((await newsroom.post(story)).comment_id)

    assert seen == kept


async def test_comments_that_arrive_between_two_pages_disturb_nobody_who_reads_backwards(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    kept = ids([await newsroom.post(story) for _ in range(5)])

    seen: list[CommentId] = []
    after = None
    while page := await store.roots(SITE, story.story_id, sort=Sort.NEWEST, after=after, limit=2):
        seen += ids(page)
        after = cursor(page[-1], Sort.NEWEST)
        await newsroom.post(story)

    assert seen == kept[::-1]
