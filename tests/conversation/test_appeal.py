"""The author of what was held or ruled out asks for a person."""

import pytest

from belowline.conversation.comment import Attention, Outcome, State, Verdict
from belowline.conversation.words import LONGEST_NOTE
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.kernel.ids import ReaderId
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


async def test_an_appeal_puts_a_rejected_comment_on_the_desk(room: Room, story: Story) -> None:
    comment = await room.posted(story, FORBIDDEN)

    appeal = await room.make_appeal(
        room.site_id, comment.comment_id, comment.author.reader_id, " I quoted the story. "
    )

    assert (appeal.text, appeal.ruling_id) == ("I quoted the story.", comment.ruling_id)
    assert (appeal.reader_id, appeal.outcome) == (comment.author.reader_id, None)
    now = await room.newsroom.now(comment)
    assert (now.state, now.attention) == (State.REJECTED, Attention.APPEALED)


async def test_an_appeal_against_a_removal_reaches_the_desk_too(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    await room.ruled(comment, Verdict.REMOVE)

    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")

    assert (await room.newsroom.now(comment)).attention is Attention.APPEALED


async def test_a_comment_that_waits_keeps_its_place_when_its_author_appeals(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story, DOUBTFUL)

    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")

    now = await room.newsroom.now(comment)
    assert (now.attention, now.attention_since) == (Attention.HELD, comment.attention_since)


async def test_there_is_one_appeal_against_each_ruling(room: Room, story: Story) -> None:
    comment = await room.posted(story, FORBIDDEN)
    by = comment.author.reader_id
    await room.make_appeal(room.site_id, comment.comment_id, by, "Why?")

    with pytest.raises(Conflict) as conflict:
        await room.make_appeal(room.site_id, comment.comment_id, by, "Why, why?")
    assert conflict.value.code == "appealed"

    await room.ruled(comment, Verdict.REJECT)
    again = await room.make_appeal(room.site_id, comment.comment_id, by, "Ask the editor.")
    assert again.ruling_id != comment.ruling_id


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [(Verdict.PUBLISH, Outcome.UPHELD), (Verdict.REJECT, Outcome.DISMISSED)],
)
async def test_a_moderators_ruling_answers_an_appeal(
    room: Room, story: Story, verdict: Verdict, outcome: Outcome
) -> None:
    comment = await room.posted(story, FORBIDDEN)
    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")

    await room.ruled(comment, verdict)

    [appeal] = await room.store.appeals(room.site_id, comment.comment_id)
    assert appeal.outcome is outcome


async def test_where_nothing_was_taken_there_is_nothing_to_appeal(room: Room, story: Story) -> None:
    public, withdrawn = await room.posted(story), await room.posted(story)
    await room.withdraw(room.site_id, withdrawn.comment_id, withdrawn.author.reader_id)

    for comment in (public, withdrawn):
        with pytest.raises(Refused) as refused:
            await room.make_appeal(
                room.site_id, comment.comment_id, comment.author.reader_id, "Why?"
            )
        assert refused.value.code == "nothing-to-appeal"


@pytest.mark.parametrize("text", ["a\0", "a" * (LONGEST_NOTE + 1)])
async def test_an_appeal_that_cannot_be_taken_is_refused(
    room: Room, story: Story, text: str
) -> None:
    comment = await room.posted(story, FORBIDDEN)

    with pytest.raises(Refused) as refused:
        await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, text)
    assert refused.value.field == "text"


async def test_nobody_appeals_for_somebody_else(room: Room, story: Story) -> None:
    public, rejected = await room.posted(story), await room.posted(story, FORBIDDEN)
    somebody: ReaderId = room.newsroom.reader_id()

    with pytest.raises(Forbidden):
        await room.make_appeal(room.site_id, public.comment_id, somebody, "Why?")
    for comment_id in (rejected.comment_id, unknown_comment()):
        with pytest.raises(NotFound):
            await room.make_appeal(room.site_id, comment_id, somebody, "Why?")
