"""What every store promises about the e-mails that are owed: each once, to one sender at a time."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from belowline.conversation.comment import Author, Comment, Source, State, Verdict
from belowline.conversation.statement import HOLD_IS_LONG
from belowline.kernel.ids import ReaderId
from belowline.mail.mail import Mail, MailKind, MailState, Topic
from belowline.mail.timing import REPLY_STANDS, SETTLES, TOLD_WITHIN, TRIES_AGAIN
from belowline.people.reader import Reader, Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

SOON = START + timedelta(hours=1)
LATER = SOON + timedelta(minutes=5)


def author_of(reader: Reader) -> Author:
    return Author(reader_id=reader.reader_id, name=reader.name, role=reader.role)


async def written(newsroom: Newsroom, role: Role = Role.GUEST, **facts: Any) -> Comment:
    """A comment by somebody who left an address, with mail begun before."""
    await newsroom.store.begin_mail(SITE)
    reader = await newsroom.reader(role, email="ada@reader.example")
    return await newsroom.post(await newsroom.story(), author=author_of(reader), **facts)


async def gathered(newsroom: Newsroom, now: datetime = SOON) -> dict[MailKind, Mail]:
    """Everything that waits, by its kind; there is one of each."""
    while await newsroom.store.gather_mail(SITE, now=now, new_id=newsroom.id):
        pass
    found = await newsroom.store.mails(SITE, [MailState.WAITING], limit=100)
    assert len({each.kind for each in found}) == len(found)
    return {each.kind: each for each in found}


def some_mail(newsroom: Newsroom, **facts: Any) -> Mail:
    mail = Mail(
        site_id=SITE,
        mail_id=newsroom.id(),
        kind=MailKind.SIGN_IN,
        subject=newsroom.id(),
        comment_id=None,
        reader_id=ReaderId(newsroom.id()),
        created_at=START,
        due_at=START,
    )
    return replace(mail, **facts)


async def claim(store: AnyStore, name: str = "first", now: datetime = SOON) -> Mail | None:
    return await store.claim_mail(SITE, claim=name, now=now, until=now + timedelta(minutes=5))


async def test_who_is_turned_away_is_written_to_once_they_had_time_to_try_again(
    newsroom: Newsroom,
) -> None:
    comment = await written(newsroom, state=State.REJECTED)

    mails = await gathered(newsroom)

    mail = mails[MailKind.STATEMENT]
    assert set(mails) == {MailKind.STATEMENT}
    assert (mail.subject, mail.comment_id) == (comment.ruling_id, comment.comment_id)
    assert mail.reader_id == comment.author.reader_id
    (ruling,) = await newsroom.store.rulings(SITE, comment.comment_id)
    assert mail.due_at == ruling.created_at + TRIES_AGAIN


async def test_a_held_comment_is_told_of_once_it_is_held_for_long(newsroom: Newsroom) -> None:
    comment = await written(newsroom, state=State.HELD)

    mail = (await gathered(newsroom))[MailKind.STATEMENT]

    (ruling,) = await newsroom.store.rulings(SITE, comment.comment_id)
    assert mail.due_at == ruling.created_at + HOLD_IS_LONG


async def test_a_moderators_ruling_is_told_once_it_can_no_longer_be_undone(
    newsroom: Newsroom,
) -> None:
    comment = await newsroom.rule(await written(newsroom), Verdict.REMOVE, clause="spam")

    mail = (await gathered(newsroom))[MailKind.STATEMENT]

    ruling = (await newsroom.store.rulings(SITE, comment.comment_id))[-1]
    assert (mail.subject, mail.due_at) == (ruling.ruling_id, ruling.created_at + SETTLES)


async def test_nobody_without_an_address_gets_anything(newsroom: Newsroom) -> None:
    await newsroom.store.begin_mail(SITE)
    nobody = await newsroom.reader(Role.GUEST)
    story = await newsroom.story()
    await newsroom.post(story, author=author_of(nobody), state=State.REJECTED)
    await newsroom.post(story, state=State.REJECTED)

    assert await gathered(newsroom) == {}


async def test_where_mail_has_not_begun_nothing_is_queued(newsroom: Newsroom) -> None:
    reader = await newsroom.reader(email="ada@reader.example")
    story = await newsroom.story()
    await newsroom.post(story, author=author_of(reader), state=State.REJECTED)

    assert not await newsroom.store.gather_mail(SITE, now=SOON, new_id=newsroom.id)
    await newsroom.store.begin_mail(SITE)
    assert await gathered(newsroom) == {}

    await newsroom.post(story, author=author_of(reader), state=State.REJECTED)
    await newsroom.store.begin_mail(SITE)
    assert set(await gathered(newsroom)) == {MailKind.STATEMENT}


async def test_what_is_long_past_is_told_no_more(newsroom: Newsroom) -> None:
    await written(newsroom, state=State.REJECTED)

    assert await gathered(newsroom, START + TOLD_WITHIN + timedelta(hours=1)) == {}


async def test_both_sides_of_an_appeal_are_told_of_it(newsroom: Newsroom) -> None:
    first = await newsroom.reader(Role.MODERATOR, email="mo@news.example", name="Mo")
    comment = await written(newsroom)
    ruling = newsroom.ruling(comment, Verdict.REMOVE, Source.MODERATOR, clause="spam")
    ruling = replace(ruling, by=first.reader_id)
    gone = replace(comment, state=State.REMOVED, ruling_id=ruling.ruling_id)
    gone = await newsroom.store.add_ruling(gone, ruling, seen=comment.ruling_id)
    appeal = newsroom.appeal(gone)
    await newsroom.store.add_appeal(appeal)

    waiting = await gathered(newsroom)
    await newsroom.rule(await newsroom.now(gone), Verdict.PUBLISH)
    decided = await gathered(newsroom)

    assert set(waiting) == {MailKind.STATEMENT, MailKind.APPEAL_RECEIVED}
    author, moderator = decided[MailKind.APPEAL_DECIDED], decided[MailKind.RULING_REVIEWED]
    assert (author.subject, author.reader_id) == (appeal.appeal_id, comment.author.reader_id)
    assert (moderator.subject, moderator.reader_id) == (appeal.appeal_id, first.reader_id)


async def test_reporters_are_told_what_came_of_it_and_what_was_reversed(
    newsroom: Newsroom,
) -> None:
    reporter = await newsroom.reader(Role.GUEST, email="rita@reader.example")
    comment = await written(newsroom)
    await newsroom.report(comment, reader_id=reporter.reader_id)
    gone = await newsroom.rule(await newsroom.now(comment), Verdict.REMOVE, clause="spam")
    told = await gathered(newsroom)
    await newsroom.store.add_appeal(newsroom.appeal(gone))
    await newsroom.rule(await newsroom.now(gone), Verdict.PUBLISH)

    reversed_ = (await gathered(newsroom))[MailKind.REPORT_REVERSED]

    assert told[MailKind.REPORT_ANSWERED].reader_id == reporter.reader_id
    assert reversed_.reader_id == reporter.reader_id


async def test_a_notice_is_receipted_and_answered(newsroom: Newsroom) -> None:
    comment = await written(newsroom)
    notice = newsroom.notice(comment)
    await newsroom.store.add_notice(notice)
    received = await gathered(newsroom)
    await newsroom.rule(await newsroom.now(comment), Verdict.REMOVE, clause="illegal")

    answered = await gathered(newsroom)

    assert set(received) == {MailKind.NOTICE_RECEIVED}
    assert received[MailKind.NOTICE_RECEIVED].due_at == notice.created_at
    mail = answered[MailKind.NOTICE_ANSWERED]
    assert (mail.subject, mail.reader_id) == (notice.notice_id, None)


async def test_members_are_told_of_replies_and_guests_are_not(newsroom: Newsroom) -> None:
    comment = await written(newsroom, Role.MEMBER)
    story = await newsroom.store.story(SITE, comment.story_id)
    assert story is not None
    reply = await newsroom.post(story, comment)
    own = await newsroom.post(story, comment, author=comment.author)
    guest = await newsroom.reader(Role.GUEST, email="guest@reader.example")
    theirs = await newsroom.post(story, author=author_of(guest))
    await newsroom.post(story, theirs)

    mail = (await gathered(newsroom))[MailKind.REPLY]

    assert mail.subject == reply.comment_id != own.comment_id
    assert mail.reader_id == comment.author.reader_id
    assert mail.due_at == reply.created_at + REPLY_STANDS


async def test_the_same_thing_is_queued_once_also_by_many_at_once(newsroom: Newsroom) -> None:
    comment = await written(newsroom, state=State.REJECTED)
    store = newsroom.store

    await asyncio.gather(*(store.gather_mail(SITE, now=SOON, new_id=newsroom.id) for _ in range(5)))
    await newsroom.store.add_appeal(newsroom.appeal(comment))

    assert set(await gathered(newsroom)) == {MailKind.STATEMENT, MailKind.APPEAL_RECEIVED}


async def test_an_email_that_was_sent_is_never_queued_again(newsroom: Newsroom) -> None:
    comment = await written(newsroom, state=State.REJECTED)
    store = newsroom.store
    await gathered(newsroom)
    mail = await claim(store)
    assert mail is not None
    await store.hand_over(mail)
    await store.settle_mail(replace(mail, state=MailState.SENT, ended_at=SOON))

    await store.add_appeal(newsroom.appeal(comment))

    assert set(await gathered(newsroom)) == {MailKind.APPEAL_RECEIVED}
    assert await store.count_mail(SITE) == {MailState.SENT: 1, MailState.WAITING: 1}


async def test_one_that_is_owed_no_more_is_queued_anew_when_it_is(newsroom: Newsroom) -> None:
    comment = await written(newsroom, state=State.REJECTED)
    await gathered(newsroom)
    mail = await claim(newsroom.store)
    assert mail is not None
    await newsroom.store.drop_mail(mail)
    assert await gathered(newsroom) == {}

    await newsroom.store.add_appeal(newsroom.appeal(comment))

    assert MailKind.STATEMENT in await gathered(newsroom)


async def test_the_one_that_has_waited_longest_goes_first_and_none_before_its_time(
    store: AnyStore, newsroom: Newsroom
) -> None:
    second = some_mail(newsroom, due_at=SOON)
    first = some_mail(newsroom, due_at=START)
    early = some_mail(newsroom, due_at=SOON + timedelta(seconds=1))
    elsewhere = some_mail(newsroom, site_id=OTHER_SITE)
    for each in (second, first, early, elsewhere):
        assert await store.add_mail(each)

    taken = [await claim(store, name) for name in ("a", "b", "c")]

    assert [mail and mail.mail_id for mail in taken] == [first.mail_id, second.mail_id, None]
    assert taken[0]
    assert (taken[0].claim, taken[0].attempts) == ("a", 1)


async def test_many_who_claim_at_once_each_get_another(store: AnyStore, newsroom: Newsroom) -> None:
    mails = [some_mail(newsroom) for _ in range(6)]
    for each in mails:
        await store.add_mail(each)

    taken = await asyncio.gather(*(claim(store, f"claim {n}") for n in range(8)))

    got = [mail.mail_id for mail in taken if mail]
    assert len(got) == len(set(got)) <= len(mails)
    while mail := await claim(store, "the rest"):
        got.append(mail.mail_id)
    assert sorted(got) == sorted(each.mail_id for each in mails)


async def test_a_sender_that_was_cut_off_before_the_server_had_it_is_followed_by_another(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await store.add_mail(some_mail(newsroom))
    first = await claim(store, "first")
    assert first is not None
    assert await claim(store, "too early") is None

    second = await claim(store, "second", LATER)

    assert second is not None
    assert (second.mail_id, second.attempts) == (first.mail_id, 2)
    assert not await store.hand_over(first), "a slow sender has to stop before the last line"
    await store.settle_mail(replace(first, state=MailState.SENT))
    assert await store.hand_over(second)
    assert await store.count_mail(SITE) == {MailState.SENDING: 1}


async def test_a_sender_that_was_cut_off_while_the_server_took_it_is_followed_by_nobody(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await store.add_mail(some_mail(newsroom))
    mail = await claim(store)
    assert mail is not None
    assert await store.hand_over(mail)

    assert await claim(store, "another", LATER) is None

    (unsure,) = await store.mails(SITE, [MailState.UNSURE], limit=5)
    assert unsure.mail_id == mail.mail_id
    assert unsure.problem
    assert (
        await store.claim_mail(SITE, claim="x", now=LATER + timedelta(days=9), until=LATER) is None
    )


async def test_one_that_was_not_taken_waits_until_it_is_due_again(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await store.add_mail(some_mail(newsroom))
    mail = await claim(store)
    assert mail is not None
    await store.hand_over(mail)
    await store.settle_mail(
        replace(mail, state=MailState.WAITING, due_at=LATER, problem="451 4.7.1")
    )

    assert await claim(store, now=LATER - timedelta(seconds=1)) is None
    again = await claim(store, now=LATER)
    assert again
    assert (again.attempts, again.problem) == (2, "451 4.7.1")


async def test_the_dead_are_shown_and_tried_again_when_somebody_says_so(
    store: AnyStore, newsroom: Newsroom
) -> None:
    waiting, dead = some_mail(newsroom), some_mail(newsroom, due_at=START - timedelta(hours=1))
    await store.add_mail(waiting)
    await store.add_mail(dead)
    mail = await claim(store)
    assert mail is not None
    await store.settle_mail(replace(mail, state=MailState.DEAD, problem="550", ended_at=SOON))

    shown = await store.mails(SITE, [MailState.DEAD, MailState.UNSURE], limit=5)
    assert [(each.mail_id, each.problem) for each in shown] == [(dead.mail_id, "550")]
    assert not await store.retry_mail(SITE, waiting.mail_id, now=LATER)
    assert not await store.retry_mail(OTHER_SITE, dead.mail_id, now=LATER)
    assert await store.retry_mail(SITE, dead.mail_id, now=LATER)
    assert not await store.retry_mail(SITE, dead.mail_id, now=LATER)
    assert await store.count_mail(SITE) == {MailState.WAITING: 2}


async def test_what_people_want_no_mail_about_is_kept(store: AnyStore) -> None:
    assert await store.stopped(SITE, "ada") == frozenset()

    await store.stop_mail(SITE, "ada", frozenset({Topic.REPLIES, Topic.REPORTS}))
    await store.stop_mail(SITE, "ada", frozenset({Topic.REPLIES}))
    await store.stop_mail(SITE, "bob", frozenset({Topic.EVERYTHING}))

    assert await store.stopped(SITE, "ada") == {Topic.REPLIES}
    assert await store.stopped(SITE, "bob") == {Topic.EVERYTHING}
    assert await store.stopped(OTHER_SITE, "ada") == frozenset()
