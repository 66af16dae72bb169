"""An author is told what was taken, by which clause, who found it and who decided, and until when
they may appeal."""

from datetime import timedelta

import pytest

from belowline.conversation.appeal import GROUNDLESS_WITHIN, MOST_GROUNDLESS
from belowline.conversation.comment import Answer, Comment, State, Verdict
from belowline.conversation.statement import APPEAL_WINDOW, HOLD_IS_LONG, Found, Statement
from belowline.kernel.errors import NotFound, Refused
from belowline.moderation import shipped_policy_text
from belowline.people.reader import Reader
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room

pytestmark = pytest.mark.anyio


async def stated(room: Room, comment: Comment) -> Statement:
    statement = await room.explain.of(await room.newsroom.now(comment))
    assert statement is not None
    return statement


async def test_a_rejection_by_the_engine_says_that_a_machine_found_and_decided(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story, FORBIDDEN)

    statement = await stated(room, comment)

    assert (statement.found, statement.is_automatic) == (Found.MACHINE, True)
    assert [clause.name for clause in statement.clauses] == ["profanity"]
    assert statement.clauses[0] == room.policy.clause("profanity")
    assert [finding.reason for finding in statement.findings] == ["As told."]
    assert statement.words.text == FORBIDDEN
    assert statement.appeal_until == statement.told_at + APPEAL_WINDOW


async def test_a_removal_by_a_moderator_says_that_a_person_decided(
    room: Room, story: Story
) -> None:
    plain, reported = await room.posted(story), await room.posted(story)
    held, noticed = await room.posted(story, DOUBTFUL), await room.posted(story)
    await room.reported(reported)
    await room.reported(noticed, reason="illegal", note="Section 130.")
    for comment in (plain, reported, held):
        await room.ruled(comment, Verdict.REMOVE, message="Not here.")
    await room.ruled(noticed, Verdict.REMOVE, clause="illegal")

    found = [await stated(room, each) for each in (plain, reported, held, noticed)]

    assert not any(each.is_automatic for each in found)
    assert [each.found for each in found] == [
        Found.PERSON,
        Found.READERS,
        Found.MACHINE,
        Found.NOTICE,
    ]
    assert found[0].ruling.message == "Not here."
    assert [clause.name for clause in found[0].clauses] == ["discourtesy"]
    assert found[3].clauses == ()
    assert [each.was_public for each in found] == [True, True, False, True]


async def test_what_readers_hide_is_explained_at_once_and_what_the_engine_holds_after_a_day(
    room: Room, story: Story
) -> None:
    hidden = await room.held_by_readers(await room.posted(story))
    held = await room.posted(story, DOUBTFUL)

    assert (await stated(room, hidden)).found is Found.READERS
    assert await room.explain.of(held) is None
    room.now += HOLD_IS_LONG
    assert (await stated(room, held)).is_automatic


async def test_nothing_is_stated_about_what_is_public_or_withdrawn(
    room: Room, story: Story
) -> None:
    public, withdrawn = await room.posted(story), await room.posted(story, FORBIDDEN)
    gone = await room.withdraw(room.site_id, withdrawn.comment_id, withdrawn.author.reader_id)

    assert await room.explain.of(public) is None
    assert await room.explain.of(gone) is None


async def test_a_private_link_opens_once_the_author_was_told_and_only_with_its_secret(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story, FORBIDDEN)
    token = room.explain.secret_of(comment.ruling_id)
    with pytest.raises(NotFound):
        await room.explain.by_link(room.site_id, token)

    told = await stated(room, comment)

    assert await room.explain.link(comment) == told.token == token
    assert await room.explain.by_link(room.site_id, token) == told
    for wrong in (token[:-1], comment.ruling_id, ""):
        with pytest.raises(NotFound):
            await room.explain.by_link(room.site_id, wrong)


