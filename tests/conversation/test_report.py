"""Readers report a comment; enough trusted reports hide it until a moderator has looked."""

import pytest

from belowline.conversation.comment import Attention, Comment, Source, State, Verdict
from belowline.conversation.report import Notice
from belowline.conversation.words import LONGEST_NOTE
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.events import EventKind
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


@pytest.fixture
async def comment(room: Room, story: Story) -> Comment:
    """Lend a public comment."""
    return await room.posted(story)


async def test_a_report_puts_a_comment_on_the_desk_and_leaves_it_public(
    room: Room, comment: Comment
) -> None:
    report, is_new = await room.reported(comment, note=" Buy, buy. ")

    assert is_new
    assert (report.reason, report.note, report.contact) == ("spam", "Buy, buy.", None)
    now = await room.newsroom.now(comment)
    assert (now.state, now.attention) == (State.PUBLISHED, Attention.REPORTED)
    assert now.report_weight == report.weight == 1.0
    assert await room.newsroom.last_kind() is EventKind.REPORTED


async def test_a_second_report_by_the_same_reader_changes_nothing(
    room: Room, comment: Comment
) -> None:
    reader = await room.newsroom.reader()
    await room.reported(comment, by=reader)
    once = await room.newsroom.now(comment)

    _, is_new = await room.reported(comment, by=reader, reason="violence")

    assert not is_new
    assert await room.newsroom.now(comment) == once
    [kept] = await room.store.reports(room.site_id, comment.comment_id)
    assert kept.reason == "spam"


async def test_enough_reports_hold_a_comment_and_one_less_do_not(
    room: Room, comment: Comment
) -> None:
    for _ in range(5):
        await room.reported(comment, by=await room.newsroom.reader(Role.GUEST))
    assert (await room.newsroom.now(comment)).state is State.PUBLISHED

    await room.reported(comment, by=await room.newsroom.reader(Role.GUEST), reason="racism")

    now = await room.newsroom.now(comment)
    assert (now.state, now.attention) == (State.HELD, Attention.REPORTED)
    last = (await room.store.rulings(room.site_id, comment.comment_id))[-1]
    assert (last.verdict, last.source, last.clause) == (Verdict.HOLD, Source.REPORTS, "racism")
    assert (last.by, last.revision) == (None, comment.revision)
    assert await room.newsroom.last_kind() is EventKind.HIDDEN


async def test_one_reader_alone_never_holds_a_comment(room: Room, comment: Comment) -> None:
    owner = await room.newsroom.reader(Role.OWNER)

    for _ in range(5):
        await room.reported(comment, by=owner)

    assert (await room.newsroom.now(comment)).state is State.PUBLISHED


async def test_reports_from_one_address_count_less_after_the_first(
    room: Room, comment: Comment
) -> None:
    first, _ = await room.reported(comment, address="household")
    second, _ = await room.reported(comment, address="household")
    other, _ = await room.reported(comment, address="elsewhere")

    assert (first.weight, second.weight, other.weight) == (1.0, 0.5, 1.0)


async def test_reports_do_not_hide_what_a_moderator_approved(room: Room, comment: Comment) -> None:
    await room.ruled(comment, Verdict.PUBLISH)

    now = await room.held_by_readers(comment)

    assert (now.state, now.attention) == (State.PUBLISHED, Attention.REPORTED)


async def test_an_edit_opens_an_approved_comment_to_reports_again(
    room: Room, comment: Comment
) -> None:
    await room.ruled(comment, Verdict.PUBLISH)
    await room.edited(comment, "Something else.")

    assert (await room.held_by_readers(comment)).state is State.HELD


async def test_a_report_that_crosses_with_a_hold_still_counts(room: Room, comment: Comment) -> None:
    await room.held_by_readers(comment)

    _, is_new = await room.reported(comment)

    assert is_new
    assert len(await room.store.reports(room.site_id, comment.comment_id)) == 4


async def test_every_clause_of_the_policy_is_a_reason(room: Room, comment: Comment) -> None:
    for clause in room.policy.clauses:
        report, _ = await room.reported(comment, reason=clause.name)
        assert report.reason == clause.name


