"""A stricter policy looks at what is public again, and takes down no more than a day may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from belowline.conversation.comment import Attention, Comment, Source, State, Verdict
from belowline.desk.judges import Asked, JudgesHere, Rulings
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.rule_again import RuleAgain
from belowline.desk.second_look import Fate, SecondLook
from belowline.desk.told import PAGE
from belowline.kernel.errors import Conflict
from belowline.moderation import ENGINE_VERSION, Moderator, parse_policy
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
        self.begun: list[tuple[SecondLook, SecondLook | None]] = []

    async def again(
        self,
        *,
        limit: int = 100,
        since: datetime | None = None,
        breaks_after: int | None = None,
        anew: bool = False,
    ) -> Mapping[Fate, int]:
        """Look at everything that is public once more, or at so many pages."""
        policy = parse_policy(f'extends = "no-tolerance"\nremovals_per_day = {limit}\n')
        engine = Moderator(policy, [Scripted()])
        again = RuleAgain(
            store=self.store,
            judges=JudgesHere([engine]) if breaks_after is None else Broken(engine, breaks_after),
            policy=policy,
            engine_version=ENGINE_VERSION,
            clock=lambda: self.now,
            new_id=self.newsroom.id,
        )
        found = await again(
            SITE,
            since=since,
            progress=lambda done, total: None,
            begun=lambda look, given_up: self.begun.append((look, given_up)),
            anew=anew,
        )
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


async def test_a_refused_edit_takes_nothing_down_that_readers_see(desk: Desk, story: Story) -> None:
    comment = await desk.posted(story, CLEAN)
    await desk.newsroom.edit(comment, FORBIDDEN, text=CLEAN, revision=1)

    assert await desk.again() == {Fate.STAYS: 1}


class Broken(JudgesHere):
    """Judges of whom nothing is heard again after some pages."""

    def __init__(self, moderator: Moderator, pages: int) -> None:
        super().__init__([moderator])
        self.pages = pages

    async def rulings(self, asked: Sequence[Asked]) -> Sequence[Rulings]:
        self.pages -= 1
        if self.pages < 0:
            raise RuntimeError("gone")
        return await super().rulings(asked)


async def test_what_stopped_goes_on_where_it_was_and_comes_to_the_same(
    desk: Desk, story: Story
) -> None:
    texts = [(CLEAN, DOUBTFUL, FORBIDDEN)[number % 3] for number in range(PAGE + 90)]
    posted = [await desk.posted(story, text) for text in texts]
    whole = Desk()
    other = await whole.newsroom.story()
    for text in texts:
        await whole.posted(other, text)
    expected = await whole.again(limit=150)

    with pytest.raises(RuntimeError):
        await desk.again(limit=150, breaks_after=1)
    stopped = await desk.store.second_look(SITE)
    found = await desk.again(limit=150)

    assert stopped is not None
    assert (stopped.read, stopped.after) == (PAGE, posted[PAGE - 1].comment_id)
    assert found == expected == {Fate.STAYS: 97, Fate.HELD: 150, Fate.FLAGGED: 43}
    told = [(None, None), (PAGE, None)]
    assert [(look.read or None, given_up) for look, given_up in desk.begun] == told
    for each in posted:
        kept = await desk.store.rulings(SITE, each.comment_id)
        assert len(kept) == (1 if each.text == CLEAN else 2)


async def test_a_run_by_another_policy_begins_in_front_and_says_so(
    desk: Desk, story: Story
) -> None:
    for _ in range(PAGE + 1):
        await desk.posted(story, CLEAN)
    with pytest.raises(RuntimeError):
        await desk.again(breaks_after=1)

    assert await desk.again(limit=7) == {Fate.STAYS: PAGE + 1}
    _, (look, given_up) = desk.begun
    assert (look.read, given_up and given_up.read) == (0, PAGE)


async def test_who_wants_to_begin_anew_does(desk: Desk, story: Story) -> None:
    for _ in range(PAGE + 1):
        await desk.posted(story, CLEAN)
    with pytest.raises(RuntimeError):
        await desk.again(breaks_after=1)

    assert await desk.again(anew=True) == {Fate.STAYS: PAGE + 1}
    assert desk.begun[-1][0].read == 0


async def test_a_run_that_is_through_is_not_gone_on_with(desk: Desk, story: Story) -> None:
    await desk.posted(story, CLEAN)
    await desk.again()
    await desk.again()

    assert [(look.read, given_up) for look, given_up in desk.begun] == [(0, None), (0, None)]


async def test_it_ends_where_another_policy_comes_into_force(desk: Desk, story: Story) -> None:
    comment = await desk.posted(story, DOUBTFUL)
    text = 'extends = "balanced"\n'
    saved = SavedPolicy(
        site_id=SITE,
        number=1,
        version=parse_policy(text).version,
        text=text,
        by=None,
        reason="Milder.",
        saved_at=NOW,
    )
    await desk.store.save_policy(saved, whole=text)

    with pytest.raises(Conflict) as refused:
        await desk.again()

    assert refused.value.code == "policy-changed"
    assert (await desk.newsroom.now(comment)).state is State.PUBLISHED