async def test_the_clause_is_stated_in_the_words_of_the_policy_that_was_ruled_by(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story)
    _, ruling = await room.ruled(comment, Verdict.REMOVE)
    old = shipped_policy_text().replace('title = "', 'title = "Former ')
    version = "an older version"
    await room.store.keep_policy(room.site_id, version, old, room.now)

    policy, is_todays = await room.explain.policies(room.site_id, version)
    unknown, fell_back = await room.explain.policies(room.site_id, "never kept")

    assert policy.clause("discourtesy").title.startswith("Former ")
    assert (is_todays, fell_back) == (False, True)
    assert unknown == room.policy
    assert ruling.policy_version == room.policy.version


async def test_an_appeal_by_link_is_answered_and_the_comment_is_back(
    room: Room, story: Story
) -> None:
    comment = await room.posted(story, FORBIDDEN)
    token = (await stated(room, comment)).token

    await room.make_appeal.by_link(room.site_id, token, "I quoted.")
    await room.ruled(comment, Verdict.PUBLISH, message="You did.")

    statement = await room.explain.by_link(room.site_id, token)
    assert statement.appeal is not None
    assert statement.appeal.answer is Answer.REVERSED
    assert statement.answered is not None
    assert statement.answered.message == "You did."
    assert (statement.stands, statement.comment.state) == (None, State.PUBLISHED)
    assert not statement.was_public
    with pytest.raises(Refused, match="no ruling"):
        await room.make_appeal.by_link(room.site_id, token, "Again.")


async def test_an_appeal_is_taken_for_six_months_from_the_day_its_author_was_told(
    room: Room, story: Story
) -> None:
    first, second = await room.posted(story, FORBIDDEN), await room.posted(story, FORBIDDEN)
    for comment in (first, second):
        await room.explain.of(comment)

    room.now += APPEAL_WINDOW - timedelta(minutes=1)
    await room.make_appeal(room.site_id, first.comment_id, first.author.reader_id, "")
    room.now += timedelta(minutes=2)
    with pytest.raises(Refused) as refused:
        await room.make_appeal(room.site_id, second.comment_id, second.author.reader_id, "")

    assert refused.value.code == "appeal-late"


async def turned_down(room: Room, story: Story, by: Reader, times: int) -> None:
    for _ in range(times):
        comment = await room.posted(story, FORBIDDEN, by=by)
        await room.make_appeal(room.site_id, comment.comment_id, by.reader_id, "")
        await room.ruled(comment, Verdict.REJECT, clause="profanity")


async def test_who_was_wrong_five_times_in_a_month_waits_and_is_told_why(
    room: Room, story: Story
) -> None:
    author = await room.newsroom.reader()
    await turned_down(room, story, author, 3)
    groundless = await room.make_appeal.groundless(room.site_id, author.reader_id)
    assert groundless.is_warned
    await turned_down(room, story, author, MOST_GROUNDLESS - 3)
    comment = await room.posted(story, FORBIDDEN, by=author)

    with pytest.raises(Refused, match="Your last 5 appeals") as refused:
        await room.make_appeal(room.site_id, comment.comment_id, author.reader_id, "")
    assert refused.value.code == "appeals-limited"

    room.now += GROUNDLESS_WITHIN
    await room.make_appeal(room.site_id, comment.comment_id, author.reader_id, "")


async def test_who_was_right_once_does_not_wait(room: Room, story: Story) -> None:
    author = await room.newsroom.reader()
    await turned_down(room, story, author, MOST_GROUNDLESS)
    room.now += GROUNDLESS_WITHIN
    comment = await room.posted(story, FORBIDDEN, by=author)
    await room.make_appeal(room.site_id, comment.comment_id, author.reader_id, "")
    await room.ruled(comment, Verdict.PUBLISH)
    await turned_down(room, story, author, MOST_GROUNDLESS)

    another = await room.posted(story, FORBIDDEN, by=author)
    await room.make_appeal(room.site_id, another.comment_id, author.reader_id, "")


async def test_a_refused_edit_is_not_what_keeps_a_comment_away(room: Room, story: Story) -> None:
    comment = await room.posted(story, DOUBTFUL)
    after = await room.edited(comment, FORBIDDEN)
    room.now += HOLD_IS_LONG

    statement = await stated(room, after)

    assert after.ruling_id != comment.ruling_id
    assert statement.ruling.ruling_id == comment.ruling_id
    assert (statement.words.text, statement.comment.state) == (DOUBTFUL, State.HELD)
