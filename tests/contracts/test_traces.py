"""What every store promises about the traces that comments leave behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belowline.conversation.comment import (
    Author,
    Comment,
    Revision,
    Source,
    State,
    Traces,
    Verdict,
)
from belowline.kernel.ids import ReaderId
from belowline.moderation import HostHistory
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

NOBODY = ReaderId("nobody")


async def left(newsroom: Newsroom, story: Story, traces: Traces, **facts: Any) -> Comment:
    """Keep a new comment that leaves these traces."""
    return await newsroom.store.add_comment(*newsroom.draft(story, **facts), traces=traces)


async def known(store: AnyStore, host: str = "a.example", *, limit: int = 50) -> HostHistory:
    """Return what the store knows of one host."""
    return (await store.host_histories(SITE, [host], limit=limit))[host]


async def prints(store: AnyStore, *, but: ReaderId = NOBODY, limit: int = 500) -> list[int]:
    """Return all fingerprints but those of one reader."""
    return list(await store.fingerprints(SITE, but=but, since=START, limit=limit))


@pytest.mark.parametrize(
    "state", [State.PUBLISHED, State.HELD, State.REJECTED, State.REMOVED], ids=str
)
async def test_a_fingerprint_is_remembered_whatever_became_of_the_comment(
    store: AnyStore, newsroom: Newsroom, state: State
) -> None:
    await left(newsroom, await newsroom.story(), Traces(fingerprint=7), state=state)

    assert await prints(store) == [7]


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(number=st.integers(0, 2**64 - 1) | st.sampled_from([0, 2**63 - 1, 2**63, 2**64 - 1]))
async def test_every_fingerprint_comes_back_bit_by_bit(
    store: AnyStore, newsroom: Newsroom, number: int
) -> None:
    await left(newsroom, await newsroom.story(), Traces(fingerprint=number))

    assert (await prints(store))[0] == number


async def test_the_newest_fingerprints_come_first_and_no_more_than_asked_for(
    store: AnyStore, newsroom: Newsroom
) -> None:
    stories = [await newsroom.story(), await newsroom.story()]
    for number in range(6):
        await left(newsroom, stories[number % 2], Traces(fingerprint=number))
    await left(newsroom, stories[0], Traces())

    assert await prints(store, limit=4) == [5, 4, 3, 2]


async def test_a_readers_own_fingerprints_are_left_out(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    own = await left(newsroom, story, Traces(fingerprint=1))
    await left(newsroom, story, Traces(fingerprint=2))

    assert await prints(store, but=own.author.reader_id) == [2]


async def test_old_fingerprints_and_those_of_other_sites_are_left_out(
    store: AnyStore, newsroom: Newsroom
) -> None:
    old = await left(newsroom, await newsroom.story(), Traces(fingerprint=1))
    await left(newsroom, await newsroom.story(), Traces(fingerprint=2))
    other = Newsroom(store, OTHER_SITE)
    await left(other, await other.story(), Traces(fingerprint=3))

    later = await store.fingerprints(SITE, but=NOBODY, since=old.created_at, limit=9)
    much_later = START + timedelta(days=1)

    assert list(later) == [2]
    assert list(await store.fingerprints(SITE, but=NOBODY, since=much_later, limit=9)) == []


async def test_an_edit_leaves_traces_of_its_own(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await left(
        newsroom, await newsroom.story(), Traces(fingerprint=1, hosts=("a.example",))
    )
    edited = await edit(newsroom, comment, Traces(fingerprint=2, hosts=("b.example",)))

    assert await prints(store) == [2, 1]
    assert await known(store, "a.example") == HostHistory()
    assert await known(store, "b.example") == HostHistory(published=1)
    assert edited.revision == 2


async def edit(newsroom: Newsroom, comment: Comment, traces: Traces) -> Comment:
    """Edit a public comment; the engine publishes it."""
    ruling = newsroom.ruling(comment, Verdict.PUBLISH, revision=comment.revision + 1)
    revision = Revision(
        number=ruling.revision, text="New.", html="<p>New.</p>", created_at=ruling.created_at
    )
    changed = replace(comment, revision=revision.number, text="New.", ruling_id=ruling.ruling_id)
    return await newsroom.store.add_revision(
        changed, revision, ruling, seen=comment.ruling_id, traces=traces
    )


async def test_what_its_author_took_back_leaves_no_traces(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await left(newsroom, story, Traces(fingerprint=1, hosts=("a.example",)))
    comment = await edit(newsroom, comment, Traces(fingerprint=2, hosts=("a.example",)))
    await left(newsroom, story, Traces(fingerprint=3, hosts=("a.example",)))

    await store.withdraw(comment)

    assert await prints(store) == [3]
    assert await known(store) == HostHistory(published=1)


async def test_a_host_is_known_by_the_published_comments_that_link_to_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    for state in (State.PUBLISHED, State.PUBLISHED, State.HELD):
        await left(newsroom, story, Traces(hosts=("a.example", "b.example")), state=state)
    other = Newsroom(store, OTHER_SITE)
    await left(other, await other.story(), Traces(hosts=("a.example",)))

    assert await known(store, "a.example") == HostHistory(published=2)
    assert await known(store, "c.example") == HostHistory()
    assert await store.host_histories(SITE, [], limit=9) == {}


@pytest.mark.parametrize(
    ("verdict", "clause", "spam"),
    [
        (Verdict.REMOVE, "spam", 1),
        (Verdict.REJECT, "spam", 1),
        (Verdict.REMOVE, "racism", 0),
        (Verdict.HOLD, None, 0),
    ],
)
async def test_a_host_is_known_by_the_comments_that_a_moderator_ruled_spam(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict, clause: str | None, spam: int
) -> None:
    story = await newsroom.story()
    comment = await left(newsroom, story, Traces(hosts=("a.example",)))
    await newsroom.rule(comment, verdict, clause=clause)

    assert await known(store) == HostHistory(published=0, spam=spam)


async def test_only_the_latest_ruling_says_whether_a_comment_was_spam(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await left(newsroom, await newsroom.story(), Traces(hosts=("a.example",)))
    removed = await newsroom.rule(comment, Verdict.REMOVE, clause="spam")
    await newsroom.rule(removed, Verdict.PUBLISH)

    assert await known(store) == HostHistory(published=1, spam=0)


@pytest.mark.parametrize(
    ("scores", "spam"),
    [
        ({"spam": 0.9, "violence": 0.2}, 1),
        ({"spam": 0.6, "violence": 0.9}, 0),
        ({"spam": 0.0, "violence": 0.0}, 0),
        ({}, 0),
    ],
)
async def test_what_the_engine_rejected_counts_as_spam_where_that_was_why(
    store: AnyStore, newsroom: Newsroom, scores: dict[str, float], spam: int
) -> None:
    draft, ruling = newsroom.draft(await newsroom.story(), state=State.REJECTED)
    ruling = replace(ruling, scores=scores, source=Source.ENGINE)
    await store.add_comment(draft, ruling, traces=Traces(hosts=("a.example",)))

    assert await known(store) == HostHistory(published=0, spam=spam)


async def test_only_the_newest_comments_with_a_host_are_looked_at(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    for _ in range(7):
        await left(newsroom, story, Traces(hosts=("a.example",)))

    assert await known(store, limit=4) == HostHistory(published=4)


async def test_it_is_known_when_a_reader_wrote_last(store: AnyStore, newsroom: Newsroom) -> None:
    stories = [await newsroom.story(), await newsroom.story()]
    author = Author(reader_id=newsroom.reader_id(), name="Ada", role=Role.MEMBER)
    states = [State.PUBLISHED, State.HELD, State.REJECTED, State.PUBLISHED]
    own = [
        await newsroom.post(stories[number % 2], state=state, author=author)
        for number, state in enumerate(states)
    ]
    await store.withdraw(own[3])
    await newsroom.post(stories[0])

    posted = await store.posted_at(SITE, author.reader_id, limit=3)

    assert list(posted) == [own[3].created_at, own[2].created_at, own[1].created_at]
    assert list(await store.posted_at(OTHER_SITE, author.reader_id, limit=3)) == []
