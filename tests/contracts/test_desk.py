"""What every store promises about the moderators' queue."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Attention, State
from belowline.desk.ports import QueueCursor
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_the_queue_holds_what_needs_attention_the_longest_waiting_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    elsewhere = await newsroom.story(site_id=OTHER_SITE)
    await newsroom.post(story)
    await newsroom.post(elsewhere, state=State.HELD)
    waiting = [
        await newsroom.post(
            story, state=State.HELD, attention_since=START + timedelta(minutes=minute)
        )
        for minute in (3, 1, 2, 2, 2)
    ]

    queue = await store.queue(SITE, after=None, limit=10)

    assert [comment.comment_id for comment in queue] == [
        waiting[place].comment_id for place in (1, 2, 3, 4, 0)
    ]
    assert await store.queue_size(SITE) == 5
    assert await store.queue_size(OTHER_SITE) == 1


async def test_the_queue_goes_on_behind_its_last_page(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    since = START + timedelta(milliseconds=1)
    for _ in range(7):
        await newsroom.post(story, state=State.HELD, attention_since=since)

    seen: list[str] = []
    after = None
    while page := await store.queue(SITE, after=after, limit=3):
        seen += [comment.comment_id for comment in page]
        last = page[-1]
        assert last.attention_since is not None
        after = QueueCursor(last.attention_since, last.comment_id)

    assert len(seen) == 7
    assert seen == sorted(set(seen))


async def test_a_comment_says_why_it_waits(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    for reason in Attention:
        await newsroom.post(story, state=State.HELD, attention=reason)

    queue = await store.queue(SITE, after=None, limit=10)

    assert {comment.attention for comment in queue} == set(Attention)


async def test_reports_come_oldest_first(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    for reason in ("spam", "illegal", "racism"):
        await newsroom.report(comment, reason=reason)

    reports = await store.reports(SITE, comment.comment_id)

    assert [report.reason for report in reports] == ["spam", "illegal", "racism"]
    assert not await store.reports(OTHER_SITE, comment.comment_id)
    assert not await store.appeals(SITE, comment.comment_id)
