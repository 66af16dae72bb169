"""What every store promises about notices of illegal content."""

import pytest

from belowline.conversation.comment import Attention, State, Verdict
from belowline.kernel.errors import NotFound
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_notice_puts_the_comment_on_the_desk_and_comes_back_as_it_was(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    named = newsroom.notice(comment)
    nameless = newsroom.notice(comment, name=None, email=None, is_about_abuse=True, law="")

    for notice in (named, nameless):
        await store.add_notice(notice)

    assert list(await store.notices(SITE, comment.comment_id)) == [named, nameless]
    assert await store.notice_by(SITE, named.digest) == named
    assert await store.notice_by(OTHER_SITE, named.digest) is None
    assert await store.notice_by(SITE, "another") is None
    now = await newsroom.now(comment)
    assert (now.state, now.attention) == (State.PUBLISHED, Attention.ILLEGAL)
    assert now.attention_since == named.created_at
    assert now.report_weight == 0.0


async def test_a_notice_outranks_what_the_comment_waits_for_and_keeps_its_place(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)

    await store.add_notice(newsroom.notice(held))

    now = await newsroom.now(held)
    assert (now.attention, now.attention_since) == (Attention.ILLEGAL, held.attention_since)


@pytest.mark.parametrize(
    ("verdict", "is_answered"),
    [(Verdict.PUBLISH, True), (Verdict.REMOVE, True), (Verdict.HOLD, False)],
)
async def test_a_moderators_ruling_answers_a_notice(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict, is_answered: bool
) -> None:
    comment = await newsroom.post(await newsroom.story())
    await store.add_notice(newsroom.notice(comment))

    ruled = await newsroom.rule(await newsroom.now(comment), verdict, clause="illegal")

    [notice] = await store.notices(SITE, comment.comment_id)
    assert notice.answered_by == (ruled.ruling_id if is_answered else None)
    assert (notice.answered_at is not None) == is_answered


async def test_a_later_ruling_answers_only_what_came_since(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    await store.add_notice(newsroom.notice(comment))
    first = await newsroom.rule(await newsroom.now(comment), Verdict.PUBLISH)
    await store.add_notice(newsroom.notice(comment))
    second = await newsroom.rule(await newsroom.now(comment), Verdict.REMOVE, clause="illegal")

    answered = [each.answered_by for each in await store.notices(SITE, comment.comment_id)]

    assert answered == [first.ruling_id, second.ruling_id]


async def test_a_report_that_is_taken_back_leaves_a_notice_on_the_desk(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    reporter = newsroom.reader_id()
    await newsroom.report(comment, reader_id=reporter)
    await store.add_notice(newsroom.notice(comment))

    assert await store.undo_report(SITE, comment.comment_id, reporter)

    assert (await newsroom.now(comment)).attention is Attention.ILLEGAL


async def test_nothing_is_put_on_the_desk_where_there_is_nothing_left(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    withdrawn = await newsroom.post(story)
    await store.withdraw(withdrawn)
    await store.add_notice(newsroom.notice(withdrawn))

    assert (await newsroom.now(withdrawn)).attention is None
    draft, _ = newsroom.draft(story)
    with pytest.raises(NotFound):
        await store.add_notice(newsroom.notice(draft))
