"""What every store promises about likes."""

import pytest

from belowline.conversation.comment import Author, Comment, State
from belowline.conversation.ranking import HUNDREDTHS, KNOWN_AFTER, NEWCOMERS, best_score, voice_of
from belowline.kernel.errors import NotFound
from belowline.kernel.events import EventKind
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Role
from belowline.people.trust import BASE_WEIGHT
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

GUEST = round(HUNDREDTHS * BASE_WEIGHT[Role.GUEST])
MEMBER = round(HUNDREDTHS * BASE_WEIGHT[Role.MEMBER])


async def by(newsroom: Newsroom, story: Story, author: ReaderId) -> Comment:
    """Post a comment by this author."""
    return await newsroom.post(story, author=Author(reader_id=author, name="A", role=Role.MEMBER))


async def test_each_reader_likes_a_comment_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    ada, grace = newsroom.reader_id(), newsroom.reader_id()

    assert await store.like(SITE, comment.comment_id, ada) == 1
    assert await store.like(SITE, comment.comment_id, ada) == 1
    assert await store.like(SITE, comment.comment_id, grace) == 2

    now = await newsroom.now(comment)
    assert now.likes == 2
    # Nobody knows either reader, so both count as guests do, in the newcomers' circle.
    assert now.best == best_score(now.text, {NEWCOMERS: 2 * GUEST}, 0)


async def test_a_like_can_be_taken_back_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    ada, grace = newsroom.reader_id(), newsroom.reader_id()
    for reader in (ada, grace):
        await store.like(SITE, comment.comment_id, reader)

    assert await store.unlike(SITE, comment.comment_id, ada) == 1
    assert await store.unlike(SITE, comment.comment_id, ada) == 1
    assert await store.unlike(SITE, comment.comment_id, newsroom.reader_id()) == 1
    assert await store.like(SITE, comment.comment_id, ada) == 2


async def test_a_like_is_told_and_moves_the_version_once(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version
    reader = newsroom.reader_id()

    for _ in range(3):
        await store.like(SITE, comment.comment_id, reader)
        assert await newsroom.last_kind() is EventKind.CHANGED

    assert (await newsroom.story_now(story)).version == version + 1
    assert await store.last_event(SITE) == 2


async def test_the_event_of_a_like_says_how_many_there_are_and_no_other_event_does(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    ada, grace = newsroom.reader_id(), newsroom.reader_id()

    await store.like(SITE, comment.comment_id, ada)
    await store.like(SITE, comment.comment_id, grace)
    await newsroom.edit(await newsroom.now(comment), "Other words.")
    await store.unlike(SITE, comment.comment_id, ada)

    events = await store.events_after(SITE, 0, limit=10)
    assert [event.likes for event in events] == [None, 1, 2, None, 1]


async def test_a_like_of_what_is_not_public_tells_nobody(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story, state=State.HELD)
    version = (await newsroom.story_now(story)).version

    assert await store.like(SITE, comment.comment_id, newsroom.reader_id()) == 1

    assert await newsroom.last_kind() is EventKind.KEPT
    assert (await newsroom.story_now(story)).version == version


async def test_an_unknown_comment_cannot_be_liked(store: AnyStore, newsroom: Newsroom) -> None:
    draft, _ = newsroom.draft(await newsroom.story())

    with pytest.raises(NotFound):
        await store.like(SITE, draft.comment_id, newsroom.reader_id())
    with pytest.raises(NotFound):
        await store.unlike(SITE, draft.comment_id, newsroom.reader_id())


async def test_a_like_counts_by_role_and_by_whom_its_reader_liked_before(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    authors = [newsroom.reader_id() for _ in range(KNOWN_AFTER)]
    comment = await newsroom.post(story)
    member, guest = await newsroom.reader(), await newsroom.reader(Role.GUEST)
    for author in authors:
        liked = await by(newsroom, story, author)
        for reader in (member, guest):
            await store.like(SITE, liked.comment_id, reader.reader_id)

    for reader in (member, guest):
        await store.like(SITE, comment.comment_id, reader.reader_id)

    now = await newsroom.now(comment)
    circle = voice_of(member, [*authors, comment.author.reader_id]).circle
    assert circle != NEWCOMERS
    assert now.best == best_score(now.text, {circle: MEMBER, NEWCOMERS: GUEST}, 0)
    assert await store.check_counters(SITE) == []


async def test_readers_who_like_the_same_authors_share_a_circle(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comments = [await by(newsroom, story, newsroom.reader_id()) for _ in range(KNOWN_AFTER)]
    readers = [await newsroom.reader() for _ in range(4)]

    for comment in comments:
        for reader in readers:
            await store.like(SITE, comment.comment_id, reader.reader_id)

    last = await newsroom.now(comments[-1])
    circle = voice_of(readers[0], [each.author.reader_id for each in comments]).circle
    assert last.best == best_score(last.text, {circle: 4 * MEMBER}, 0)


async def test_what_a_like_counted_when_it_was_given_is_what_it_counts_until_it_is_taken_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    first = await newsroom.post(story)
    member = await newsroom.reader()
    await store.like(SITE, first.comment_id, member.reader_id)

    for _ in range(KNOWN_AFTER):
        later = await newsroom.post(story)
        await store.like(SITE, later.comment_id, member.reader_id)

    assert (await newsroom.now(first)).best == best_score(first.text, {NEWCOMERS: MEMBER}, 0)
    await store.unlike(SITE, first.comment_id, member.reader_id)
    assert (await newsroom.now(first)).best == best_score(first.text, {}, 0)
    assert await store.check_counters(SITE) == []


async def test_other_words_take_another_place_in_the_order_and_keep_their_likes(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    await store.like(SITE, comment.comment_id, newsroom.reader_id())
    await newsroom.post(story, comment)
    now = await newsroom.now(comment)

    await newsroom.edit(now, "I cross it daily because the other bridge is 4 km away.")

    edited = await newsroom.now(comment)
    assert edited.best == best_score(edited.text, {NEWCOMERS: GUEST}, 1) > now.best
    withdrawn = await store.withdraw(edited)
    assert withdrawn == await newsroom.now(comment)
    assert withdrawn.best == best_score("", {NEWCOMERS: GUEST}, 1)
    assert await store.check_counters(SITE) == []
