"""What every store promises about a reader's data: all of it, the end of it, and forgetting."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from belowline.conversation.comment import Author, Comment, State
from belowline.desk.audit import Act
from belowline.kernel.ids import ReaderId
from belowline.people.erasure import FORMER_READER, Erasure
from belowline.people.ports import Door
from belowline.people.reader import Reader, Role
from belowline.people.sanctions import Measure, Sanction
from belowline.people.sign_on import Account
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

LATER = START + timedelta(days=2)
FAR = START + timedelta(days=900)


class Ada:
    """A member with an account, a session, comments, a like and a report."""

    def __init__(self, store: AnyStore, newsroom: Newsroom) -> None:
        self.store, self.newsroom = store, newsroom
        self.reader: Reader
        self.story: Story
        self.comments: list[Comment]

    async def live(self) -> "Ada":
        account = Account(site_id=SITE, provider="oidc", subject="a" * 64, issued_at=START)
        reader = self.newsroom.new_reader(email="ada@news.example", name="Ada Ridley")
        self.reader = await self.store.add_account(account, replace(reader, badges=("Subscriber",)))
        came_in: Any = {"at": START, "door": Door.SIGN_ON}
        await self.store.add_session(SITE, "b" * 64, self.reader.reader_id, FAR, **came_in)
        self.story = await self.newsroom.story()
        author = Author(
            reader_id=self.reader.reader_id,
            name="Ada Ridley",
            role=Role.MEMBER,
            badges=("Subscriber",),
        )
        self.comments = [
            await self.newsroom.post(self.story, author=author, state=state)
            for state in (State.PUBLISHED, State.HELD)
        ]
        other = await self.newsroom.post(self.story)
        await self.store.like(SITE, other.comment_id, self.reader.reader_id)
        await self.newsroom.report(other, reader_id=self.reader.reader_id, contact="ada@x.example")
        return self

    def wish(self, **changes: Any) -> Erasure:
        wish = Erasure(site_id=SITE, reader_id=self.reader.reader_id, asked_at=START, due_at=LATER)
        return replace(wish, **changes)


@pytest.fixture
async def ada(store: AnyStore, newsroom: Newsroom) -> Ada:
    """Lend Ada, with all that she did."""
    return await Ada(store, newsroom).live()


async def test_everything_about_a_reader_is_there(store: AnyStore, ada: Ada) -> None:
    data = await store.own_data(SITE, ada.reader.reader_id)

    assert [each["id"] for each in data.comments] == [each.comment_id for each in ada.comments]
    assert {each["story"] for each in data.comments} == {ada.story.url}
    assert [each["badges"] for each in data.comments] == [["Subscriber"]] * 2
    assert [each["text"] for each in data.revisions] == [each.text for each in ada.comments]
    assert len(data.rulings) == 2
    assert all("note" not in each and "by_name" not in each for each in data.rulings)
    assert len(data.reports) == len(data.likes) == 1
    assert [each["provider"] for each in data.accounts] == ["oidc"]
    assert [each["expires_at"] for each in data.sessions] == [FAR]


async def test_nothing_of_others_is_there(store: AnyStore, ada: Ada, newsroom: Newsroom) -> None:
    for site_id, reader_id in (
        (OTHER_SITE, ada.reader.reader_id),
        (SITE, (await newsroom.reader()).reader_id),
    ):
        data = await store.own_data(site_id, reader_id)
        assert not any((data.comments, data.reports, data.likes, data.sessions, data.accounts))


async def test_sessions_are_listed_and_end_together(store: AnyStore, ada: Ada) -> None:
    came_in: Any = {"at": START, "door": Door.LINK}
    await store.add_session(SITE, "c" * 64, ada.reader.reader_id, LATER, **came_in)

    found = await store.sessions_of(SITE, ada.reader.reader_id, START)
    assert [(each.digest, each.expires_at) for each in found] == [
        ("b" * 64, FAR),
        ("c" * 64, LATER),
    ]
    assert len(await store.sessions_of(SITE, ada.reader.reader_id, LATER)) == 1
    assert await store.providers_of(SITE, ada.reader.reader_id) == {"oidc"}

    await store.end_sessions(SITE, ada.reader.reader_id)

    assert list(await store.sessions_of(SITE, ada.reader.reader_id, START)) == []
    assert await store.session_reader(SITE, "b" * 64, START) is None


async def test_a_wish_stands_until_it_is_taken_back(store: AnyStore, ada: Ada) -> None:
    assert await store.ask_erasure(ada.wish()) == ada.wish()
    assert await store.ask_erasure(ada.wish(due_at=FAR)) == ada.wish()
    assert await store.erasure(SITE, ada.reader.reader_id) == ada.wish()
    assert list(await store.due_erasures(SITE, LATER - timedelta(seconds=1), limit=9)) == []
    assert list(await store.due_erasures(SITE, LATER, limit=9)) == [ada.wish()]

    assert await store.cancel_erasure(SITE, ada.reader.reader_id)
    assert not await store.cancel_erasure(SITE, ada.reader.reader_id)

    assert await store.erasure(SITE, ada.reader.reader_id) is None
    assert not await store.erase(ada.wish(), words_too=False, at=LATER)
    assert await store.reader(SITE, ada.reader.reader_id) == ada.reader


async def test_nobody_is_erased_before_their_day(store: AnyStore, ada: Ada) -> None:
    await store.ask_erasure(ada.wish())

    assert not await store.erase(ada.wish(), words_too=True, at=START)
    assert await store.reader(SITE, ada.reader.reader_id) == ada.reader


@pytest.mark.parametrize("words_too", [False, True])
async def test_who_is_erased_is_gone_and_the_thread_stands(
    store: AnyStore, ada: Ada, words_too: bool
) -> None:
    await store.ask_erasure(ada.wish())
    before = await store.last_event(SITE)

    assert await store.erase(ada.wish(), words_too=words_too, at=LATER)
    assert not await store.erase(ada.wish(), words_too=words_too, at=LATER)

    assert await store.reader(SITE, ada.reader.reader_id) is None
    assert await store.reader_by_email(SITE, "ada@news.example") is None
    assert await store.account(SITE, "oidc", "a" * 64) is None
    assert await store.session_reader(SITE, "b" * 64, START) is None
    for comment in ada.comments:
        kept = await store.comment(SITE, comment.comment_id)
        assert kept is not None
        assert (kept.author.name, kept.author.badges) == (FORMER_READER, ())
        assert kept.text == ("" if words_too else comment.text)
        assert kept.state is (State.WITHDRAWN if words_too else comment.state)
    data = await store.own_data(SITE, ada.reader.reader_id)
    assert all(each["text"] == "" for each in data.revisions) == words_too
    assert [(each["note"], each["contact"], each["network_hash"]) for each in data.reports] == [
        (None, None, "")
    ]
    assert await store.events_after(SITE, before, limit=99)
    assert await store.check_counters(SITE) == []


async def test_an_erasure_leaves_one_entry_in_the_log_and_nothing_personal(
    store: AnyStore, ada: Ada
) -> None:
    await store.ask_erasure(ada.wish())
    logged = len(await store.entries(SITE, after=0, limit=99))

    await store.erase(ada.wish(), words_too=False, at=LATER)
    await store.erase(ada.wish(), words_too=False, at=LATER)

    (entry,) = (await store.entries(SITE, after=0, limit=99))[logged:]
    assert (entry.act, entry.by, entry.subject) == (Act.ERASURE, None, ada.reader.reader_id)
    assert entry.at == LATER
    assert (entry.facts["comments"], entry.facts["words"]) == (len(ada.comments), "kept")
    assert ada.reader.name not in entry.details


async def test_what_moderators_imposed_is_told_and_goes_with_the_reader(
    store: AnyStore, ada: Ada
) -> None:
    sanction = Sanction(
        site_id=SITE,
        sanction_id=ada.newsroom.id(),
        reader_id=ada.reader.reader_id,
        measure=Measure.WARN,
        reason="Insults.",
        until=None,
        by=ReaderId("moderator"),
        by_name="Mo",
        created_at=START,
    )
    assert await store.add_sanction(sanction)
    assert await store.complain(sanction, "I was provoked.", START)
    await store.ask_erasure(ada.wish())

    (told,) = (await store.own_data(SITE, ada.reader.reader_id)).sanctions
    assert (told["measure"], told["reason"], told["appeal"]) == (
        Measure.WARN,
        "Insults.",
        "I was provoked.",
    )
    assert await store.erase(ada.wish(), words_too=False, at=LATER)

    assert await store.reader(SITE, ada.reader.reader_id) is None
    assert await store.sanction(SITE, sanction.sanction_id) is None


async def test_addresses_are_forgotten_when_they_are_old(store: AnyStore, ada: Ada) -> None:
    assert await store.forget_addresses(SITE, before=START) == 0
    assert await store.forget_addresses(OTHER_SITE, before=FAR) == 0
    assert await store.forget_addresses(SITE, before=FAR) == 1
    assert await store.forget_addresses(SITE, before=FAR) == 0


async def test_guests_emails_are_hashed_and_then_dropped(
    store: AnyStore, newsroom: Newsroom
) -> None:
    guest = await newsroom.reader(Role.GUEST, email="guest@news.example")
    busy = await newsroom.reader(Role.GUEST, email="busy@news.example")
    member = await newsroom.reader(Role.MEMBER, email="member@news.example")
    cut = newsroom.moment()
    author = Author(reader_id=busy.reader_id, name="Busy", role=Role.GUEST)
    await newsroom.post(await newsroom.story(), author=author)

    assert await store.drop_emails(SITE, before=cut) == 0
    assert await store.hash_emails(SITE, before=cut) == 1
    assert await store.hash_emails(SITE, before=cut) == 0

    assert await store.reader(SITE, guest.reader_id) == replace(guest, email=None)
    assert await store.reader(SITE, busy.reader_id) == busy
    assert await store.reader(SITE, member.reader_id) == member
    assert await store.drop_emails(SITE, before=cut) == 1
    assert await store.drop_emails(SITE, before=cut) == 0
