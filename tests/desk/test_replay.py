"""An editor sees what another policy would change before it holds for anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from belowline.conversation.comment import Author, Comment, State, Verdict
from belowline.conversation.post import RECENT_TEXTS
from belowline.desk.comparison import Agreement, Change, Comparison
from belowline.desk.judges import JudgesHere
from belowline.desk.replay import Replay
from belowline.desk.told import PAGE
from belowline.moderation import (
    Action,
    Detector,
    Facts,
    Moderator,
    parse_policy,
    shipped_policy_text,
)
from belowline.moderation.detectors.phrases import Phrases
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Scripted
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

MILD = 'extends = "no-tolerance"\n[clause.profanity]\nhold_at = 0.9\nreject_at = "never"\n'
RULES = """
[[phrases]]
name = "points"
clause = "spam"
phrases = ["point"]
mode = "shadow"
[[phrases]]
name = "fairness"
clause = "discourtesy"
phrases = ["fair"]
mode = "reject"
[[phrases]]
name = "nowhere"
clause = "spam"
phrases = ["xyzzy"]
"""


class Desk:
    """A newsroom with comments, an engine that does what texts say, and somebody who replays."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.scripted = Scripted()
        self.progress: list[tuple[int, int]] = []

    def moderator(self, text: str) -> Moderator:
        """Return an engine of two detectors, by the policy in the text."""
        policy = parse_policy(text)
        detectors: list[Detector] = [self.scripted, Phrases(policy)]
        return Moderator(policy, detectors)

    async def posted(self, story: Story, text: str, *verdicts: Verdict, **facts: Any) -> Comment:
        """Keep a comment on which moderators ruled so."""
        comment = await self.newsroom.post(story, text=text, **facts)
        for verdict in verdicts:
            comment = await self.newsroom.rule(comment, verdict)
        return comment

    async def replayed(
        self, proposed: str, *, since: datetime | None = None, examples: int = 10
    ) -> Comparison:
        """Compare a policy with the shipped one."""
        policies = shipped_policy_text(), proposed
        replay = Replay(
            store=self.store,
            judges=JudgesHere([self.moderator(each) for each in policies]),
            current=parse_policy(shipped_policy_text()),
            proposed=parse_policy(proposed),
        )
        return await replay(
            SITE,
            since=since,
            examples=examples,
            progress=lambda done, total: self.progress.append((done, total)),
        )


@pytest.fixture
def desk() -> Desk:
    """Lend an empty newsroom."""
    return Desk()


@pytest.fixture
async def story(desk: Desk) -> Story:
    """Lend a story."""
    return await desk.newsroom.story()


async def test_the_same_policy_changes_nothing(desk: Desk, story: Story) -> None:
    for text in (CLEAN, DOUBTFUL, FORBIDDEN):
        await desk.posted(story, text)

    found = await desk.replayed('extends = "no-tolerance"')

    assert (found.comments, found.changes, found.by_clause, found.examples) == (3, {}, {}, ())


async def test_what_changes_is_counted_by_clause(desk: Desk, story: Story) -> None:
    for text in (CLEAN, CLEAN, DOUBTFUL, DOUBTFUL, DOUBTFUL, FORBIDDEN):
        await desk.posted(story, text)

    found = await desk.replayed(MILD)

    held, rejected = Change(Action.HOLD, Action.PUBLISH), Change(Action.REJECT, Action.HOLD)
    assert found.changes == {held: 3, rejected: 1}
    assert found.by_clause == {"profanity": {held: 3, rejected: 1}}


async def test_what_becomes_milder_is_counted_under_what_was_in_its_way(
    desk: Desk, story: Story
) -> None:
    await desk.posted(story, "A fair and forbidden point.")
    held = RULES.replace('"reject"', '"hold"')

    found = await desk.replayed(MILD + held)

    assert found.by_clause == {"profanity": {Change(Action.REJECT, Action.HOLD): 1}}


async def test_what_becomes_stricter_is_counted_under_the_clauses_that_make_it_so(
    desk: Desk, story: Story
) -> None:
    await desk.posted(story, "A fair point.")
    text = shipped_policy_text() + RULES.replace('mode = "shadow"', 'mode = "reject"')

    found = await desk.replayed(text)

    change = Change(Action.PUBLISH, Action.REJECT)
    assert found.changes == {change: 1}
    assert found.by_clause == {"spam": {change: 1}, "discourtesy": {change: 1}}
    assert set(found.examples[0].clauses) == {"spam", "discourtesy"}


