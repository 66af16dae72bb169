"""What every store promises to those who learn from what people decided."""

from dataclasses import replace
from typing import Any

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.ports import Decision
from belowline.kernel.ids import CommentId
from belowline.moderation import Finding, Mode
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

UNDECIDED = Decision(
    verdict=None, clause=None, suspected=frozenset(), is_contested=False, is_quiet=False
)


async def decision(store: AnyStore, comment: Comment) -> Decision:
    """Return what people made of the comment."""
    found = await store.decisions(comment.site_id, [comment.comment_id])
    assert list(found) == [comment.comment_id]
    return found[comment.comment_id]


async def posted(store: AnyStore, newsroom: Newsroom, *clauses: str, **facts: Any) -> Comment:
    """Keep a comment in which the engine suspected so much."""
    comment, ruling = newsroom.draft(await newsroom.story(), **facts)
    findings = tuple(Finding(clause, 0.3, None, None, "words", "Words.") for clause in clauses)
    return await store.add_comment(comment, replace(ruling, findings=findings))


async def test_the_last_word_of_a_moderator_comes_with_its_clause(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await posted(store, newsroom, state=State.HELD)
    assert await decision(store, comment) == UNDECIDED

    comment = await newsroom.rule(comment, Verdict.REJECT, clause="racism")
    first = await decision(store, comment)
    comment = await newsroom.rule(comment, Verdict.PUBLISH)
    last = await decision(store, comment)

    assert first == replace(UNDECIDED, verdict=Verdict.REJECT, clause="racism")
    assert last == replace(UNDECIDED, verdict=Verdict.PUBLISH)


async def test_what_was_decided_of_other_words_does_not_count(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await posted(store, newsroom, "racism", state=State.HELD)
    comment = await newsroom.rule(comment, Verdict.REJECT, clause="racism")
    comment = await newsroom.edit(comment, "Other words")

    found = await decision(store, comment)

    # The engine's ruling on the edit has a finding of its own.
    assert found == replace(UNDECIDED, suspected=frozenset({"spam"}))


async def test_what_the_engine_and_readers_suspected_is_told(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment, ruling = newsroom.draft(await newsroom.story(), state=State.HELD)
    shadow = Finding("spam", 0.0, None, None, "phrases", "Ours.", "sofas", Mode.SHADOW)
    found = Finding("violence", 0.2, 0, 4, "threats", "Words.")
    comment = await store.add_comment(
        comment, replace(ruling, findings=(found,), shadows=(shadow,))
    )
    await newsroom.report(comment, reason="doxing")
    await newsroom.report(comment, reason="illegal")

    suspected = (await decision(store, comment)).suspected

    assert suspected == {"violence", "spam", "doxing", "illegal"}


async def test_an_appeal_that_waits_contests_the_ruling(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await posted(store, newsroom, state=State.HELD)
    comment = await newsroom.rule(comment, Verdict.REJECT, clause="spam")
    assert await store.add_appeal(newsroom.appeal(comment))
    contested = await decision(store, comment)

    await newsroom.rule(await newsroom.now(comment), Verdict.PUBLISH)
    settled = await decision(store, comment)

    assert (contested.verdict, contested.is_contested) == (Verdict.REJECT, True)
    assert (settled.verdict, settled.is_contested) == (Verdict.PUBLISH, False)


async def test_a_public_comment_on_which_nobody_said_a_word_is_quiet(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await posted(store, newsroom)
    assert await decision(store, comment) == replace(UNDECIDED, is_quiet=True)

    await store.like(SITE, comment.comment_id, newsroom.reader_id())
    assert (await decision(store, comment)).is_quiet

    await newsroom.report(comment)
    assert not (await decision(store, comment)).is_quiet


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.REMOVED])
async def test_what_is_not_public_is_not_quiet(
    store: AnyStore, newsroom: Newsroom, state: State
) -> None:
    assert await decision(store, await posted(store, newsroom, state=state)) == UNDECIDED


async def test_what_a_moderator_approved_is_not_quiet(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.rule(await posted(store, newsroom), Verdict.PUBLISH)
    assert not (await decision(store, comment)).is_quiet

    edited = await newsroom.edit(comment, "Other words")
    assert not (await decision(store, edited)).is_quiet


async def test_words_that_wait_behind_public_ones_are_not_quiet(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await posted(store, newsroom)
    await newsroom.edit(comment, "Second", text=comment.text, revision=1, pending=2)

    assert not (await decision(store, comment)).is_quiet


async def test_comments_are_told_apart_and_so_are_sites(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comments = [await posted(store, newsroom, clause) for clause in ("spam", "racism", "doxing")]
    elsewhere = await newsroom.post(await newsroom.story(site_id=OTHER_SITE))
    ids = [each.comment_id for each in comments]

    found = await store.decisions(SITE, [*ids, elsewhere.comment_id, CommentId("nobody's")])

    assert {each: found[each].suspected for each in ids} == {
        ids[0]: {"spam"},
        ids[1]: {"racism"},
        ids[2]: {"doxing"},
    }
    assert set(found) == set(ids)
    assert await store.decisions(SITE, []) == {}
