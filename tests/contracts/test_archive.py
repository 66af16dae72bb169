"""What every store promises to those who read everything that was written."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Author, Comment, State, Traces, Verdict
from belowline.conversation.known import Known
from belowline.desk.ports import MOST_COUNTED, Written
from belowline.kernel.ids import CommentId
from belowline.moderation import HostHistory, Mode, Pace, Repeats, SiteFacts
from belowline.people.reader import Role
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def written(store: AnyStore, *, limit: int = 100) -> list[Written]:
    """Return everything, page by page."""
    found: list[Written] = []
    after: CommentId | None = None
    while page := await store.written(SITE, since=None, after=after, limit=limit):
        found += page
        after = page[-1].comment_id
    return found


async def only(store: AnyStore) -> Written:
    """Return the only comment there is."""
    [found] = await written(store)
    return found


async def test_everything_that_was_written_is_read_once_in_order(
    store: AnyStore, newsroom: Newsroom
) -> None:
    stories = [await newsroom.story(), await newsroom.story()]
    posted = [
        await newsroom.post(stories[number % 2], state=state, text=f"Text {number}")
        for number, state in enumerate(
            [State.PUBLISHED, State.HELD, State.REJECTED, State.REMOVED, *[State.PUBLISHED] * 6]
        )
    ]
    await newsroom.post(await newsroom.story(site_id=OTHER_SITE))

    found = await written(store)
    for limit in (1, 3, 10):
        assert await written(store, limit=limit) == found
    assert [each.comment_id for each in found] == [each.comment_id for each in posted]
    assert [each.text for each in found] == [f"Text {number}" for number in range(10)]
    assert [each.story.story_id for each in found] == [each.story_id for each in posted]
    assert found[0].story == await newsroom.story_now(stories[0])
    assert await store.written_size(SITE, since=None) == 10


async def test_an_empty_site_has_nothing_written(store: AnyStore) -> None:
    assert await written(store) == []
    assert await store.written_size(SITE, since=None) == 0


async def test_what_its_author_took_back_is_left_out(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    await store.withdraw(await newsroom.post(story))

    assert await written(store) == []
    assert await store.written_size(SITE, since=None) == 0


async def test_what_was_posted_before_is_left_out(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    posted = [await newsroom.post(story) for _ in range(4)]
    since = posted[2].created_at

    found = await store.written(SITE, since=since, after=None, limit=10)
    behind = await store.written(SITE, since=since, after=posted[2].comment_id, limit=10)
    later = await store.written(SITE, since=since + timedelta(milliseconds=1), after=None, limit=10)

    assert [each.created_at for each in found] == [each.created_at for each in posted[2:]]
    assert [each.comment_id for each in behind] == [posted[3].comment_id]
    assert [each.comment_id for each in later] == [posted[3].comment_id]
    assert await store.written_size(SITE, since=since) == 2


async def test_the_latest_words_count_also_where_they_wait(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), text="First")
    comment = await newsroom.edit(comment, "Second")
    await newsroom.edit(comment, "Third", text="Second", revision=2, pending=3)

    found = await only(store)

    assert (await newsroom.now(comment)).text == "Second"
    assert (found.text, found.created_at) == ("Third", comment.created_at)


async def test_as_it_stands_a_comment_has_the_words_that_readers_see(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), text="First")
    comment = await newsroom.edit(comment, "Second")
    await newsroom.edit(comment, "Third", text="Second", revision=2, pending=3)

    [found] = await store.written(SITE, since=None, after=None, limit=9, as_it_stands=True)
    latest = await only(store)

    assert (found.text, found.revision, found.is_public) == ("Second", 2, True)
    assert (latest.text, latest.revision, latest.is_public) == ("Third", 3, True)


async def test_what_readers_do_not_see_is_not_public(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    states = [State.PUBLISHED, State.HELD, State.REJECTED, State.REMOVED]
    for state in states:
        await newsroom.post(story, state=state)

    assert [each.is_public for each in await written(store)] == [True, False, False, False]


async def test_a_reply_comes_with_what_it_answers(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    parent = await newsroom.post(story, text="Is it safe?")
    await newsroom.post(story, parent, text="It is.")

    assert [each.parent for each in await written(store)] == ["", "Is it safe?"]

    await store.withdraw(await newsroom.now(parent))
    assert [each.parent for each in await written(store)] == [""]


async def test_what_was_answered_is_read_as_it_was_then(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    parent = await newsroom.edit(await newsroom.post(story, text="First"), "Second")
    for answered in (1, 2):
        draft = newsroom.draft(story, parent)
        await store.add_comment(*draft, traces=Traces(known=Known(answered=answered)))
    await newsroom.post(story, parent)
    await newsroom.edit(await newsroom.now(parent), "Third")

    # What nobody has kept is taken to be as it is.
    assert [each.parent for each in await written(store)] == ["", "First", "Second", "Third"]


async def test_the_last_word_of_a_moderator_on_the_latest_words_counts(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)
    assert (await only(store)).verdict is None

    for verdict in (Verdict.HOLD, Verdict.PUBLISH, Verdict.REMOVE, Verdict.PUBLISH):
        comment = await newsroom.rule(comment, verdict)
        assert (await only(store)).verdict is verdict

    await newsroom.edit(comment, "Other words")
    assert (await only(store)).verdict is None


async def test_neither_the_engine_nor_readers_are_moderators(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    await newsroom.report(comment, hold_at=1.0)

    assert (await newsroom.now(comment)).state is State.HELD
    assert (await only(store)).verdict is None


async def test_an_author_is_known_by_what_was_published_before(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    author = Author(reader_id=newsroom.reader_id(), name="Ada", role=Role.MEMBER)
    states = [State.PUBLISHED, State.REJECTED, State.PUBLISHED, State.HELD, State.PUBLISHED]
    for state in states:
        await newsroom.post(story, state=state, author=author)
        await newsroom.post(story)
    found = [each for each in await written(store) if each.author_id == author.reader_id]
    others = [each for each in await written(store) if each.author_id != author.reader_id]

    assert [each.author_published for each in found] == [0, 1, 1, 2, 2]
    assert {each.author_published for each in others} == {0}


async def test_what_an_author_published_is_counted_to_where_it_no_longer_matters(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    author = Author(reader_id=newsroom.reader_id(), name="Ada", role=Role.MEMBER)
    last: Comment | None = None
    for _ in range(MOST_COUNTED + 3):
        last = await newsroom.post(story, author=author)
    assert last is not None

    counts = [each.author_published for each in await written(store, limit=40)]

    assert counts == [*range(MOST_COUNTED), MOST_COUNTED, MOST_COUNTED, MOST_COUNTED]


async def test_reading_changes_nothing(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    before = (await newsroom.now(comment), await newsroom.story_now(story))
    last = await store.last_event(SITE)

    await written(store)
    await store.written_size(SITE, since=None)

    assert (await newsroom.now(comment), await newsroom.story_now(story)) == before
    assert await store.last_event(SITE) == last


async def test_some_of_what_was_written_is_taken_at_even_distances(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    posted = [await newsroom.post(story) for _ in range(10)]
    await newsroom.post(await newsroom.story(site_id=OTHER_SITE))
    ids = [each.comment_id for each in posted]

    async def spread(most: int) -> list[CommentId]:
        return list(await store.written_spread(SITE, since=None, most=most))

    assert await spread(10) == await spread(1000) == ids
    assert await spread(5) == ids[1::2]
    assert await spread(3) == [ids[3], ids[6], ids[9]]
    assert await spread(1) == [ids[9]]
    since = await store.written_spread(SITE, since=posted[6].created_at, most=2)
    assert list(since) == [ids[7], ids[9]]


async def test_comments_are_read_by_their_ids(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    posted = [await newsroom.post(story, text=f"Text {number}") for number in range(4)]
    elsewhere = await newsroom.post(await newsroom.story(site_id=OTHER_SITE))
    ids = [posted[2].comment_id, elsewhere.comment_id, posted[0].comment_id]

    found = await store.written_named(SITE, ids)

    assert [each.text for each in found] == ["Text 0", "Text 2"]
    assert list(await store.written_named(SITE, [])) == []
    assert found[0] == (await written(store))[0]


async def test_what_the_engine_knew_of_the_latest_words_is_read_with_them(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    known = Known(
        author_published=3,
        repeats=Repeats(same=1, near=2, others=400),
        site=SiteFacts(
            domains=("news.example",),
            pace=Pace(minute=1, ten_minutes=0, hour=7),
            hosts={"a.example": HostHistory(published=2, spam=1), "b.example": HostHistory()},
            blocked={"c.example": Mode.REJECT},
        ),
        answered=3,
        is_named=False,
        thread_waits=True,
        author_waits=True,
    )
    comment = await store.add_comment(*newsroom.draft(story), traces=Traces(known=known))
    await store.add_comment(*newsroom.draft(story), traces=Traces(known=Known()))
    await store.add_comment(*newsroom.draft(story), traces=Traces())

    assert [each.known for each in await written(store)] == [known, Known(), None]

    await newsroom.edit(comment, "Other words")
    assert [each.known for each in await written(store)] == [None, Known(), None]
