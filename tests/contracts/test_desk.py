"""What every store promises about the moderators' queue."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from belowline.conversation.comment import Attention, Comment, State, Verdict
from belowline.desk.filters import NO_FILTERS, Age, Filters
from belowline.desk.ports import Offers, QueueCursor
from belowline.kernel.ids import ReaderId
from belowline.moderation import Finding
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

NOW = START + timedelta(days=1)


async def queued(store: AnyStore, filters: Filters = NO_FILTERS, now: datetime = NOW) -> list[str]:
    """Return the ids of what waits, read three at a time."""
    seen: list[str] = []
    after = None
    while page := await store.queue(SITE, filters=filters, after=after, limit=3, now=now):
        seen += [each.comment.comment_id for each in page]
        after = QueueCursor(page[-1].stake.urgent_since, page[-1].comment.comment_id)
    assert await store.queue_size(SITE, filters=filters, now=now) == len(seen)
    return seen


async def held(
    newsroom: Newsroom, *found: tuple[str, float], minutes: int = 0, detector: str = "words"
) -> Comment:
    """Keep a comment that waits, in which the engine found something."""
    story = await newsroom.story(section="City")
    since = START + timedelta(minutes=minutes)
    comment, ruling = newsroom.draft(story, state=State.HELD, attention_since=since)
    findings = tuple(Finding(clause, sure, 0, 1, detector, "So.") for clause, sure in found)
    return await newsroom.store.add_comment(comment, replace(ruling, findings=findings))


async def test_of_equals_the_longest_waiting_comes_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    elsewhere = await newsroom.story(site_id=OTHER_SITE)
    await newsroom.post(await newsroom.story())
    await newsroom.post(elsewhere, state=State.HELD)
    waiting = [await held(newsroom, minutes=minute) for minute in (3, 1, 2, 2, 2)]

    assert await queued(store) == [waiting[place].comment_id for place in (1, 2, 3, 4, 0)]
    assert await store.queue_size(OTHER_SITE, now=NOW) == 1


async def test_the_gravest_comes_first_and_waiting_makes_up_for_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    mild = await held(newsroom, ("profanity", 0.9))
    grave = await held(newsroom, ("profanity", 0.9), ("violence", 0.9), minutes=10)
    doubtful = await held(newsroom, ("violence", 0.3), minutes=10)
    late = await held(newsroom, ("violence", 1.0), minutes=10 * 60)

    order = [grave.comment_id, doubtful.comment_id, mild.comment_id, late.comment_id]
    assert await queued(store) == order


async def test_reports_raise_a_comment_and_taking_them_back_lowers_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    first, second = await newsroom.post(story), await newsroom.post(story)
    await newsroom.report(first)
    await newsroom.report(second)
    reporter = newsroom.reader_id()
    await newsroom.report(second, reader_id=reporter)
    assert await queued(store) == [second.comment_id, first.comment_id]

    await store.undo_report(SITE, second.comment_id, reporter)

    assert await queued(store) == [first.comment_id, second.comment_id]


async def test_likes_and_replies_raise_what_is_public(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    first, liked, answered = [await newsroom.post(story) for _ in range(3)]
    for each in (first, liked, answered):
        await newsroom.report(each)
    assert await queued(store) == [first.comment_id, liked.comment_id, answered.comment_id]

    for _ in range(3):
        await store.like(SITE, liked.comment_id, newsroom.reader_id())
    await newsroom.post(story, answered)

    assert await queued(store) == [liked.comment_id, answered.comment_id, first.comment_id]


async def test_what_was_ruled_on_or_taken_back_waits_no_longer(
    store: AnyStore, newsroom: Newsroom
) -> None:
    ruled, withdrawn = await held(newsroom), await held(newsroom)
    await newsroom.rule(ruled, Verdict.PUBLISH)
    await store.withdraw(withdrawn)

    assert await queued(store) == []
    assert await store.stake(SITE, ruled.comment_id) is None


async def test_the_queue_goes_on_behind_its_last_page(store: AnyStore, newsroom: Newsroom) -> None:
    for _ in range(7):
        await held(newsroom, ("profanity", 0.7))

    seen = await queued(store)

    assert len(seen) == 7
    assert seen == sorted(set(seen))


async def test_a_comment_says_why_it_waits_and_what_is_at_stake(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    for reason in Attention:
        await newsroom.post(story, state=State.HELD, attention=reason)

    queue = await store.queue(SITE, after=None, limit=10, now=NOW)

    assert {each.comment.attention for each in queue} == set(Attention)
    assert queue[0].comment.attention is Attention.ILLEGAL
    assert (queue[0].stake.severity, queue[0].stake.reach) == (8.0, 1.0)
    assert await store.stake(SITE, queue[0].comment.comment_id) == queue[0].stake


async def test_the_queue_is_filtered_by_what_was_found(store: AnyStore, newsroom: Newsroom) -> None:
    rude = await held(newsroom, ("profanity", 0.9), detector="lexicon")
    advert = await held(newsroom, ("spam", 0.9), ("profanity", 0.2), detector="links")
    story = await newsroom.story()
    public = await newsroom.post(story)
    await newsroom.report(public, reason="racism")

    assert await queued(store, Filters(clause="spam")) == [public.comment_id, advert.comment_id]
    assert await queued(store, Filters(clause="racism")) == [public.comment_id]
    assert await queued(store, Filters(detector="lexicon")) == [rude.comment_id]
    both = Filters(clause="profanity", detector="links")
    assert await queued(store, both) == [advert.comment_id]


async def test_an_edit_is_filtered_by_what_was_found_in_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    before = await held(newsroom, ("racism", 0.9))
    await newsroom.edit(before, "Ce n'est pas la même chose.", state=State.HELD)

    assert await queued(store, Filters(clause="racism")) == []
    assert await queued(store, Filters(clause="spam")) == [before.comment_id]
    assert await queued(store, Filters(language="fr")) == [before.comment_id]


async def test_the_queue_is_filtered_by_place_people_and_standing(
    store: AnyStore, newsroom: Newsroom
) -> None:
    waits = await held(newsroom, ("profanity", 0.9), detector="links")
    story = await newsroom.story(section="Sport")
    public = await newsroom.post(story, created_at=NOW - timedelta(minutes=5))
    reporter = newsroom.reader_id()
    await newsroom.report(public, reader_id=reporter)
    everything = {
        Filters(section="Sport"): public,
        Filters(section="City"): waits,
        Filters(story=story.story_id): public,
        Filters(reader=waits.author.reader_id): waits,
        Filters(reporter=reporter): public,
        Filters(state=State.HELD): waits,
        Filters(waits=Attention.REPORTED): public,
        Filters(age=Age.HOUR): public,
        Filters(age=Age.OVER_HOUR): waits,
        Filters(language="en", state=State.PUBLISHED): public,
    }

    for filters, only in everything.items():
        assert await queued(store, filters) == [only.comment_id], filters
    assert await queued(store, Filters(reporter=ReaderId(newsroom.id()))) == []
    assert await store.offers(SITE) == Offers(["City", "Sport"], ["en"], ["links"])


async def test_reports_come_oldest_first(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    for reason in ("spam", "illegal", "racism"):
        await newsroom.report(comment, reason=reason)

    reports = await store.reports(SITE, comment.comment_id)

    assert [report.reason for report in reports] == ["spam", "illegal", "racism"]
    assert not await store.reports(OTHER_SITE, comment.comment_id)
    assert not await store.appeals(SITE, comment.comment_id)
