"""The engine is told of old comments what it was told when they came, so it rules as it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, RulingRecord, State
from belowline.conversation.judging import recorded
from belowline.desk.block import BlockDomain, BlockOrder
from belowline.desk.judges import JudgesHere
from belowline.desk.replay import Replay
from belowline.desk.rule_again import RuleAgain
from belowline.desk.second_look import Fate
from belowline.desk.told import pages_told
from belowline.kernel.ids import CommentId
from belowline.moderation import ENGINE_VERSION, Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.conversation.room import Room

pytestmark = pytest.mark.anyio

CALL = (
    "I was sceptical as well until my neighbour showed me the roof tiles by Hillside & Sons. "
    "Ask for Dana, she explains every step, we are @hillside_roofs."
)
LINK = "The minutes are at https://archive.example/{} and they say something else entirely."


@pytest.fixture
def room() -> Iterator[Room]:
    """Lend use cases with the real rules, without the classifier, on a site with domains."""
    policy = parse_policy(shipped_policy_text())
    domains = ("news.example", "paper.example")
    made = Room(Moderator(policy, shipped_detectors(policy)), domains=domains)
    yield made
    made.close()


async def burst(room: Room, story: Story) -> list[Comment]:
    """Post what only its surroundings give away, and let time pass: nothing stays as it was."""
    posted = [await room.posted(await room.newsroom.story(), CALL) for _ in range(6)]
    author = await room.newsroom.reader()
    for number in range(12):
        text = f"Point {number} of my list about the bridge and what it cost us."
        posted.append(await room.posted(story, text, by=author))
    for _ in range(4):
        posted.append(await room.posted(story, posted[-1].text, by=author))
    for number in range(4):
        posted.append(await room.posted(story, LINK.format(number)))
    posted.append(await room.posted(story, "As we wrote: https://www.paper.example/a/b."))
    posted.append(await room.edited(await room.posted(story, "A fair point."), CALL))
    room.now += timedelta(days=3)
    return posted


async def online(room: Room, comment: Comment) -> RulingRecord:
    """Return what the engine made of the comment's latest words when they came."""
    return (await room.store.rulings(room.site_id, comment.comment_id))[-1]


async def again(room: Room) -> dict[CommentId, RulingRecord]:
    """Return what the engine makes of everything now, in the form in which rulings are kept."""
    found: dict[CommentId, RulingRecord] = {}
    pages = pages_told(room.store, room.site_id, since=None, progress=lambda done, total: None)
    async for page in pages:
        for written, facts in page:
            before = (await room.store.rulings(room.site_id, written.comment_id))[-1]
            found[written.comment_id] = recorded(
                room.moderator.assess(facts).ruling,
                site_id=before.site_id,
                comment_id=before.comment_id,
                ruling_id=before.ruling_id,
                revision=before.revision,
                at=before.created_at,
                note=before.note,
            )
    return found


async def test_a_burst_of_spam_is_ruled_on_again_as_it_was_when_it_came(
    room: Room, story: Story
) -> None:
    posted = await burst(room, story)

    found = await again(room)

    before = {each.comment_id: await online(room, each) for each in posted}
    assert Counter(each.verdict.value for each in before.values()) == {
        "publish": 15,
        "hold": 11,
        "reject": 2,
    }
    assert {key: found[key] for key in before} == before


async def test_by_the_same_policy_a_burst_of_spam_is_held_or_rejected_again(
    room: Room, story: Story
) -> None:
    posted = await burst(room, story)
    away = [each for each in posted if (await online(room, each)).verdict.value != "publish"]
    lenient = 'extends = "no-tolerance"\n[clause.spam]\nhold_at = "never"\nreject_at = "never"\n'
    other = parse_policy(lenient)
    replay = Replay(
        store=room.store,
        judges=JudgesHere([room.moderator, Moderator(other, shipped_detectors(other))]),
        current=room.policy,
        proposed=other,
    )

    found = await replay(room.site_id, since=None, examples=0, progress=lambda done, total: None)

    assert sum(found.changes.values()) == len(away)


async def test_what_was_public_since_its_link_was_known_is_not_held_when_it_is_ruled_on_again(
    room: Room, story: Story
) -> None:
    posted = [await room.posted(story, LINK.format(number)) for number in range(6)]
    assert posted[-1].state is State.PUBLISHED
    rule_again = RuleAgain(
        store=room.store,
        judges=JudgesHere([room.moderator]),
        policy=room.policy,
        engine_version=ENGINE_VERSION,
        clock=room.clock,
        new_id=room.newsroom.id,
    )

    fates = await rule_again(room.site_id, since=None, progress=lambda done, total: None)

    assert fates[Fate.HELD] == 0


async def test_a_block_holds_for_what_came_while_it_was_in_force(room: Room, story: Story) -> None:
    moderator = await room.newsroom.reader(Role.MODERATOR, name="Mo")
    early = await room.posted(story, LINK.format("early"))
    block = BlockDomain(store=room.store, clock=room.clock, domains=())
    await block(moderator, BlockOrder(site_id=room.site_id, host="archive.example", mode="reject"))
    late = await room.posted(story, LINK.format("late"))
    await block.lift(moderator, room.site_id, "archive.example")

    found = await again(room)

    assert [found[each.comment_id].verdict for each in (early, late)] == [
        (await online(room, each)).verdict for each in (early, late)
    ]
    assert late.state is State.REJECTED
