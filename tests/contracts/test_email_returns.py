"""What every store promises about a change of e-mail address that is taken back."""

from datetime import datetime, timedelta

import pytest

from belowline.kernel.errors import Conflict
from belowline.people.email_change import EmailChange
from belowline.people.erasure import Erasure
from belowline.people.passkeys import Passkey
from belowline.people.ports import Door
from belowline.people.reader import Reader, Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

OLD = "ada@old.example"
NEW = "mallory@new.example"
NOW = START + timedelta(hours=1)
HOUR = NOW + timedelta(hours=1)
END = NOW + timedelta(days=7)


async def changed(
    newsroom: Newsroom, reader: Reader, link: str, *, to: str = NEW, until: datetime = END
) -> EmailChange:
    """A change that was fulfilled, which the link takes back."""
    store = newsroom.store
    wish = EmailChange(
        site_id=SITE,
        change_id=newsroom.id(),
        reader_id=reader.reader_id,
        email=to,
        old_email=None,
        digest=None,
        expires_at=HOUR,
    )
    await store.add_change(wish, now=NOW)
    await store.set_change_link(SITE, wish.change_id, f"to {to}", now=NOW)
    done = await store.fulfil_change(SITE, f"to {to}", reader.reader_id, now=NOW, until=until)
    assert done is not None
    linked = await store.set_return_link(SITE, wish.change_id, link, now=NOW)
    assert linked is not None
    return linked


async def email_of(store: AnyStore, reader: Reader) -> str | None:
    kept = await store.reader(SITE, reader.reader_id)
    assert kept is not None
    return kept.email


async def test_the_address_comes_back_once_and_everybody_is_shut_out(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada, bob = await newsroom.reader(email=OLD), await newsroom.reader(email="bob@x.example")
    for reader in (ada, bob):
        digest, came_in = f"session of {reader.name}{reader.reader_id}"[:64], Door.LINK
        await store.add_session(SITE, digest, reader.reader_id, END, at=NOW, door=came_in)
        await store.add_link(SITE, f"link {digest}"[:64], reader.reader_id, END)
        passkey = Passkey(
            site_id=SITE,
            passkey_id=newsroom.id(),
            reader_id=reader.reader_id,
            credential_id="c",
            public_key="k",
            count=0,
            name="Phone",
            created_at=NOW,
        )
        await store.add_passkey(passkey, most=9)
        wish = Erasure(site_id=SITE, reader_id=reader.reader_id, asked_at=NOW, due_at=END)
        await store.ask_erasure(wish)
    change = await changed(newsroom, ada, "back")
    assert await store.returnable(SITE, "back", now=NOW) == change

    taken = await store.take_back(SITE, "back", now=NOW)
    again = await store.take_back(SITE, "back", now=NOW)

    assert (taken, again) == (change, None)
    assert await email_of(store, ada) == OLD
    found = await store.reader_by_email(SITE, OLD.upper())
    assert found is not None
    assert found.reader_id == ada.reader_id
    assert await store.reader_by_email(SITE, NEW) is None
    for reader, left in ((ada, 0), (bob, 1)):
        assert len(await store.sessions_of(SITE, reader.reader_id, NOW)) == left
        assert len(await store.passkeys_of(SITE, reader.reader_id)) == left
        assert (await store.erasure(SITE, reader.reader_id) is not None) == bool(left)


async def test_later_changes_go_with_it_and_an_earlier_one_can_still_be_taken_back(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    await changed(newsroom, ada, "first")
    await changed(newsroom, ada, "second", to="third@new.example")

    # Whoever holds the second link took the account with the first change.
    second = await store.take_back(SITE, "second", now=NOW)
    first = await store.take_back(SITE, "first", now=NOW)

    assert second is not None
    assert second.old_email == NEW
    assert first is not None
    assert await email_of(store, ada) == OLD


async def test_who_takes_the_first_change_back_ends_the_links_of_the_later_ones(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    await changed(newsroom, ada, "first")
    await changed(newsroom, ada, "second", to="third@new.example")

    assert await store.take_back(SITE, "first", now=NOW) is not None

    assert await store.take_back(SITE, "second", now=NOW) is None
    assert await email_of(store, ada) == OLD


async def test_a_link_is_of_no_use_too_late_elsewhere_or_before_the_change(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    change = await changed(newsroom, ada, "back")

    assert await store.take_back(SITE, "back", now=END) is None
    assert await store.take_back(OTHER_SITE, "back", now=NOW) is None
    assert await store.take_back(SITE, "other", now=NOW) is None
    assert await store.set_return_link(SITE, change.change_id, "late", now=END) is None
    waiting = EmailChange(
        site_id=SITE,
        change_id=newsroom.id(),
        reader_id=ada.reader_id,
        email="x@x.example",
        old_email=None,
        digest=None,
        expires_at=HOUR,
    )
    await store.add_change(waiting, now=NOW)
    assert await store.set_return_link(SITE, waiting.change_id, "early", now=NOW) is None
    await store.set_change_link(SITE, waiting.change_id, "early", now=NOW)
    assert await store.returnable(SITE, "early", now=NOW) is None
    assert await store.take_back(SITE, "early", now=NOW) is None
    assert await email_of(store, ada) == NEW


async def test_an_address_that_somebody_else_has_by_now_does_not_come_back(
    newsroom: Newsroom, store: AnyStore
) -> None:
    ada = await newsroom.reader(email=OLD)
    change = await changed(newsroom, ada, "back")
    await newsroom.reader(email=OLD)

    with pytest.raises(Conflict):
        await store.take_back(SITE, "back", now=NOW)

    assert await email_of(store, ada) == NEW
    assert await store.returnable(SITE, "back", now=NOW) == change


async def test_nobody_gets_to_the_desk_by_an_old_address(
    newsroom: Newsroom, store: AnyStore
) -> None:
    sam = await store.add_reader(newsroom.new_reader(Role.MODERATOR, email="sam@old.example"))
    change = await changed(newsroom, sam, "back", to="sam@new.example")

    assert await store.take_back(SITE, "back", now=NOW) is None
    assert await store.returnable(SITE, "back", now=NOW) == change
    assert await email_of(store, sam) == "sam@new.example"
