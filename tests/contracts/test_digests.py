"""What every store promises about stories that are followed, and digests of what is new there."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from belowline.conversation.comment import Author, Comment, State
from belowline.conversation.follow import StoryNews
from belowline.mail.digest import Digest, next_hour
from belowline.mail.mail import Mail, MailKind, MailState
from belowline.people.reader import Reader
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
SINCE = START + DAY
NOON = SINCE + timedelta(hours=1)
UNTIL = SINCE + DAY


async def said(
    newsroom: Newsroom,
    story: Story,
    reader: Reader,
    at: datetime = NOON,
    parent: Comment | None = None,
    **facts: Any,
) -> Comment:
    """Keep a comment by somebody, at some time."""
    author = Author(reader_id=reader.reader_id, name=reader.name, role=reader.role)
    return await newsroom.post(story, parent, author=author, created_at=at, **facts)


async def news(store: AnyStore, reader: Reader, **limits: int) -> list[StoryNews]:
    found = await store.story_news(
        SITE,
        reader.reader_id,
        since=SINCE,
        until=UNTIL,
        wrote_since=SINCE - 30 * DAY,
        **({"stories": 9, "quoted": 2} | limits),
    )
    return list(found)


def wish(reader: Reader, at: datetime = SINCE) -> Digest:
    return Digest(
        site_id=SITE,
        reader_id=reader.reader_id,
        since=at,
        until=at,
        next_at=next_hour(at),
    )


async def queued(store: AnyStore) -> list[Mail]:
    found = await store.mails(SITE, [MailState.WAITING], limit=9)
    return [each for each in found if each.kind is MailKind.DIGEST]


async def test_a_story_is_followed_once_until_it_is_not(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, first, second = await newsroom.reader(), await newsroom.story(), await newsroom.story()
    for story in (first, second, first):
        await store.follow(SITE, ada.reader_id, story.story_id, at=newsroom.moment())

    followed = await store.followed(SITE, ada.reader_id)
    await store.unfollow(SITE, ada.reader_id, second.story_id)
    await store.unfollow(SITE, ada.reader_id, second.story_id)

    assert [each.story_id for each in followed] == [second.story_id, first.story_id]
    assert [each.story_id for each in await store.followed(SITE, ada.reader_id)] == [first.story_id]
    assert not await store.followed(OTHER_SITE, ada.reader_id)


async def test_news_are_what_others_said_where_the_reader_is_interested(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, bob = await newsroom.reader(name="Ada"), await newsroom.reader(name="Bob")
    followed, wrote, left, other = [await newsroom.story() for _ in range(4)]
    await store.follow(SITE, ada.reader_id, followed.story_id, at=START)
    hers = await said(newsroom, wrote, ada, at=START)
    await said(newsroom, left, ada, at=SINCE - 31 * DAY)
    for story in (followed, left, other):
        await said(newsroom, story, bob)
    first = await said(newsroom, wrote, bob)
    answer = await said(newsroom, wrote, bob, parent=hers)
    await said(newsroom, wrote, ada, parent=answer)
    await said(newsroom, wrote, bob, state=State.HELD)
    for at in (SINCE, UNTIL + timedelta(seconds=1)):
        await said(newsroom, wrote, bob, at=at)

    found = await news(store, ada)

    told = [(each.story.story_id, each.comments, each.answers) for each in found]
    assert told == [(wrote.story_id, 2, 1), (followed.story_id, 1, 0)]
    ids = [each.comment_id for each in found[0].quoted]
    assert ids == [answer.comment_id, first.comment_id]
    (short,) = await news(store, ada, stories=1, quoted=1)
    assert [each.comment_id for each in short.quoted] == [answer.comment_id]
    assert await news(store, await newsroom.reader()) == []


async def test_a_digest_is_queued_once_a_day(newsroom: Newsroom, store: AnyStore) -> None:
    ada = await newsroom.reader(email="ada@x.example")
    await store.want_digest(wish(ada))
    await store.want_digest(wish(ada, UNTIL))
    due = next_hour(SINCE)

    early = await store.issue_digest(SITE, now=due - DAY / 24, new_id=newsroom.id)
    came = await asyncio.gather(
        *(store.issue_digest(SITE, now=due, new_id=newsroom.id) for _ in range(3))
    )

    assert not early
    assert sorted(came) == [False, False, True]
    (mail,) = await queued(store)
    kept = await store.digest(SITE, ada.reader_id)
    assert kept is not None
    assert (mail.reader_id, mail.subject, mail.due_at) == (ada.reader_id, kept.subject, due)
    assert (kept.since, kept.until, kept.next_at) == (SINCE, due, due + DAY)
    assert not await store.issue_digest(OTHER_SITE, now=due + DAY, new_id=newsroom.id)


async def test_the_next_digest_tells_of_what_the_one_before_has_not_told(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email="ada@x.example")
    await store.want_digest(wish(ada))
    first, second, third = (next_hour(SINCE) + number * DAY for number in range(3))

    await store.issue_digest(SITE, now=first, new_id=newsroom.id)
    await store.issue_digest(SITE, now=second, new_id=newsroom.id)
    waited = await store.digest(SITE, ada.reader_id)
    # The first one, which waited, is dropped when its turn comes; the second one goes.
    for _ in range(2):
        mail = await store.claim_mail(SITE, claim="c", now=second, until=third)
        assert mail is not None
        await store.drop_mail(mail)
    await store.issue_digest(SITE, now=third, new_id=newsroom.id)
    went = await store.digest(SITE, ada.reader_id)

    assert waited is not None
    assert went is not None
    assert (waited.since, waited.until) == (SINCE, second)
    assert (went.since, went.until) == (second, third)


async def test_who_wants_no_more_gets_no_more(newsroom: Newsroom, store: AnyStore) -> None:
    ada = await newsroom.reader(email="ada@x.example")
    await store.want_digest(wish(ada))

    await store.end_digest(SITE, ada.reader_id)

    assert await store.digest(SITE, ada.reader_id) is None
    assert not await store.issue_digest(SITE, now=UNTIL + DAY, new_id=newsroom.id)
