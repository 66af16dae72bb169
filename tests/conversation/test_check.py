"""A reader is told what would become of a text, and nothing is kept of it."""

import pytest

from belowline.conversation.check import Check
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import StoryId
from belowline.moderation import Action, Moderator
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "action"),
    [(CLEAN, Action.PUBLISH), (DOUBTFUL, Action.HOLD), (FORBIDDEN, Action.REJECT)],
)
async def test_the_answer_is_the_engines_ruling(room: Room, text: str, action: Action) -> None:
    assert (await room.check(room.site_id, text)).action is action


async def test_nothing_is_kept_of_a_text_that_was_checked(room: Room, story: Story) -> None:
    await room.check(room.site_id, FORBIDDEN, story_id=story.story_id)

    assert await room.store.last_event(SITE) == 0
    assert await room.newsroom.story_now(story) == story


async def test_a_text_is_checked_in_its_place(room: Room, story: Story) -> None:
    parent = await room.posted(story, "Is the bridge safe?")

    await room.check(room.site_id, "It is.", story_id=story.story_id, parent_id=parent.comment_id)

    facts = room.detector.facts_of("It is.")
    assert (facts.story, facts.parent) == (story.words, "Is the bridge safe?")


@pytest.mark.parametrize("text", [DOUBTFUL, FORBIDDEN])
async def test_what_is_not_public_cannot_be_probed_through_the_engine(
    room: Room, story: Story, text: str
) -> None:
    parent = await room.posted(story, text)

    for parent_id in (parent.comment_id, unknown_comment()):
        await room.check(room.site_id, "It is.", story_id=story.story_id, parent_id=parent_id)
        assert room.detector.facts_of("It is.").parent == ""


async def test_an_unknown_story_is_not_found(room: Room) -> None:
    with pytest.raises(NotFound):
        await room.check(room.site_id, CLEAN, story_id=StoryId(room.newsroom.id()))


@pytest.mark.parametrize("text", ["", "a\0", "a" * 10_001])
async def test_words_that_cannot_be_taken_are_refused_as_in_a_comment(
    room: Room, text: str
) -> None:
    with pytest.raises(Refused):
        await room.check(room.site_id, text)


async def test_the_shipped_engine_lets_a_reader_quote_the_story(room: Room) -> None:
    shipped = Check(
        store=room.store,
        judge=Judge(in_force=InForce(Moderator()), threads=room.threads, seconds=15.0),
    )
    story = await room.newsroom.story(body="“I will kill you all,” the man shouted at the crowd.")
    quote = '> "I will kill you all," the man shouted\n\nHow did nobody stop him?'

    ruling = await shipped(room.site_id, quote, story_id=story.story_id)
    assert ruling.action is Action.PUBLISH

    threat = await shipped(room.site_id, "I will find you and cut your throat.")
    assert threat.action is not Action.PUBLISH
