"""What every store promises about comments that are handed to the editors."""

from dataclasses import replace
from typing import Any

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.audit import Act
from belowline.desk.audit_log import VerifyLog
from belowline.desk.escalations import Escalation
from belowline.desk.filters import Filters, WithEditors
from belowline.kernel.errors import Conflict, NotFound
from belowline.kernel.ids import ReaderId, RulingId
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def escalation(newsroom: Newsroom, comment: Comment, **facts: Any) -> Escalation:
    asked = Escalation(
        site_id=comment.site_id,
        escalation_id=newsroom.id(),
        comment_id=comment.comment_id,
        ruling_id=comment.ruling_id,
        by=ReaderId("moderator"),
        by_name="Mo",
        note="Is this satire? 😀",
        created_at=newsroom.moment(),
    )
    return replace(asked, **facts)


async def size(store: AnyStore, newsroom: Newsroom, escalated: WithEditors) -> int:
    filters = Filters(escalated=escalated)
    return await store.queue_size(SITE, filters=filters, now=newsroom.moment())


async def test_what_is_handed_over_is_kept_and_waits_with_the_editors(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    held = await newsroom.post(story, state=State.HELD)
    await newsroom.post(story, state=State.HELD)
    asked = escalation(newsroom, held)

    await store.escalate(asked)

    found = await store.escalations(SITE, [held.comment_id])
    assert list(found[held.comment_id]) == [asked]
    assert await newsroom.now(held) == held
    waiting = await store.queue(
        SITE,
        filters=Filters(escalated=WithEditors.YES),
        after=None,
        limit=5,
        now=newsroom.moment(),
    )
    assert [each.comment.comment_id for each in waiting] == [held.comment_id]
    assert await size(store, newsroom, WithEditors.NO) == 1


async def test_a_ruling_answers_it_and_its_undo_asks_again(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    await store.escalate(escalation(newsroom, held))

    ruled = await newsroom.rule(held, Verdict.PUBLISH)
    answered = (await store.escalations(SITE, [held.comment_id]))[held.comment_id]
    await store.undo(SITE, held.comment_id, ruled.ruling_id, at=newsroom.moment())
    again = (await store.escalations(SITE, [held.comment_id]))[held.comment_id]

    assert [each.answered_by for each in answered] == [ruled.ruling_id]
    assert [each.answered_by for each in again] == [None]
    assert await size(store, newsroom, WithEditors.YES) == 1


async def test_an_editor_is_asked_once_at_a_time(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    await store.escalate(escalation(newsroom, held))

    with pytest.raises(Conflict) as error:
        await store.escalate(escalation(newsroom, held))

    assert error.value.code == "escalated-already"


async def test_who_saw_an_older_ruling_looks_again(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)

    with pytest.raises(Conflict) as error:
        await store.escalate(escalation(newsroom, held, ruling_id=RulingId(newsroom.id())))

    assert error.value.code == "ruled-meanwhile"


async def test_nothing_waits_so_nobody_is_asked(store: AnyStore, newsroom: Newsroom) -> None:
    public = await newsroom.post(await newsroom.story())

    with pytest.raises(Conflict) as error:
        await store.escalate(escalation(newsroom, public))
    with pytest.raises(NotFound):
        await store.escalate(escalation(newsroom, public, comment_id=newsroom.id()))

    assert error.value.code == "not-waiting"


async def test_it_is_taken_back_and_the_log_keeps_both(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    asked = escalation(newsroom, held)
    await store.escalate(asked)

    await store.take_back_escalation(SITE, asked.escalation_id, at=newsroom.moment())

    found = await store.escalations(SITE, [held.comment_id])
    assert list(found.get(held.comment_id, ())) == []
    made, back = await store.entries(SITE, after=0, limit=5)
    assert (made.act, back.act) == (Act.ESCALATION, Act.ESCALATION)
    assert (made.facts["taken back"], back.facts["taken back"]) == (0, 1)
    assert asked.note not in made.details
    assert (await VerifyLog(store=store)(SITE)).faults == 0
    with pytest.raises(Conflict):
        await store.take_back_escalation(SITE, asked.escalation_id, at=newsroom.moment())


async def test_what_an_editor_ruled_on_is_not_taken_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    asked = escalation(newsroom, held)
    await store.escalate(asked)
    await newsroom.rule(held, Verdict.PUBLISH)

    with pytest.raises(Conflict):
        await store.take_back_escalation(SITE, asked.escalation_id, at=newsroom.moment())


async def test_a_reader_who_thinks_better_of_a_report_takes_nothing_from_the_editors(
    store: AnyStore, newsroom: Newsroom
) -> None:
    public = await newsroom.post(await newsroom.story())
    reporter = newsroom.reader_id()
    reported, _ = await newsroom.report(public, reader_id=reporter)
    await store.escalate(escalation(newsroom, reported))

    await store.undo_report(SITE, public.comment_id, reporter)

    assert await size(store, newsroom, WithEditors.YES) == 1
