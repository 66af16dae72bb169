"""What every store promises about what moderators impose on readers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from belowline.desk.audit import Act, sha256_of
from belowline.desk.audit_log import VerifyLog
from belowline.desk.sanction_log import sanction_digest
from belowline.kernel.ids import ReaderId
from belowline.mail.mail import MailKind, MailState
from belowline.mail.timing import SETTLES
from belowline.people.reader import Reader, Role
from belowline.people.sanctions import Complaint, Measure, Sanction, in_force
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def imposed(newsroom: Newsroom, reader: Reader, measure: Measure, **facts: Any) -> Sanction:
    sanction = Sanction(
        site_id=SITE,
        sanction_id=newsroom.id(),
        reader_id=reader.reader_id,
        measure=measure,
        reason="Insults, four times in a week 😀.",
        until=None,
        by=ReaderId("moderator"),
        by_name="Mo",
        created_at=newsroom.moment(),
    )
    return replace(sanction, **facts)


@pytest.fixture
async def reader(newsroom: Newsroom) -> Reader:
    return await newsroom.reader(Role.GUEST)


async def test_sanctions_come_back_as_they_were_imposed_the_oldest_first(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    other = await newsroom.reader()
    given = [imposed(newsroom, reader, measure) for measure in Measure]
    given[2] = replace(given[2], until=given[2].created_at + timedelta(days=7))
    for sanction in (*given, imposed(newsroom, other, Measure.BAN)):
        assert await store.add_sanction(sanction)

    assert list(await store.sanctions(SITE, reader.reader_id)) == given
    assert await store.sanction(SITE, given[0].sanction_id) == given[0]
    assert await store.sanction(OTHER_SITE, given[0].sanction_id) is None
    assert list(await store.sanctions(OTHER_SITE, reader.reader_id)) == []


async def test_nobody_is_not_sanctioned_and_nothing_is_logged(
    store: AnyStore, newsroom: Newsroom
) -> None:
    assert not await store.add_sanction(imposed(newsroom, newsroom.new_reader(), Measure.BAN))

    assert await store.head(SITE) is None


async def test_each_readers_newest_limit_is_in_force_until_it_ends(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held, lifted, warned, ended, undone, granted = [await newsroom.reader() for _ in range(6)]
    now = newsroom.moment() + timedelta(days=1)
    plan: tuple[tuple[Reader, Measure, dict[str, Any]], ...] = (
        (held, Measure.BAN, {}),
        (held, Measure.HOLD, {}),
        (held, Measure.WARN, {}),
        (lifted, Measure.BAN, {}),
        (lifted, Measure.LIFT, {}),
        (warned, Measure.WARN, {}),
        (ended, Measure.HOLD, {}),
        (ended, Measure.SUSPEND, {"until": now}),
        (undone, Measure.SUSPEND, {"until": now + timedelta(seconds=1)}),
        (undone, Measure.BAN, {}),
        (granted, Measure.HOLD, {}),
        (granted, Measure.BAN, {}),
    )
    kept = [imposed(newsroom, reader, measure, **facts) for reader, measure, facts in plan]
    for sanction in kept:
        await store.add_sanction(sanction)
    await store.undo_sanction(kept[9], at=now)
    await store.complain(kept[11], "Not me.", now)
    answer = Complaint(text="Not me.", made_at=now, granted=True, reply="So it was.", by_name="Di")
    answer = replace(answer, answered_at=now)
    await store.answer_complaint(kept[11], answer, by=ReaderId("another"))

    found = await store.sanctions_in_force(SITE, now, limit=10)

    assert [each.sanction_id for each in found] == [kept[i].sanction_id for i in (10, 8, 1)]
    for reader in (held, lifted, warned, ended, undone, granted):
        mine = in_force(await store.sanctions(SITE, reader.reader_id), now)
        assert ([mine] if mine else []) == [e for e in found if e.reader_id == reader.reader_id]
    assert len(await store.sanctions_in_force(SITE, now, limit=2)) == 2
    assert not await store.sanctions_in_force(OTHER_SITE, now, limit=10)


async def test_what_is_taken_back_stays_and_says_so_once(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    sanction = imposed(newsroom, reader, Measure.BAN)
    await store.add_sanction(sanction)
    at = newsroom.moment()

    assert await store.undo_sanction(sanction, at=at)
    assert not await store.undo_sanction(sanction, at=at)

    assert await store.sanction(SITE, sanction.sanction_id) == replace(sanction, undone_at=at)


async def test_what_its_reader_appealed_against_is_not_taken_back(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    sanction = imposed(newsroom, reader, Measure.BAN)
    await store.add_sanction(sanction)
    await store.complain(sanction, "Why?", newsroom.moment())

    assert not await store.undo_sanction(sanction, at=newsroom.moment())


async def test_a_reader_knows_of_what_was_imposed_once_they_say_so(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    first, second = (imposed(newsroom, reader, Measure.WARN) for _ in range(2))
    at, later = newsroom.moment(), newsroom.moment()

    await store.add_sanction(first)
    await store.read_sanctions(SITE, reader.reader_id, at)
    await store.add_sanction(second)
    await store.read_sanctions(SITE, reader.reader_id, later)

    found = await store.sanctions(SITE, reader.reader_id)
    assert [each.read_at for each in found] == [at, later]


async def test_a_sanction_has_one_appeal_and_one_answer(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    first, second = (imposed(newsroom, reader, Measure.WARN) for _ in range(2))
    for sanction in (first, second):
        await store.add_sanction(sanction)
    assert await store.complain(second, "Sooner", newsroom.moment())
    made = newsroom.moment()
    assert await store.complain(first, "Later 😀", made)
    assert not await store.complain(first, "Again", newsroom.moment())

    waiting = await store.complaints(SITE, limit=10)
    assert [each.sanction_id for each in waiting] == [second.sanction_id, first.sanction_id]
    assert waiting[1].complaint == Complaint(text="Later 😀", made_at=made)
    answer = Complaint(
        text="Later 😀",
        made_at=made,
        granted=False,
        reply="It stands.",
        by_name="Di",
        answered_at=newsroom.moment(),
    )
    assert await store.answer_complaint(first, answer, by=ReaderId("another"))
    assert not await store.answer_complaint(first, answer, by=ReaderId("another"))

    kept = await store.sanction(SITE, first.sanction_id)
    assert kept is not None
    assert kept.complaint == answer
    assert kept.stands
    waiting = await store.complaints(SITE, limit=10)
    assert [each.sanction_id for each in waiting] == [second.sanction_id]


async def test_the_log_tells_of_sanctions_in_ids_and_hashes(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    until = newsroom.moment() + timedelta(days=3)
    sanction = imposed(newsroom, reader, Measure.SUSPEND, until=until)
    await store.add_sanction(sanction)
    await store.undo_sanction(sanction, at=newsroom.moment())

    log = await store.entries(SITE, after=0, limit=10)

    assert [(each.act, each.by, each.subject) for each in log] == [
        (Act.SANCTION, "moderator", reader.reader_id)
    ] * 2
    assert log[0].facts == {
        "sanction": sanction.sanction_id,
        "measure": "suspend",
        "until": until.isoformat(timespec="seconds"),
        "reason": sha256_of(sanction.sanction_id, sanction.reason),
        "record": sanction_digest(sanction),
    }
    assert log[1].facts["measure"] == "undone"
    assert "Insults" not in "".join(each.details for each in log)


async def test_the_log_holds_whatever_the_store_gives_back(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    until = newsroom.moment() + timedelta(days=3)
    sanctions = [
        imposed(newsroom, reader, Measure.SUSPEND, until=until),
        imposed(newsroom, reader, Measure.WARN),
    ]
    for sanction in sanctions:
        await store.add_sanction(sanction)
    await store.undo_sanction(sanctions[1], at=newsroom.moment())

    assert (await VerifyLog(store=store)(SITE)).faults == 0
    ids = [each.sanction_id for each in sanctions]
    assert set(await store.sanctions_named(SITE, [*ids, newsroom.id()])) == set(ids)
    assert await store.sanctions_named(SITE, []) == {}


async def test_a_sanction_is_queued_as_an_email_once_e_mails_have_begun(
    store: AnyStore, newsroom: Newsroom
) -> None:
    early = await newsroom.reader(Role.GUEST, email="early@reader.example")
    await store.add_sanction(imposed(newsroom, early, Measure.WARN))
    await store.begin_mail(SITE)
    nobody = await newsroom.reader(Role.GUEST)
    told = await newsroom.reader(Role.GUEST, email="ada@reader.example")
    moderator = await newsroom.reader(Role.MODERATOR, email="mo@news.example")
    await store.add_sanction(imposed(newsroom, nobody, Measure.BAN))
    sanction = imposed(newsroom, told, Measure.BAN, by=moderator.reader_id)
    await store.add_sanction(sanction)

    (mail,) = await store.mails(SITE, [MailState.WAITING], limit=9)
    await store.complain(sanction, "Why?", newsroom.moment())
    answer = Complaint(
        text="Why?",
        made_at=newsroom.moment(),
        granted=False,
        reply="Because.",
        by_name="Zoe",
        answered_at=newsroom.moment(),
    )
    for _ in range(2):  # the second comes too late
        await store.answer_complaint(sanction, answer, by=ReaderId("zoe"))
    mails = await store.mails(SITE, [MailState.WAITING], limit=9)

    assert (mail.kind, mail.reader_id) == (MailKind.SANCTION, told.reader_id)
    assert (mail.subject, mail.due_at) == (sanction.sanction_id, sanction.created_at + SETTLES)
    assert {(each.kind, each.reader_id) for each in mails} == {
        (MailKind.SANCTION, told.reader_id),
        (MailKind.SANCTION_DECIDED, told.reader_id),
        (MailKind.SANCTION_REVIEWED, moderator.reader_id),
    }


async def test_what_was_imposed_in_a_time_is_counted_by_measure(
    store: AnyStore, newsroom: Newsroom, reader: Reader
) -> None:
    given = [imposed(newsroom, reader, Measure.WARN) for _ in range(3)]
    given.append(imposed(newsroom, reader, Measure.BAN))
    for sanction in given:
        await store.add_sanction(sanction)
    await store.undo_sanction(given[1], at=newsroom.moment())
    since, until = given[1].created_at, newsroom.moment()

    assert await store.imposed(SITE, since=since, until=until) == {Measure.WARN: 1, Measure.BAN: 1}
    assert await store.imposed(OTHER_SITE, since=since, until=until) == {}
    assert list(await store.limited(SITE, since=since, until=until)) == [given[3]]
    assert list(await store.limited(SITE, since=until, until=until)) == []
