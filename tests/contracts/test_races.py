"""What every store promises when many write at once."""

import asyncio
from collections.abc import Sequence

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.kernel.errors import Conflict, Refused
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

WRITERS = 50


async def test_no_reply_of_fifty_at_once_is_lost_or_miscounted(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    drafts = [newsroom.draft(story, root) for _ in range(WRITERS)]

    await asyncio.gather(*(store.add_comment(*draft) for draft in drafts))

    now = await newsroom.now(root)
    assert (now.replies, now.descendants) == (WRITERS, WRITERS)
    told = await newsroom.story_now(story)
    assert (told.comment_count, told.version) == (WRITERS + 1, story.version + WRITERS + 1)
    assert await store.last_event(SITE) == WRITERS + 1
    assert await store.check_counters(SITE) == []


async def test_no_like_of_fifty_at_once_is_lost_and_none_counts_twice(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    readers = [newsroom.reader_id() for _ in range(WRITERS // 2)]

    await asyncio.gather(
        *(store.like(SITE, comment.comment_id, reader) for reader in [*readers, *readers])
    )

    assert (await newsroom.now(comment)).likes == len(readers)


async def test_of_fifty_reports_by_one_reader_at_once_one_is_kept(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    reader = newsroom.reader_id()

    results = await asyncio.gather(
        *(newsroom.report(comment, reader_id=reader) for _ in range(WRITERS))
    )

    assert sum(is_new for _, is_new in results) == 1
    assert (await newsroom.now(comment)).report_weight == 1.0


async def test_reports_that_arrive_at_once_hold_a_comment_once(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())

    await asyncio.gather(*(newsroom.report(comment, hold_at=3.0) for _ in range(WRITERS)))

    now = await newsroom.now(comment)
    assert (now.state, now.report_weight) == (State.HELD, WRITERS)
    assert len(await store.rulings(SITE, comment.comment_id)) == 2


async def test_of_ten_moderators_who_rule_at_once_one_does(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)
    verdicts = [Verdict.PUBLISH, Verdict.REJECT] * 5

    results = await asyncio.gather(
        *(newsroom.rule(comment, verdict) for verdict in verdicts), return_exceptions=True
    )

    refusals = [result for result in results if isinstance(result, Conflict)]
    (ruled,) = [result for result in results if isinstance(result, Comment)]
    assert {refusal.code for refusal in refusals} == {"ruled-meanwhile"}
    assert len(refusals) == 9
    assert await newsroom.now(comment) == ruled
    assert len(await store.rulings(SITE, comment.comment_id)) == 2


async def test_moderators_who_settle_reports_of_the_same_readers_do_not_block_each_other(
    store: AnyStore, newsroom: Newsroom
) -> None:
    readers = [await newsroom.reader() for _ in range(8)]
    comments = [await newsroom.post(await newsroom.story()) for _ in range(8)]
    for place, comment in enumerate(comments):
        for reader in readers[place:] + readers[:place]:
            await newsroom.report(comment, reader_id=reader.reader_id)

    await asyncio.gather(*(newsroom.rule(comment, Verdict.REMOVE) for comment in comments))

    for reader in readers:
        kept = await store.reader(SITE, reader.reader_id)
        assert kept is not None
        assert kept.reports_upheld == len(comments)


async def test_no_reply_gets_in_after_its_parent_went(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    root = await newsroom.post(story)
    drafts = [newsroom.draft(story, root) for _ in range(10)]

    results = await asyncio.gather(
        *(store.add_comment(*draft) for draft in drafts[:5]),
        newsroom.rule(root, Verdict.REMOVE),
        *(store.add_comment(*draft) for draft in drafts[5:]),
        return_exceptions=True,
    )

    refusals = [result for result in results if isinstance(result, Refused)]
    replies = (await newsroom.now(root)).replies
    assert replies == len(drafts) - len(refusals)
    assert {refusal.code for refusal in refusals} <= {"parent-gone"}
    assert await store.check_counters(SITE) == []


async def test_whoever_follows_the_events_misses_none_of_any_site(
    store: AnyStore, newsroom: Newsroom
) -> None:
    stories = [await newsroom.story(site_id=site) for site in (SITE, OTHER_SITE) for _ in range(3)]
    drafts = [newsroom.draft(stories[number % 6]) for number in range(2 * WRITERS)]
    followed: list[Event] = []

    async def follow(site_id: SiteId) -> None:
        behind = 0
        written = [draft.comment_id for draft, _ in drafts if draft.site_id == site_id]
        while behind < len(written):
            news: Sequence[Event] = await store.events_after(site_id, behind, limit=7)
            followed.extend(news)
            # Each site's numbers have no gap, whoever else writes at the same moment.
            assert [each.number for each in news] == [*range(behind + 1, behind + 1 + len(news))]
            behind += len(news)
            await asyncio.sleep(0)

    writers = asyncio.gather(*(store.add_comment(*draft) for draft in drafts))
    await asyncio.wait_for(asyncio.gather(follow(SITE), follow(OTHER_SITE), writers), timeout=60)

    assert len(followed) == len(drafts)
    assert {event.comment_id for event in followed} == {draft.comment_id for draft, _ in drafts}
