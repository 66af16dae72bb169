"""What every store promises about rulings that are taken back."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Attention, Comment, Source, State, Verdict
from belowline.conversation.statement import Told
from belowline.desk.audit import Act, ruling_digest
from belowline.desk.audit_log import VerifyLog
from belowline.desk.filters import NO_FILTERS
from belowline.kernel.errors import Conflict
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def taken_back(store: AnyStore, newsroom: Newsroom, ruled: Comment) -> Comment:
    return await store.undo(SITE, ruled.comment_id, ruled.ruling_id, at=newsroom.moment())


@pytest.mark.parametrize("verdict", [Verdict.PUBLISH, Verdict.REJECT, Verdict.HOLD])
async def test_a_held_comment_is_as_it_was(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict
) -> None:
    story = await newsroom.story()
    held = await newsroom.post(story, state=State.HELD)
    ruled = await newsroom.rule(held, verdict)

    after = await taken_back(store, newsroom, ruled)

    now = await newsroom.now(held)
    assert now == after
    was_public = verdict is Verdict.PUBLISH
    assert (now.state, now.attention, now.attention_since, now.ruling_id, now.was_public) == (
        *(State.HELD, Attention.HELD, held.attention_since, held.ruling_id, was_public),
    )
    assert (await newsroom.story_now(story)).comment_count == 0
    assert await store.queue_size(SITE, filters=NO_FILTERS, now=newsroom.moment()) == 1
    assert [each.ruling_id for each in await store.rulings(SITE, held.comment_id)] == [
        held.ruling_id
    ]
    assert [each.ruling_id for each in await store.undone(SITE, held.comment_id)] == [
        ruled.ruling_id
    ]
    assert await store.check_counters(SITE) == []


async def test_reports_wait_again_and_reporters_have_their_record_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    public = await newsroom.post(await newsroom.story())
    reporter = await newsroom.reader()
    reported, _ = await newsroom.report(public, reader_id=reporter.reader_id)
    ruled = await newsroom.rule(reported, Verdict.REMOVE)
    assert [each.outcome for each in await store.reports(SITE, public.comment_id)] == ["upheld"]

    await taken_back(store, newsroom, ruled)

    now = await newsroom.now(public)
    assert (now.state, now.attention, now.report_weight) == (
        *(State.PUBLISHED, Attention.REPORTED, 1.0),
    )
    assert [each.outcome for each in await store.reports(SITE, public.comment_id)] == [None]
    assert await store.reader(SITE, reporter.reader_id) == reporter


async def test_an_appeal_waits_again_and_an_older_one_keeps_its_outcome(
    store: AnyStore, newsroom: Newsroom
) -> None:
    rejected = await newsroom.post(await newsroom.story(), state=State.REJECTED)
    await store.add_appeal(newsroom.appeal(rejected))
    again = await newsroom.rule(await newsroom.now(rejected), Verdict.REJECT)
    await store.add_appeal(newsroom.appeal(again))
    ruled = await newsroom.rule(await newsroom.now(again), Verdict.PUBLISH)

    await taken_back(store, newsroom, ruled)

    outcomes = [each.outcome for each in await store.appeals(SITE, rejected.comment_id)]
    assert outcomes == ["dismissed", None]
    assert (await newsroom.now(rejected)).state is State.REJECTED


async def test_who_ruled_anew_meanwhile_is_not_overruled(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    first = await newsroom.rule(held, Verdict.REJECT)
    await newsroom.rule(first, Verdict.PUBLISH)

    with pytest.raises(Conflict, match="meanwhile"):
        await taken_back(store, newsroom, first)
    with pytest.raises(Conflict, match="meanwhile"):
        await taken_back(store, newsroom, held)  # the engine's

    assert (await newsroom.now(held)).state is State.PUBLISHED


async def test_a_ruling_is_taken_back_once(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    ruled = await newsroom.rule(held, Verdict.REJECT)
    await taken_back(store, newsroom, ruled)

    with pytest.raises(Conflict):
        await taken_back(store, newsroom, ruled)


async def test_what_was_taken_back_teaches_nothing(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    await taken_back(store, newsroom, await newsroom.rule(held, Verdict.REJECT, clause="spam"))

    decisions = await store.decisions(SITE, [held.comment_id])
    written = await store.written(SITE, since=None, after=None, limit=5)

    assert decisions[held.comment_id].verdict is None
    assert [each.verdict for each in written] == [None]


async def test_the_log_tells_of_both_and_still_holds(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    spoken = newsroom.ruling(held, Verdict.REJECT, Source.MODERATOR, message="No adverts.")
    rejected = replace(held, state=State.REJECTED, attention=None, attention_since=None)
    ruled = await store.add_ruling(rejected, spoken, seen=held.ruling_id)

    await taken_back(store, newsroom, ruled)

    made, undone = await store.entries(SITE, after=0, limit=5)
    (ruling,) = await store.undone(SITE, held.comment_id)
    assert (made.act, undone.act) == (Act.RULING, Act.UNDO)
    assert (undone.by, undone.subject) == (ruling.by, held.comment_id)
    assert (undone.facts["ruling"], undone.facts["record"]) == (
        *(ruled.ruling_id, ruling_digest(ruling)),
    )
    assert ruling.message == "No adverts."
    assert (await VerifyLog(store=store)(SITE)).faults == 0


async def test_the_author_is_told_of_it_no_longer(store: AnyStore, newsroom: Newsroom) -> None:
    public = await newsroom.post(await newsroom.story())
    ruled = await newsroom.rule(public, Verdict.REMOVE)
    told = Told(
        site_id=SITE,
        ruling_id=ruled.ruling_id,
        comment_id=public.comment_id,
        digest="d1",
        told_at=newsroom.moment(),
    )
    await store.tell(told)

    await taken_back(store, newsroom, ruled)

    assert await store.told(SITE, "d1") is None


async def test_a_notice_waits_again_for_its_answer(store: AnyStore, newsroom: Newsroom) -> None:
    public = await newsroom.post(await newsroom.story())
    await store.add_notice(newsroom.notice(public))
    ruled = await newsroom.rule(await newsroom.now(public), Verdict.PUBLISH)
    (answered,) = await store.notices(SITE, public.comment_id)
    assert answered.answered_by == ruled.ruling_id

    await taken_back(store, newsroom, ruled)

    (notice,) = await store.notices(SITE, public.comment_id)
    assert (notice.answered_by, notice.answered_at) == (None, None)
    assert (await newsroom.now(public)).attention is Attention.ILLEGAL


async def test_a_notice_that_came_since_waits_as_well(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    ruled = await newsroom.rule(held, Verdict.PUBLISH)
    await store.add_notice(newsroom.notice(ruled))

    await taken_back(store, newsroom, ruled)

    now = await newsroom.now(held)
    assert (now.state, now.attention) == (State.HELD, Attention.ILLEGAL)


async def test_an_appeals_answer_is_gone(store: AnyStore, newsroom: Newsroom) -> None:
    rejected = await newsroom.post(await newsroom.story(), state=State.REJECTED)
    appeal = newsroom.appeal(rejected)
    await store.add_appeal(appeal)
    ruled = await newsroom.rule(await newsroom.now(rejected), Verdict.PUBLISH)

    await taken_back(store, newsroom, ruled)

    assert list(await store.appeals(SITE, rejected.comment_id)) == [appeal]
    since = appeal.created_at
    assert list(await store.answers_since(SITE, appeal.reader_id, since)) == []


async def test_what_its_author_has_appealed_against_stands(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    ruled = await newsroom.rule(held, Verdict.REJECT)
    await store.add_appeal(newsroom.appeal(ruled))

    with pytest.raises(Conflict) as error:
        await taken_back(store, newsroom, ruled)

    assert error.value.code == "appealed-meanwhile"
    assert (await newsroom.now(held)).state is State.REJECTED
