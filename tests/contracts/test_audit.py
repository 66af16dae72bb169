"""What every store promises of the log: who did what and when, for good."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, Source, State, Verdict
from belowline.desk.audit import Act, Entry, Note, words_digest
from belowline.desk.audit_log import LogCursor, VerifyLog, Wanted
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, RulingId, SiteId
from belowline.people.ports import Door
from belowline.people.reader import Role
from tests.contracts.newsroom import NEVER_HOLD, OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def log(store: AnyStore, site_id: SiteId = SITE) -> list[Entry]:
    """Return all of a site's log."""
    return list(await store.entries(site_id, after=0, limit=1_000))


def export(newsroom: Newsroom, site_id: SiteId = SITE, subject: str = "comments") -> Note:
    """Return a note of something that the store itself knows nothing of."""
    return Note(
        site_id=site_id,
        at=newsroom.moment(),
        act=Act.EXPORT,
        by=None,
        subject=subject,
        details={"rows": 7, "file": None, "für": "“Übung” 😀"},
    )


async def public(newsroom: Newsroom) -> Comment:
    """Keep a comment that anybody may read."""
    return await newsroom.post(await newsroom.story())


async def test_a_moderators_ruling_is_written_into_the_log_without_words_or_names(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await public(newsroom)

    ruled = await newsroom.rule(comment, Verdict.REMOVE, clause="spam")

    (entry,) = await log(store)
    (ruling,) = [each for each in await store.rulings(SITE, comment.comment_id) if each.by]
    assert (entry.number, entry.act, entry.by) == (1, Act.RULING, "moderator")
    assert (entry.subject, entry.at) == (comment.comment_id, ruling.created_at)
    assert dict(entry.facts) == dict(entry.facts) | {
        "ruling": ruled.ruling_id,
        "revision": 1,
        "verdict": "remove",
        "source": "moderator",
        "clause": "spam",
        "policy": "policy-1",
        "engine": "engine-1",
        "words": words_digest(comment.comment_id, 1, comment.text),
        "note": None,
    }
    assert ruling.by_name
    for personal in (comment.text, ruling.by_name, comment.author.name, comment.author.reader_id):
        assert f'"{personal}"' not in entry.details


async def test_the_engine_is_logged_only_where_its_ruling_is_on_a_public_comment(
    store: AnyStore, newsroom: Newsroom
) -> None:
    held = await newsroom.post(await newsroom.story(), state=State.HELD)
    await newsroom.edit(held, "Better words")
    assert await log(store) == []

    comment = await newsroom.edit(await public(newsroom), "Other words")

    (entry,) = await log(store)
    assert (entry.by, entry.subject) == (None, comment.comment_id)
    assert entry.facts["source"] == Source.ENGINE
    assert entry.facts["words"] == words_digest(comment.comment_id, 2, "Other words")


async def test_readers_who_hold_a_comment_are_logged_and_those_who_only_report_are_not(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await public(newsroom)
    await newsroom.report(comment, hold_at=NEVER_HOLD)
    assert await log(store) == []

    held, _ = await newsroom.report(comment, hold_at=0.5)

    (entry,) = await log(store)
    assert held.state is State.HELD
    assert (entry.by, entry.facts["source"]) == (None, Source.REPORTS)
    assert entry.facts["verdict"] == Verdict.HOLD


async def test_a_ruling_that_is_not_kept_leaves_no_entry(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await public(newsroom)

    with pytest.raises(Conflict):
        await newsroom.rule(comment, Verdict.REMOVE, seen=RulingId("another"))

    assert await log(store) == []
    assert await store.head(SITE) is None


async def test_a_sign_in_is_written_into_the_log(store: AnyStore, newsroom: Newsroom) -> None:
    editor = await newsroom.reader(Role.EDITOR)
    later = START + timedelta(hours=1)

    await store.add_session(SITE, "ab" * 32, editor.reader_id, later, at=START, door=Door.PASSWORD)

    (entry,) = await log(store)
    assert (entry.act, entry.by, entry.at) == (Act.SIGN_IN, editor.reader_id, START)
    assert entry.facts == {"door": "password"}
    assert "ab" * 32 not in entry.details


async def test_a_policy_is_logged_when_another_comes_into_force_and_also_when_one_comes_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    for version in ("first", "second"):
        await store.keep_policy(SITE, version, f"the {version} policy", START)

    taken = [
        await store.take_policy(SITE, version, newsroom.moment())
        for version in ("first", "first", "second", "second", "first")
    ]

    entries = await log(store)
    assert taken == [True, False, True, False, True]
    assert [each.subject for each in entries] == ["first", "second", "first"]
    assert [each.facts["before"] for each in entries] == [None, "first", "second"]
    assert entries[0].facts["words"] == entries[2].facts["words"] != entries[1].facts["words"]


async def test_entries_follow_each_other_site_by_site(store: AnyStore, newsroom: Newsroom) -> None:
    for _ in range(3):
        await store.add_entry(export(newsroom))
        await store.add_entry(export(newsroom, OTHER_SITE))

    for site_id in (SITE, OTHER_SITE):
        entries = await log(store, site_id)
        head = await store.head(site_id)
        assert [each.number for each in entries] == [1, 2, 3]
        assert [each.previous for each in entries[1:]] == [each.digest for each in entries[:-1]]
        assert head
        assert (head.number, head.digest) == (3, entries[-1].digest)
        assert not (await VerifyLog(store=store)(site_id, kept=[head])).faults
    assert list(await store.entries(SITE, after=2, limit=9)) == (await log(store))[2:]


async def test_whoever_writes_at_once_writes_one_after_the_other(
    store: AnyStore, newsroom: Newsroom
) -> None:
    notes = [export(newsroom) for _ in range(12)]

    await asyncio.gather(*(store.add_entry(note) for note in notes))

    assert [each.number for each in await log(store)] == list(range(1, 13))
    assert not (await VerifyLog(store=store)(SITE)).faults


async def test_moderators_who_rule_at_once_on_comments_of_the_same_reporters_do_not_block(
    store: AnyStore, newsroom: Newsroom
) -> None:
    reporters = [(await newsroom.reader()).reader_id for _ in range(3)]
    comments = [await public(newsroom) for _ in range(6)]
    for comment in comments:
        for reporter in reporters:
            await newsroom.report(comment, reader_id=reporter)

    await asyncio.gather(*(newsroom.rule(each, Verdict.REMOVE) for each in comments))

    assert len(await log(store)) == 6
    assert not (await VerifyLog(store=store)(SITE)).faults


async def test_the_log_is_searched_by_who_what_when_and_about_which_comment(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comments = [await public(newsroom) for _ in range(3)]
    for comment in comments:
        await newsroom.rule(comment, Verdict.REMOVE)
    await store.add_entry(export(newsroom))
    await store.add_entry(export(newsroom, OTHER_SITE))
    first, second, third, exported = await log(store)

    async def found(wanted: Wanted) -> list[Entry]:
        return list(await store.search_log(SITE, wanted, before=None, limit=10))

    assert await found(Wanted()) == [exported, third, second, first]
    assert await found(Wanted(by=ReaderId("moderator"))) == [third, second, first]
    assert await found(Wanted(by=ReaderId("nobody"))) == []
    assert await found(Wanted(act=Act.EXPORT)) == [exported]
    assert await found(Wanted(subject=comments[1].comment_id)) == [second]
    assert await found(Wanted(since=second.at, until=third.at)) == [second]
    assert await found(Wanted(by=ReaderId("moderator"), since=third.at)) == [third]


async def test_a_search_goes_on_behind_its_last_page(store: AnyStore, newsroom: Newsroom) -> None:
    at = newsroom.moment()
    for number in range(7):
        note = export(newsroom, subject=f"{number}")
        await store.add_entry(replace(note, at=at - timedelta(seconds=number % 2)))

    seen: list[Entry] = []
    before = None
    while page := await store.search_log(SITE, Wanted(), before=before, limit=3):
        seen += page
        before = LogCursor(page[-1].at, page[-1].number)

    assert [each.subject for each in seen] == ["6", "4", "2", "0", "5", "3", "1"]


async def test_the_staff_is_everybody_who_works_at_the_desk(
    store: AnyStore, newsroom: Newsroom
) -> None:
    people = [
        await newsroom.reader(role, email=f"{role}@news.example", name=name)
        for role, name in zip(Role, ("Guest", "Member", "Mo", "Ed", "Own"), strict=True)
    ]

    assert list(await store.staff(SITE)) == [people[place] for place in (3, 2, 4)]
    assert list(await store.staff(OTHER_SITE)) == []