async def test_rulings_are_held_against_what_moderators_decided(desk: Desk, story: Story) -> None:
    await desk.posted(story, CLEAN, Verdict.PUBLISH)
    await desk.posted(story, CLEAN, Verdict.REMOVE)
    await desk.posted(story, DOUBTFUL, Verdict.PUBLISH)
    await desk.posted(story, DOUBTFUL, Verdict.PUBLISH, Verdict.REJECT)
    await desk.posted(story, FORBIDDEN, Verdict.REJECT)
    await desk.posted(story, FORBIDDEN, Verdict.PUBLISH)
    await desk.posted(story, FORBIDDEN, Verdict.HOLD)
    await desk.posted(story, FORBIDDEN)

    found = await desk.replayed(MILD)

    assert found.current == Agreement(same=2, person=2, opposite=2)
    assert found.proposed == Agreement(same=2, person=2, opposite=2)
    assert found.current.decided == 6
    assert [each.verdict for each in found.examples if each.text == FORBIDDEN] == [
        Verdict.REJECT,
        Verdict.PUBLISH,
        Verdict.HOLD,
        None,
    ]


async def test_every_rule_tells_how_often_it_holds_and_what_became_of_those(
    desk: Desk, story: Story
) -> None:
    await desk.posted(story, "A point, a point, and a point.", Verdict.PUBLISH)
    await desk.posted(story, "A doubtful point.", Verdict.REJECT)
    await desk.posted(story, "A forbidden point.")
    await desk.posted(story, "It is fair.", Verdict.REMOVE)

    found = await desk.replayed(shipped_policy_text() + RULES)

    assert [
        (each.rule.name, each.rule.mode, each.comments, each.approved, each.turned_away)
        for each in found.rules
    ] == [
        ("points", "shadow", 3, 1, 1),
        ("fairness", "reject", 1, 0, 1),
        ("nowhere", "hold", 0, 0, 0),
    ]
    assert found.changes == {Change(Action.PUBLISH, Action.REJECT): 1}


async def test_examples_show_the_rare_beside_the_frequent(desk: Desk, story: Story) -> None:
    for _ in range(20):
        await desk.posted(story, DOUBTFUL)
    rare = await desk.posted(story, FORBIDDEN)

    three = (await desk.replayed(MILD, examples=3)).examples
    none = (await desk.replayed(MILD, examples=0)).examples

    assert sorted(each.text for each in three) == [DOUBTFUL, DOUBTFUL, FORBIDDEN]
    assert rare.comment_id in {each.comment_id for each in three}
    assert none == ()


async def test_what_could_not_be_checked_is_told(desk: Desk, story: Story) -> None:
    await desk.posted(story, "A point that breaks the engine.")
    await desk.posted(story, CLEAN)

    found = await desk.replayed(MILD)

    assert (found.comments, found.unchecked, found.changes) == (2, 1, {})


async def test_the_engine_is_told_what_it_was_told_at_first(desk: Desk) -> None:
    story = await desk.newsroom.story(headline="H", standfirst="", body="B")
    author = Author(reader_id=desk.newsroom.reader_id(), name="Ada", role=Role.MEMBER)
    parent = await desk.posted(story, "The parent.", author=author)
    for number in range(RECENT_TEXTS + 1):
        await desk.posted(story, f"Text {number}.", author=author, state=State.PUBLISHED)
    comment = await desk.newsroom.post(story, parent, text="The last.", author=author)

    await desk.replayed(MILD)

    facts = desk.scripted.facts_of(comment.text)
    recent = tuple(f"Text {number}." for number in range(RECENT_TEXTS, 0, -1))
    assert facts == Facts("The last.", story.words, "The parent.", RECENT_TEXTS + 2, recent)


async def test_every_page_is_read_and_told_of(desk: Desk, story: Story) -> None:
    posted = [await desk.posted(story, CLEAN) for _ in range(2 * PAGE + 1)]

    found = await desk.replayed(MILD)

    assert found.comments == len(posted)
    assert (found.first, found.last) == (posted[0].created_at, posted[-1].created_at)
    assert desk.progress == [(done, len(posted)) for done in (PAGE, 2 * PAGE, 2 * PAGE + 1)]


async def test_only_what_was_posted_since_then_is_ruled_on(desk: Desk, story: Story) -> None:
    await desk.posted(story, DOUBTFUL)
    late = await desk.posted(story, DOUBTFUL)

    found = await desk.replayed(MILD, since=late.created_at)
    nothing = await desk.replayed(MILD, since=late.created_at + timedelta(days=1))

    assert [each.comment_id for each in found.examples] == [late.comment_id]
    assert (nothing.comments, nothing.first, nothing.last) == (0, None, None)


async def test_nothing_is_kept_of_it(desk: Desk, story: Story) -> None:
    comment = await desk.posted(story, DOUBTFUL, Verdict.HOLD)
    last = await desk.store.last_event(SITE)
    rulings = await desk.store.rulings(SITE, comment.comment_id)

    await desk.replayed(MILD)

    assert await desk.newsroom.now(comment) == comment
    assert await desk.store.rulings(SITE, comment.comment_id) == rulings
    assert await desk.store.last_event(SITE) == last
