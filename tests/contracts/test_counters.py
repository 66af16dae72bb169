"""What every store promises about the public thread: who is shown, what is counted and told."""

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.ranking import best_score
from belowline.kernel.events import EventKind
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def counts(newsroom: Newsroom, comment: Comment) -> tuple[bool, int, int]:
    now = await newsroom.now(comment)
    assert now.best == best_score(now.text, {}, now.replies)
    return now.shown, now.replies, now.descendants


async def test_published_comments_are_counted_in_all_above_them(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    reply = await newsroom.post(story, root)
    answer = await newsroom.post(story, reply)
    await newsroom.post(story, reply, state=State.HELD)

    assert await counts(newsroom, root) == (True, 1, 2)
    assert await counts(newsroom, reply) == (True, 1, 0)
    assert await counts(newsroom, answer) == (True, 0, 0)
    assert (await newsroom.story_now(story)).comment_count == 3
    assert await store.check_counters(SITE) == []


async def test_a_held_comment_changes_nothing_public(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version

    for state in (State.HELD, State.REJECTED):
        held = await newsroom.post(story, root, state=state)
        assert not held.shown
        assert await newsroom.last_kind() is EventKind.KEPT

    assert await counts(newsroom, root) == (True, 0, 0)
    now = await newsroom.story_now(story)
    assert (now.comment_count, now.version) == (1, version)


async def test_a_held_comment_that_is_approved_appears(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    held = await newsroom.post(story, root, state=State.HELD)
    version = (await newsroom.story_now(story)).version

    published = await newsroom.rule(held, Verdict.PUBLISH)

    assert published.shown
    assert await newsroom.last_kind() is EventKind.PUBLISHED
    assert await counts(newsroom, root) == (True, 1, 1)
    now = await newsroom.story_now(story)
    assert (now.comment_count, now.version) == (2, version + 1)


async def test_a_held_comment_that_is_rejected_was_never_there(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    held = await newsroom.post(story, state=State.HELD)
    before = await newsroom.story_now(story)

    rejected = await newsroom.rule(held, Verdict.REJECT)

    assert not rejected.shown
    assert await newsroom.last_kind() is EventKind.KEPT
    assert await newsroom.story_now(story) == before


@pytest.mark.parametrize("verdict", [Verdict.REMOVE, Verdict.HOLD, Verdict.REJECT])
async def test_a_comment_without_replies_that_is_ruled_out_is_gone(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict
) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    reply = await newsroom.post(story, root)
    version = (await newsroom.story_now(story)).version

    removed = await newsroom.rule(reply, verdict)

    assert not removed.shown
    assert await newsroom.last_kind() is EventKind.HIDDEN
    assert await counts(newsroom, root) == (True, 0, 0)
    now = await newsroom.story_now(story)
    assert (now.comment_count, now.version) == (1, version + 1)


@pytest.mark.parametrize("verdict", [Verdict.REMOVE, Verdict.HOLD, None])
async def test_a_comment_with_replies_that_goes_leaves_its_place_until_they_go_too(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict | None
) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    middle = await newsroom.post(story, root)
    leaf = await newsroom.post(story, middle)

    if verdict is None:
        await store.withdraw(middle)
    else:
        await newsroom.rule(middle, verdict)

    assert await counts(newsroom, middle) == (True, 1, 0)
    assert await counts(newsroom, root) == (True, 1, 2)
    assert (await newsroom.story_now(story)).comment_count == 2

    removed = await newsroom.rule(leaf, Verdict.REMOVE)

    assert await counts(newsroom, middle) == (False, 0, 0)
    assert await counts(newsroom, root) == (True, 0, 0)

    await newsroom.rule(removed, Verdict.PUBLISH)

    assert await counts(newsroom, middle) == (True, 1, 0)
    assert await counts(newsroom, root) == (True, 1, 2)
    assert await store.check_counters(SITE) == []


async def test_a_chain_of_removed_comments_goes_with_its_last_reply(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    chain = [await newsroom.post(story)]
    for _ in range(4):
        chain.append(await newsroom.post(story, chain[-1]))
    for comment in chain[:-1]:
        await newsroom.rule(comment, Verdict.REMOVE)
    assert await counts(newsroom, chain[0]) == (True, 1, 4)

    await store.withdraw(chain[-1])

    for comment in chain:
        assert await counts(newsroom, comment) == (False, 0, 0)
    assert (await newsroom.story_now(story)).comment_count == 0
    assert await store.check_counters(SITE) == []


async def test_a_comment_that_never_was_public_leaves_no_place(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    held = await newsroom.post(story, state=State.HELD)

    withdrawn = await store.withdraw(held)

    assert not withdrawn.shown
    assert await newsroom.last_kind() is EventKind.KEPT


async def test_an_edit_of_a_public_comment_is_told_and_one_of_a_held_is_not(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story()
    public = await newsroom.post(story)
    held = await newsroom.post(story, state=State.HELD)
    version = (await newsroom.story_now(story)).version

    await newsroom.edit(public, "Other words")
    assert await newsroom.last_kind() is EventKind.CHANGED
    assert (await newsroom.story_now(story)).version == version + 1

    await newsroom.edit(held, "Other words", state=State.HELD)
    assert await newsroom.last_kind() is EventKind.KEPT
    assert (await newsroom.story_now(story)).version == version + 1


async def test_an_approval_of_what_is_public_anyway_tells_nobody(newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    before = await newsroom.story_now(story)

    await newsroom.rule(comment, Verdict.PUBLISH)

    assert await newsroom.last_kind() is EventKind.KEPT
    assert await newsroom.story_now(story) == before


async def test_a_place_in_the_thread_that_changes_its_reason_is_told(newsroom: Newsroom) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    await newsroom.post(story, root)
    held = await newsroom.rule(root, Verdict.HOLD)
    version = (await newsroom.story_now(story)).version

    await newsroom.rule(held, Verdict.REMOVE)

    assert await newsroom.last_kind() is EventKind.HIDDEN
    assert (await newsroom.story_now(story)).version == version + 1


async def test_every_change_is_one_event(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    await store.like(SITE, comment.comment_id, reader)
    await store.unlike(SITE, comment.comment_id, reader)
    comment = await newsroom.edit(comment, "Other words")
    await newsroom.report(comment, reader_id=reader)
    await store.undo_report(SITE, comment.comment_id, reader)
    await store.add_appeal(newsroom.appeal(comment))
    comment = await newsroom.rule(comment, Verdict.REMOVE)
    await store.withdraw(comment)

    events = await store.events_after(SITE, 0, limit=100)

    assert [event.kind for event in events] == [
        EventKind.PUBLISHED,
        EventKind.CHANGED,
        EventKind.CHANGED,
        EventKind.CHANGED,
        EventKind.REPORTED,
        EventKind.KEPT,
        EventKind.KEPT,
        EventKind.HIDDEN,
        EventKind.KEPT,
    ]
