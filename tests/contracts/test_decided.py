"""What every store promises to those who add up what was decided."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from belowline.conversation.comment import Comment, Outcome, Source, State, Verdict
from belowline.desk.decided import Decided, DecidedCursor, Restriction
from belowline.desk.numbers import count_up
from belowline.desk.tally import ANY, Agreement
from belowline.moderation import Finding
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

END = START + timedelta(days=1)


async def decided(store: AnyStore, since: datetime = START, until: datetime = END) -> list[Decided]:
    """Return all that was decided, page by page."""
    found: list[Decided] = []
    after = None
    while page := await store.decided(SITE, since=since, until=until, after=after, limit=2):
        found += page
        after = DecidedCursor(page[-1].ruling.created_at, page[-1].ruling.ruling_id)
    return found


async def test_rulings_come_in_the_order_of_time_with_what_was_before_them(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comments = [await newsroom.post(story, state=State.HELD) for _ in range(2)]
    await newsroom.post(story)
    await newsroom.post(await newsroom.story(site_id=OTHER_SITE), state=State.HELD)
    await newsroom.report(comments[1], reason="illegal")
    for comment in reversed(comments):
        await newsroom.rule(comment, Verdict.REJECT, clause="spam")

    found = await decided(store)

    assert [(each.ruling.comment_id, each.ruling.source) for each in found] == [
        (comments[0].comment_id, Source.ENGINE),
        (comments[1].comment_id, Source.ENGINE),
        (comments[1].comment_id, Source.MODERATOR),
        (comments[0].comment_id, Source.MODERATOR),
    ]
    last = found[2]
    assert list(last.earlier) == [found[1].ruling]
    assert [report.reason for report in last.reports] == ["illegal"]
    assert (last.story_id, last.written_at) == (story.story_id, comments[1].created_at)
    assert list(found[0].earlier) == []


async def test_only_what_was_decided_in_the_time_counts(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)
    await newsroom.rule(comment, Verdict.PUBLISH)
    first, second = await decided(store)
    between = second.ruling.created_at

    assert await decided(store, until=between) == [first]
    assert await decided(store, since=between) == [second]
    assert await store.posted(SITE, since=START, until=END) == {Verdict.HOLD: 1}
    assert await store.posted(SITE, since=between, until=END) == {}


async def test_reports_and_appeals_are_counted_by_what_came_of_them(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    wrong, right, waits = [await newsroom.post(story) for _ in range(3)]
    for comment in (wrong, right, right, waits):
        await newsroom.report(comment, reason="spam")
    await newsroom.rule(await newsroom.now(wrong), Verdict.PUBLISH)
    gone = await newsroom.rule(await newsroom.now(right), Verdict.REMOVE)
    await store.add_appeal(newsroom.appeal(gone))
    await newsroom.rule(await newsroom.now(gone), Verdict.PUBLISH)

    reported = await store.reported(SITE, since=START, until=END)

    assert reported == {
        ("spam", Outcome.DISMISSED): 1,
        ("spam", Outcome.UPHELD): 2,
        ("spam", None): 1,
    }
    assert await store.appealed(SITE, since=START, until=END) == {Outcome.UPHELD: 1}
    assert await store.reported(OTHER_SITE, since=START, until=END) == {}
    assert await store.appealed(SITE, since=END, until=END) == {}


async def suspected(newsroom: Newsroom, *detectors: str) -> Comment:
    """Keep a comment that the engine holds since these detectors saw something."""
    comment, ruling = newsroom.draft(await newsroom.story(), state=State.HELD)
    scores = [0.5, 0.9, 0.7]
    findings = tuple(
        Finding("racism" if score == 0.9 else "spam", score, None, None, detector, "Words.")
        for detector, score in zip(detectors, scores, strict=False)
    )
    return await newsroom.store.add_comment(comment, replace(ruling, findings=findings))


async def test_a_month_adds_up(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story(headline="The bridge")
    await newsroom.post(story, state=State.REJECTED)
    agreed, missed = await suspected(newsroom, "words", "links"), await suspected(newsroom, "words")
    await newsroom.rule(agreed, Verdict.REJECT, clause="racism")
    await newsroom.rule(missed, Verdict.PUBLISH)
    for _ in range(2):
        removed = await newsroom.rule(await newsroom.post(story), Verdict.REMOVE, clause="doxing")
        await newsroom.rule(removed, Verdict.REMOVE, clause="doxing")

    numbers = await count_up(store, SITE, since=START, until=END)

    assert numbers.comments == 5
    assert numbers.posted == {Verdict.PUBLISH: 2, Verdict.HOLD: 2, Verdict.REJECT: 1}
    assert numbers.held == {"racism": 1, "spam": 1}
    assert numbers.rejected == {"spam": 1}
    assert numbers.removed == {"doxing": 2}
    assert numbers.taken == {
        (Restriction.REJECTED, Source.ENGINE): 1,
        (Restriction.REJECTED, Source.MODERATOR): 1,
        (Restriction.REMOVED, Source.MODERATOR): 2,
    }
    assert numbers.detectors == {
        ANY: Agreement(1, 1),
        "words": Agreement(1, 1),
        "links": Agreement(1, 0),
    }
    assert numbers.waiting.count == 2
    assert numbers.stories == [(story.story_id, "The bridge", 2)]


async def test_a_time_in_which_nothing_happened_is_empty(store: AnyStore) -> None:
    numbers = await count_up(store, SITE, since=START, until=END)

    assert (numbers.comments, numbers.waiting.median, numbers.stories) == (0, None, [])