@pytest.mark.parametrize("reason", ["", "boring", "SPAM", "Illegal"])
async def test_an_unknown_reason_is_refused_with_the_known_ones(
    room: Room, comment: Comment, reason: str
) -> None:
    with pytest.raises(Refused, match=r"spam.*illegal") as refused:
        await room.reported(comment, reason=reason)
    assert (refused.value.code, refused.value.field) == ("unknown-reason", "reason")


async def test_nobody_reports_their_own_comment(room: Room, comment: Comment) -> None:
    author = await room.store.reader(room.site_id, comment.author.reader_id)

    with pytest.raises(Refused, match="withdraw") as refused:
        await room.reported(comment, by=author)
    assert refused.value.code == "own-comment"


@pytest.mark.parametrize("note", ["", "  "])
async def test_a_notice_of_illegal_content_says_what_is_illegal(
    room: Room, comment: Comment, note: str
) -> None:
    with pytest.raises(Refused) as refused:
        await room.reported(comment, reason="illegal", note=note)
    assert (refused.value.code, refused.value.field) == ("note-missing", "note")


async def test_a_notice_of_illegal_content_comes_before_all_else(
    room: Room, comment: Comment
) -> None:
    await room.reported(comment)

    await room.reported(comment, reason="illegal", note="Section 185.")

    assert (await room.newsroom.now(comment)).attention is Attention.ILLEGAL


async def test_the_contact_of_a_notice_is_kept_for_the_desk(room: Room, comment: Comment) -> None:
    reporter = await room.newsroom.reader()
    notice = Notice(
        site_id=room.site_id,
        comment_id=comment.comment_id,
        reporter=reporter,
        reason="illegal",
        address="a",
        note="Section 185.",
        contact=" ada@example.org ",
    )

    report, _ = await room.make_report(notice)

    assert report.contact == "ada@example.org"


@pytest.mark.parametrize("note", ["a\0", "a" * (LONGEST_NOTE + 1)])
async def test_a_note_that_cannot_be_taken_is_refused(
    room: Room, comment: Comment, note: str
) -> None:
    with pytest.raises(Refused) as refused:
        await room.reported(comment, note=note)
    assert refused.value.field == "note"


async def test_there_is_nothing_to_report_where_nothing_is_public(room: Room, story: Story) -> None:
    held, rejected = await room.posted(story, DOUBTFUL), await room.posted(story, FORBIDDEN)
    withdrawn, removed = await room.posted(story), await room.posted(story)
    await room.withdraw(room.site_id, withdrawn.comment_id, withdrawn.author.reader_id)
    await room.ruled(removed, Verdict.REMOVE)

    for comment in (held, rejected, withdrawn, removed):
        with pytest.raises(NotFound):
            await room.reported(comment)


async def test_an_unknown_comment_cannot_be_reported(room: Room) -> None:
    notice = Notice(
        site_id=room.site_id,
        comment_id=unknown_comment(),
        reporter=await room.newsroom.reader(),
        reason="spam",
        address="a",
    )

    with pytest.raises(NotFound):
        await room.make_report(notice)


async def test_a_report_can_be_taken_back_while_nobody_has_acted_on_it(
    room: Room, comment: Comment
) -> None:
    reader = await room.newsroom.reader()
    await room.reported(comment, by=reader)

    await room.undo_report(room.site_id, comment.comment_id, reader)

    now = await room.newsroom.now(comment)
    assert (now.report_weight, now.attention) == (0.0, None)
    with pytest.raises(NotFound):
        await room.undo_report(room.site_id, comment.comment_id, reader)


async def test_a_report_that_was_answered_cannot_be_taken_back(
    room: Room, comment: Comment
) -> None:
    reader = await room.newsroom.reader()
    await room.reported(comment, by=reader)
    await room.ruled(comment, Verdict.PUBLISH)

    with pytest.raises(NotFound):
        await room.undo_report(room.site_id, comment.comment_id, reader)


async def test_who_is_nobody_has_no_report_to_take_back(room: Room, comment: Comment) -> None:
    for reader in (None, await room.newsroom.reader()):
        with pytest.raises(NotFound):
            await room.undo_report(room.site_id, comment.comment_id, reader)
