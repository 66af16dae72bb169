"""What every store promises about all that is kept about some comments."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Source, State, Verdict
from belowline.conversation.threads import ThreadMode, ThreadOrder
from belowline.kernel.ids import ReaderId
from tests.contracts.newsroom import SITE, AnyStore, Newsroom
from tests.contracts.test_escalations import escalation

pytestmark = pytest.mark.anyio


async def test_each_comment_has_its_own_and_nothing_of_its_neighbour(
    store: AnyStore, newsroom: Newsroom
) -> None:
    busy, quiet = await newsroom.story(), await newsroom.story(headline="Nothing happens")
    root = await newsroom.post(busy)
    reply = await newsroom.post(busy, root, author=root.author)
    alone = await newsroom.post(quiet, state=State.HELD)
    await newsroom.report(reply)
    spoken = newsroom.ruling(reply, Verdict.PUBLISH, Source.MODERATOR, message="Fine.")
    await store.add_ruling(replace(reply, ruling_id=spoken.ruling_id), spoken, seen=reply.ruling_id)
    await store.add_notice(newsroom.notice(reply))
    asked = escalation(newsroom, await newsroom.now(alone))
    await store.escalate(asked)
    order = ThreadOrder(
        site_id=SITE,
        order_id=newsroom.id(),
        story_id=quiet.story_id,
        mode=ThreadMode.HELD,
        by=ReaderId("moderator"),
        by_name="Mo",
        created_at=newsroom.moment(),
    )
    await store.order_thread(order)

    comments = [await newsroom.now(each) for each in (reply, alone)]
    found = await store.gather(SITE, comments)

    assert set(found) == {reply.comment_id, alone.comment_id}
    first, second = found[reply.comment_id], found[alone.comment_id]
    assert (first.story, second.story) == (
        *(await newsroom.story_now(busy), await newsroom.story_now(quiet)),
    )
    assert first.parent == await newsroom.now(root)
    assert second.parent is None
    assert (first.author_published, second.author_published) == (2, 0)
    assert [each.message for each in first.rulings] == [None, "Fine."]
    assert list(first.reports) == list(await store.reports(SITE, reply.comment_id))
    assert list(first.notices) == list(await store.notices(SITE, reply.comment_id))
    assert (list(second.reports), list(second.notices), list(second.appeals)) == ([], [], [])
    assert (list(first.escalations), list(second.escalations)) == ([], [asked])
    assert (first.thread_order, second.thread_order) == (None, order)


async def test_the_revision_to_judge_is_the_edit_that_waits(
    store: AnyStore, newsroom: Newsroom
) -> None:
    public = await newsroom.post(await newsroom.story())
    await newsroom.edit(public, "New words.", pending=2, revision=1, text=public.text)

    now = await newsroom.now(public)
    found = await store.gather(SITE, [now])

    assert found[public.comment_id].judged.text == "New words."


async def test_what_was_taken_back_stands_apart(store: AnyStore, newsroom: Newsroom) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    ruled = await newsroom.rule(held, Verdict.REJECT)
    await store.undo(SITE, held.comment_id, ruled.ruling_id, at=newsroom.moment())
    rejected = await newsroom.post(await newsroom.story(), state=State.REJECTED)
    appeal = newsroom.appeal(rejected)
    await store.add_appeal(appeal)

    comments = [await newsroom.now(each) for each in (held, rejected)]
    found = await store.gather(SITE, comments)

    assert [each.ruling_id for each in found[held.comment_id].rulings] == [held.ruling_id]
    assert [each.ruling_id for each in found[held.comment_id].undone] == [ruled.ruling_id]
    assert list(found[rejected.comment_id].appeals) == [appeal]


async def test_nothing_is_asked_about_nothing(store: AnyStore) -> None:
    assert dict(await store.gather(SITE, [])) == {}
