"""What every store promises about reports and appeals."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from belowline.conversation.comment import Attention, Outcome, Source, State, Verdict
from belowline.kernel.errors import NotFound
from belowline.kernel.events import EventKind
from belowline.people.reader import Role
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_report_adds_its_weight_and_brings_the_comment_to_the_desk(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version

    reported, is_new = await newsroom.report(
        comment, weight=0.75, note="An ad", contact="me@news.example", reason="spam"
    )

    assert is_new
    assert (reported.report_weight, reported.attention) == (0.75, Attention.REPORTED)
    assert reported.state is State.PUBLISHED
    (report,) = await store.reports(SITE, comment.comment_id)
    assert (report.note, report.contact, report.weight) == ("An ad", "me@news.example", 0.75)
    assert report.outcome is None
    assert reported.attention_since == report.created_at
    assert await newsroom.last_kind() is EventKind.REPORTED
    assert (await newsroom.story_now(story)).version == version


async def test_a_reader_reports_a_comment_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    first, _ = await newsroom.report(comment, reader_id=reader)
    events = await store.last_event(SITE)

    second, is_new = await newsroom.report(comment, reader_id=reader, hold_at=0.0, weight=9.0)

    assert not is_new
    assert second == first
    assert len(await store.reports(SITE, comment.comment_id)) == 1
    assert await store.last_event(SITE) == events


async def test_an_unknown_comment_cannot_be_reported(newsroom: Newsroom) -> None:
    draft, _ = newsroom.draft(await newsroom.story())

    with pytest.raises(NotFound):
        await newsroom.report(draft)


async def test_enough_weight_holds_the_comment_until_somebody_looked(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    for _ in range(9):
        comment, _ = await newsroom.report(comment, weight=0.1, hold_at=1.0)
        assert comment.state is State.PUBLISHED

    held, _ = await newsroom.report(comment, weight=0.1, hold_at=1.0)

    assert held.state is State.HELD
    assert not held.shown
    assert held.attention is Attention.REPORTED
    ruling = (await store.rulings(SITE, comment.comment_id))[-1]
    assert (ruling.ruling_id, ruling.source) == (held.ruling_id, Source.REPORTS)
    assert ruling.verdict is Verdict.HOLD
    assert await newsroom.last_kind() is EventKind.HIDDEN
    assert (await newsroom.story_now(story)).comment_count == 0


async def test_a_hold_by_reports_is_on_the_words_that_stand(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    seen = await newsroom.post(story)
    await newsroom.edit(seen, "Other words")

    held, _ = await newsroom.report(seen, hold_at=1.0)

    assert held.text == "Other words"
    assert (await store.rulings(SITE, seen.comment_id))[-1].revision == 2


async def test_what_a_moderator_cleared_is_not_held_by_reports(newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    cleared = await newsroom.rule(comment, Verdict.PUBLISH)

    reported, _ = await newsroom.report(cleared, weight=5.0, hold_at=1.0)

    assert reported.state is State.PUBLISHED
    assert reported.attention is Attention.REPORTED
    assert reported.report_weight == 5.0


async def test_an_illegal_notice_outranks_what_the_comment_waits_for(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story()
    held = await newsroom.post(story, state=State.HELD)

    still_held, _ = await newsroom.report(held)
    illegal, _ = await newsroom.report(held, reason="illegal")
    still_illegal, _ = await newsroom.report(held)

    assert still_held.attention is Attention.HELD
    assert illegal.attention is Attention.ILLEGAL
    assert still_illegal.attention is Attention.ILLEGAL
    assert illegal.attention_since == held.attention_since


async def test_nothing_withdrawn_comes_to_the_desk(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await store.withdraw(await newsroom.post(story))

    reported, is_new = await newsroom.report(comment)

    assert is_new
    assert reported.attention is None


@pytest.mark.parametrize(
    ("verdict", "of_report", "of_appeal"),
    [
        (Verdict.PUBLISH, Outcome.DISMISSED, Outcome.UPHELD),
        (Verdict.REJECT, Outcome.UPHELD, Outcome.DISMISSED),
        (Verdict.REMOVE, Outcome.UPHELD, Outcome.DISMISSED),
        (Verdict.HOLD, None, None),
    ],
)
async def test_a_moderators_ruling_settles_reports_and_appeals(
    store: AnyStore,
    newsroom: Newsroom,
    verdict: Verdict,
    of_report: Outcome | None,
    of_appeal: Outcome | None,
) -> None:
    story = await newsroom.story()
    reporters = [await newsroom.reader(Role.GUEST) for _ in range(3)]
    comment = await newsroom.post(story)
    bystander = await newsroom.post(story)
    for reader in reporters:
        comment, _ = await newsroom.report(comment, reader_id=reader.reader_id)
    await newsroom.report(bystander, reader_id=reporters[0].reader_id)
    await store.add_appeal(newsroom.appeal(comment))

    ruled = await newsroom.rule(await newsroom.now(comment), verdict)

    reports = await store.reports(SITE, comment.comment_id)
    appeals = await store.appeals(SITE, comment.comment_id)
    assert [report.outcome for report in reports] == [of_report] * 3
    assert [appeal.outcome for appeal in appeals] == [of_appeal]
    assert ruled.report_weight == (3.0 if of_report is None else 0.0)
    for reader in reporters:
        assert await store.reader(SITE, reader.reader_id) == replace(
            reader,
            reports_upheld=int(of_report is Outcome.UPHELD),
            reports_dismissed=int(of_report is Outcome.DISMISSED),
        )
    assert (await store.reports(SITE, bystander.comment_id))[0].outcome is None
    assert await store.check_counters(SITE) == []


async def test_what_was_settled_once_is_not_settled_again(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    reader = await newsroom.reader()
    comment = await newsroom.post(story)
    comment, _ = await newsroom.report(comment, reader_id=reader.reader_id)
    comment = await newsroom.rule(comment, Verdict.REMOVE)

    comment = await newsroom.rule(comment, Verdict.PUBLISH)

    (report,) = await store.reports(SITE, comment.comment_id)
    assert report.outcome is Outcome.UPHELD
    kept = await store.reader(SITE, reader.reader_id)
    assert kept == replace(reader, reports_upheld=1)
    assert comment.report_weight == 0


async def test_only_a_moderator_settles(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    comment, _ = await newsroom.report(comment)

    edited = await newsroom.edit(comment, "Other words")

    assert (await store.reports(SITE, comment.comment_id))[0].outcome is None
    assert edited.report_weight == 1.0
    assert edited.attention is Attention.REPORTED


async def test_a_report_made_while_the_author_edits_stays_at_the_desk(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story()
    reported, suspicious = [await newsroom.post(story) for _ in range(2)]
    await newsroom.report(reported)
    await newsroom.report(suspicious, reason="illegal")

    edited = await newsroom.edit(reported, "Other words")
    held = await newsroom.edit(
        suspicious, "Other words", state=State.HELD, attention=Attention.HELD
    )

    assert edited.attention is Attention.REPORTED
    assert held.attention is Attention.ILLEGAL


async def test_a_report_can_be_taken_back(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    await newsroom.report(comment, reader_id=reader)

    assert await store.undo_report(SITE, comment.comment_id, reader)
    assert not await store.undo_report(SITE, comment.comment_id, reader)

    now = await newsroom.now(comment)
    assert (now.attention, now.attention_since, now.report_weight) == (None, None, 0.0)
    assert not await store.reports(SITE, comment.comment_id)
    assert await store.queue_size(SITE, now=newsroom.moment()) == 0


async def test_a_comment_stays_at_the_desk_for_other_reports(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    await newsroom.report(comment, weight=0.5)
    await newsroom.report(comment, reader_id=reader, reason="illegal", weight=2.0)

    await store.undo_report(SITE, comment.comment_id, reader)

    now = await newsroom.now(comment)
    assert (now.attention, now.report_weight) == (Attention.REPORTED, 0.5)


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ({"state": State.HELD, "attention": Attention.HELD}, Attention.HELD),
        ({"pending": 2, "attention": Attention.EDITED}, Attention.EDITED),
    ],
)
async def test_a_comment_goes_back_to_what_it_waited_for_before_an_illegal_notice(
    store: AnyStore, newsroom: Newsroom, facts: dict[str, Any], then: Attention
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story, **facts)
    reader = newsroom.reader_id()
    await newsroom.report(comment, reader_id=reader, reason="illegal")

    await store.undo_report(SITE, comment.comment_id, reader)

    assert (await newsroom.now(comment)).attention is then


async def test_what_could_not_be_checked_waits_for_that_again(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    draft, ruling = newsroom.draft(story, state=State.HELD, attention=Attention.UNCHECKED)
    comment = await store.add_comment(draft, replace(ruling, unchecked=("model",)))
    reader = newsroom.reader_id()
    await newsroom.report(comment, reader_id=reader, reason="illegal")

    await store.undo_report(SITE, comment.comment_id, reader)

    assert (await newsroom.now(comment)).attention is Attention.UNCHECKED


async def test_a_comment_that_reports_hid_stays_hidden_when_they_are_taken_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    await newsroom.report(comment, reader_id=reader, hold_at=1.0)

    assert await store.undo_report(SITE, comment.comment_id, reader)

    now = await newsroom.now(comment)
    assert (now.state, now.attention) == (State.HELD, Attention.REPORTED)


async def test_a_report_with_an_outcome_cannot_be_taken_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    reader = newsroom.reader_id()
    comment, _ = await newsroom.report(comment, reader_id=reader)
    await newsroom.rule(comment, Verdict.REMOVE)

    assert not await store.undo_report(SITE, comment.comment_id, reader)
    assert len(await store.reports(SITE, comment.comment_id)) == 1


async def test_reports_from_one_address_are_counted(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment, other = [await newsroom.post(story) for _ in range(2)]
    for address in ("here", "here", "there"):
        await newsroom.report(comment, address=address)
    await newsroom.report(other, address="here")

    assert await store.address_reports(SITE, comment.comment_id, "here") == 2
    assert await store.address_reports(SITE, comment.comment_id, "nowhere") == 0
    assert await store.address_reports(OTHER_SITE, comment.comment_id, "here") == 0


async def test_an_appeal_puts_the_comment_on_the_desk_once_for_each_ruling(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    rejected = await newsroom.post(story, state=State.REJECTED)
    appeal = newsroom.appeal(rejected)

    assert await store.add_appeal(appeal)
    assert not await store.add_appeal(newsroom.appeal(rejected))

    assert list(await store.appeals(SITE, rejected.comment_id)) == [appeal]
    now = await newsroom.now(rejected)
    assert (now.attention, now.attention_since) == (Attention.APPEALED, appeal.created_at)
    assert now.state is State.REJECTED

    again = await newsroom.rule(now, Verdict.REJECT)
    assert again.attention is None
    assert await store.add_appeal(newsroom.appeal(again))


async def test_of_many_appeals_at_once_one_is_kept(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    rejected = await newsroom.post(story, state=State.REJECTED)
    appeals = [newsroom.appeal(rejected) for _ in range(20)]

    kept = await asyncio.gather(*map(store.add_appeal, appeals))

    assert sum(kept) == 1


async def test_an_unknown_comment_cannot_be_appealed_for(
    store: AnyStore, newsroom: Newsroom
) -> None:
    draft, _ = newsroom.draft(await newsroom.story())

    with pytest.raises(NotFound):
        await store.add_appeal(newsroom.appeal(draft))
