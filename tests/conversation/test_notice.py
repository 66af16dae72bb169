"""Anybody may send a notice of illegal content, with what the law asks for, and hears of it."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Attention, State, Verdict
from belowline.conversation.notice import NoticeDraft
from belowline.kernel.errors import NotFound, Refused
from belowline.stories.story import Story
from tests.conversation.room import FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio

DRAFT = NoticeDraft(
    explanation=" It names a witness. ",
    law="Section 353d",
    name="Lex Ada",
    email="lex@law.example",
    in_good_faith=True,
)


async def test_a_notice_is_acknowledged_and_waits_at_the_desk(room: Room, story: Story) -> None:
    comment = await room.posted(story)

    notice, token = await room.send_notice(room.site_id, comment.comment_id, DRAFT)

    assert notice.explanation == "It names a witness."
    assert notice.reference.startswith(f"N-{room.now:%Y%m%d}-")
    assert (await room.newsroom.now(comment)).attention is Attention.ILLEGAL
    status = await room.send_notice.status(room.site_id, token)
    assert (status.notice, status.ruling) == (notice, None)


async def test_its_sender_learns_by_the_link_what_a_moderator_ruled(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story)
    _, token = await room.send_notice(room.site_id, comment.comment_id, DRAFT)

    _, ruling = await room.ruled(comment, Verdict.REMOVE, clause="illegal")

    status = await room.send_notice.status(room.site_id, token)
    assert status.ruling == ruling
    assert status.comment.state is State.REMOVED
    with pytest.raises(NotFound):
        await room.send_notice.status(room.site_id, token[:-1])


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"explanation": " "}, "explanation"),
        ({"in_good_faith": False}, "good_faith"),
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"law": "a" * 301}, "law"),
    ],
)
async def test_what_the_law_asks_for_has_to_be_there(
    room: Room, story: Story, missing: dict[str, object], field: str
) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused) as refused:
        await room.send_notice(room.site_id, comment.comment_id, replace(DRAFT, **missing))  # type: ignore[arg-type]

    assert refused.value.field == field
    assert (await room.newsroom.now(comment)).attention is None


async def test_a_notice_about_the_abuse_of_children_needs_no_name(room: Room, story: Story) -> None:
    comment = await room.posted(story)
    nameless = replace(DRAFT, name="", email="", is_about_abuse=True)

    notice, _ = await room.send_notice(room.site_id, comment.comment_id, nameless)

    assert (notice.name, notice.email) == (None, None)


async def test_only_what_is_or_was_public_can_be_noticed(room: Room, story: Story) -> None:
    rejected = await room.posted(story, FORBIDDEN)
    hidden = await room.held_by_readers(await room.posted(story))

    for comment_id in (rejected.comment_id, unknown_comment()):
        with pytest.raises(NotFound):
            await room.send_notice(room.site_id, comment_id, DRAFT)
    await room.send_notice(room.site_id, hidden.comment_id, DRAFT)


async def test_the_author_is_told_which_law_is_broken(room: Room, story: Story) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused) as refused:
        await room.ruled(comment, Verdict.REMOVE, clause="illegal", message="")

    assert (refused.value.code, refused.value.field) == ("message-missing", "message")
