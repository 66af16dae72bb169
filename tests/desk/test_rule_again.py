"""A stricter policy looks at what is public again, and takes down no more than a day may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from belowline.conversation.comment import Attention, Comment, Source, State, Verdict
from belowline.conversation.in_force import InForce
from belowline.desk.rule_again import Fate, RuleAgain
from belowline.moderation import Moderator, parse_policy
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Scripted
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

NOW = START + timedelta(hours=3)


class Desk:
    """A newsroom whose engine does what texts say, with so many removals a day."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.now = NOW

    async def again(self, *, limit: int = 100, since: datetime | None = None) -> Mapping[Fate, int]:
        """Look at everything that is public once more."""
        policy = parse_policy(f'extends = "no-tolerance"\nremovals_per_day = {limit}\n')
        again = RuleAgain(
            store=self.store,
            in_force=InForce(Moderator(policy, [Scripted()])),
            clock=lambda: self.now,
            new_id=self.newsroom.id,
        )
        found = await again(SITE, since=since, progress=lambda done, total: None)
        return {fate: count for fate, count in found.items() if count}

    async def posted(self, story: Story, text: str, *verdicts: Verdict) -> Comment:
        """Keep a public comment on which moderators ruled so."""
        comment = await self.newsroom.post(story, text=text)
        for verdict in verdicts:
            comment = await self.newsroom.rule(comment, verdict)
        return comment


@pytest.fixture
def desk() -> Desk:
    """Lend an empty newsroom."""
    return Desk()


@pytest.fixture
async def story(desk: Desk) -> Story:
    """Lend a story."""
    return await desk.newsroom.story()


async def test_what_the_policy_would_not_publish_today_waits_out_of_sight(
    desk: Desk, story: Story
) -> None:
    clean = await desk.posted(story, CLEAN)
    doubtful = await desk.posted(story, DOUBTFUL)
    forbidden = await desk.posted(story, FORBIDDEN)

    assert await desk.again() == {Fate.STAYS: 1, Fate.HELD: 2}

    assert await desk.newsroom.now(clean) == clean
    for each in (doubtful, forbidden):
        now = await desk.newsroom.now(each)
        ruling = (await desk.store.rulings(SITE, each.comment_id))[-1]
        assert (now.state, now.attention) == (State.HELD, Attention.HELD)
        assert (ruling.verdict, ruling.source) == (Verdict.HOLD, Source.ENGINE)
        assert ruling.findings


async def test_beyond_the_days_limit_it_is_only_flagged(desk: Desk, story: Story) -> None:
    posted = [await desk.posted(story, DOUBTFUL) for _ in range(5)]

    assert await desk.again(limit=2) == {Fate.HELD: 2, Fate.FLAGGED: 3}

    now = [await desk.newsroom.now(each) for each in posted]
    assert [each.state for each in now] == [State.HELD] * 2 + [State.PUBLISHED] * 3
    assert {each.attention for each in now} == {Attention.HELD}
    waiting = await desk.store.queue(SITE, after=None, limit=9, now=NOW)
    assert len(waiting) == 5


async def test_what_reports_hid_counts_towards_the_limit(desk: Desk, story: Story) -> None:
    reported = await desk.posted(story, CLEAN)
    await desk.newsroom.report(reported, hold_at=0.5)
    await desk.posted(story, DOUBTFUL)

    assert await desk.again(limit=1) == {Fate.FLAGGED: 1}


async def test_a_day_later_there_is_room_again_but_what_waits_is_left_to_people(
    desk: Desk, story: Story
) -> None:
    for _ in range(3):
        await desk.posted(story, DOUBTFUL)
    await desk.again(limit=1)
    await desk.posted(story, DOUBTFUL)
    desk.now = NOW + timedelta(hours=25)

    assert await desk.again(limit=1) == {Fate.SPARED: 2, Fate.HELD: 1}


async def test_what_a_person_ruled_on_stays(desk: Desk, story: Story) -> None:
    approved = await desk.posted(story, DOUBTFUL, Verdict.PUBLISH)
    # The author changed the words since; a person has been there all the same.
    edited = await desk.newsroom.edit(await desk.posted(story, CLEAN, Verdict.PUBLISH), DOUBTFUL)

    assert await desk.again() == {Fate.SPARED: 2}

    for each in (approved, edited):
        assert (await desk.newsroom.now(each)).state is State.PUBLISHED


async def test_only_what_was_written_since_then_is_looked_at(desk: Desk, story: Story) -> None:
    await desk.posted(story, DOUBTFUL)
    late = await desk.posted(story, DOUBTFUL)

    assert await desk.again(since=late.created_at) == {Fate.HELD: 1}


async def test_what_is_not_public_is_not_looked_at(desk: Desk, story: Story) -> None:
    await desk.newsroom.post(story, text=DOUBTFUL, state=State.HELD)
    await desk.posted(story, DOUBTFUL, Verdict.REMOVE)
    gone = await desk.posted(story, DOUBTFUL)
    await desk.store.withdraw(gone)

    assert await desk.again() == {}
