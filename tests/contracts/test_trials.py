"""What every store promises about what rules on trial saw."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.trials import TrialHit
from belowline.moderation import Finding, Mode
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def seen_by(*rules: str) -> tuple[Finding, ...]:
    """What rules on trial note: two words each, so that a rule may see something twice."""
    return tuple(
        Finding("spam", 0.0, at, at + 1, "phrases", "A sofa.", rule, Mode.SHADOW)
        for rule in rules
        for at in range(2)
    )


async def posted(newsroom: Newsroom, *rules: str, state: State = State.PUBLISHED) -> Comment:
    comment, ruling = newsroom.draft(await newsroom.story(), state=state)
    ruling = replace(ruling, shadows=seen_by(*rules))
    return await newsroom.store.add_comment(comment, ruling)


async def test_what_a_rule_saw_is_found_by_its_name_the_newest_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    first = await posted(newsroom, "sofas")
    second = await posted(newsroom, "sofas", "armchairs", state=State.HELD)
    await posted(newsroom, "armchairs")
    await posted(newsroom)

    hits = await store.trial_hits(SITE, "sofas", since=START, limit=9)

    assert [(hit.comment_id, hit.verdict) for hit in hits] == [
        (second.comment_id, Verdict.HOLD),
        (first.comment_id, Verdict.PUBLISH),
    ]
    (ruling,) = await store.rulings(SITE, first.comment_id)
    assert hits[1] == TrialHit(
        comment_id=first.comment_id,
        verdict=Verdict.PUBLISH,
        policy_version="policy-1",
        created_at=ruling.created_at,
    )
    assert len(ruling.shadows) == 2


async def test_no_more_is_read_than_asked_for_and_nothing_older(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await posted(newsroom, "sofas")
    late = await posted(newsroom, "sofas")
    (ruling,) = await store.rulings(SITE, late.comment_id)

    newest = await store.trial_hits(SITE, "sofas", since=START, limit=1)
    since = await store.trial_hits(SITE, "sofas", since=ruling.created_at, limit=9)
    later = ruling.created_at + timedelta(seconds=1)

    assert [hit.comment_id for hit in newest] == [late.comment_id]
    assert [hit.comment_id for hit in since] == [late.comment_id]
    assert await store.trial_hits(SITE, "sofas", since=later, limit=9) == []
    assert await store.trial_hits(OTHER_SITE, "sofas", since=START, limit=9) == []
