"""What every store promises about the reasons that authors are told, and about their appeals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Answer, Comment, Source, Verdict
from belowline.conversation.statement import Told
from belowline.kernel.ids import RulingId
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def told(comment: Comment, ruling_id: RulingId, digest: str = "d1", seconds: int = 0) -> Told:
    return Told(
        site_id=comment.site_id,
        ruling_id=ruling_id,
        comment_id=comment.comment_id,
        digest=digest,
        told_at=START + timedelta(seconds=seconds),
    )


async def test_an_author_is_told_of_a_ruling_once(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.post(await newsroom.story())

    first = await store.tell(told(comment, comment.ruling_id))
    again = await store.tell(told(comment, comment.ruling_id, seconds=9))

    assert again == first == told(comment, comment.ruling_id)
    assert await store.told(SITE, "d1") == first
    assert await store.told(SITE, "d2") is None
    assert await store.told(OTHER_SITE, "d1") is None


async def test_who_is_turned_away_is_told_as_the_comment_is_kept(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment, ruling = newsroom.draft(await newsroom.story())

    await store.add_comment(comment, ruling, told="d3")

    found = await store.told(SITE, "d3")
    assert found is not None
    assert (found.comment_id, found.ruling_id) == (comment.comment_id, ruling.ruling_id)
    assert found.told_at == ruling.created_at
    assert await store.tell(replace(found, digest="d4")) == found


async def test_what_a_moderator_tells_the_author_is_kept_with_the_ruling(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story())
    plain = newsroom.ruling(comment, Verdict.HOLD, Source.MODERATOR)
    spoken = newsroom.ruling(
        comment, Verdict.REMOVE, Source.MODERATOR, message="Be kind 😀.", asks_edit=True
    )

    for ruling in (plain, spoken):
        await store.add_ruling(await newsroom.now(comment), ruling, seen=comment.ruling_id)
        comment = await newsroom.now(comment)

    kept = await store.rulings(SITE, comment.comment_id)
    assert list(kept[1:]) == [plain, spoken]


@pytest.mark.parametrize(
    ("verdict", "clause", "answer"),
    [
        (Verdict.PUBLISH, None, Answer.REVERSED),
        (Verdict.REJECT, "spam", Answer.STANDS),
        (Verdict.REMOVE, "racism", Answer.CHANGED),
        (Verdict.HOLD, None, None),
    ],
)
async def test_an_appeal_is_answered_by_the_next_ruling_of_a_moderator(
    store: AnyStore,
    newsroom: Newsroom,
    verdict: Verdict,
    clause: str | None,
    answer: Answer | None,
) -> None:
    comment = await newsroom.post(await newsroom.story())
    removed = await newsroom.rule(comment, Verdict.REMOVE, clause="spam")
    await store.add_appeal(newsroom.appeal(removed))

    ruled = await newsroom.rule(await newsroom.now(removed), verdict, clause=clause)

    [appeal] = await store.appeals(SITE, comment.comment_id)
    assert appeal.answer is answer
    assert appeal.answered_by == (ruled.ruling_id if answer else None)
    given = await store.answers_since(SITE, comment.author.reader_id, START)
    assert list(given) == ([(answer, appeal.answered_at)] if answer else [])


async def test_answers_are_an_authors_own_and_not_too_old(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story, author = await newsroom.story(), (await newsroom.post(await newsroom.story())).author
    for _ in range(3):
        comment = await newsroom.post(story, author=author)
        removed = await newsroom.rule(comment, Verdict.REMOVE, clause="spam")
        await store.add_appeal(newsroom.appeal(removed))
        await newsroom.rule(await newsroom.now(removed), Verdict.REMOVE, clause="spam")

    given = await store.answers_since(SITE, author.reader_id, START)

    assert [answer for answer, _ in given] == [Answer.STANDS] * 3
    times = [at for _, at in given]
    assert times == sorted(times)
    later = await store.answers_since(SITE, author.reader_id, times[1])
    assert [at for _, at in later] == times[1:]
    assert not await store.answers_since(SITE, newsroom.reader_id(), START)
    assert not await store.answers_since(OTHER_SITE, author.reader_id, START)
