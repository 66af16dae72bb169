"""A reader chooses on their own page how they are written to: at which address, about what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from belowline.mail.mail import Topic
from belowline.moderation import Moderator
from tests.mail_sink import Sink, arrives, mail_sink
from tests.people.signing import SECRET, coral_token
from tests.polling import until_async
from tests.web.newsroom import HOST, SITE, Newsroom, link_in, open_newsroom, token_in

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """Lend a mail server."""
    with mail_sink() as server:
        yield server


@pytest.fixture(scope="module")
async def room(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory, sink: Sink
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom that sends e-mails and knows the publisher's accounts."""
    folder, url = tmp_path_factory.mktemp("settings"), f"http://{HOST}"
    async with open_newsroom(
        folder, moderator=engine, mail=sink.settings, url=url, sign_on_secret=SECRET
    ) as room:
        yield room


async def press(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = token_in((await browser.get("/me")).text)
    return await browser.post(path, data={"token": token, **fields})


async def member(room: Newsroom, sink: Sink, email: str, name: str) -> httpx.AsyncClient:
    """Sign a new member in by a link, as a browser would."""
    browser = room.reader()
    page = await browser.get("/sign-in")
    await browser.post("/sign-in", data={"token": token_in(page.text), "email": email})
    path = link_in(await arrives(sink, email, "sign in"))
    page = await browser.get(path)
    fields = {"token": token_in(page.text), "link": path.partition("link=")[2], "name": name}
    assert (await browser.post("/sign-in/enter", data=fields)).status_code == 303
    return browser


async def open_link(browser: httpx.AsyncClient, path: str) -> httpx.Response:
    page = await browser.get(path)
    assert page.status_code == 200, page.text
    fields = {"token": token_in(page.text), "link": path.partition("link=")[2]}
    return await browser.post("/me/email/confirm", data=fields)


async def test_a_member_moves_to_another_address_and_the_old_one_is_told(
    room: Newsroom, sink: Sink
) -> None:
    browser = await member(room, sink, "ada@old.example", "Ada Moves")
    await press(browser, "/me/mails", reports="yes", rulings="yes", mentions="yes")

    asked = await press(browser, "/me/email", email="ada@new.example")
    waiting = await browser.get("/me")
    mail = await arrives(sink, "ada@new.example", "Confirm")
    confirmed = await open_link(browser, link_in(mail))
    notice = await arrives(sink, "ada@old.example", "was changed")

    assert (asked.status_code, confirmed.status_code) == (303, 303)
    assert "A link is on its way to <bdi>ada@new.example" in waiting.text
    assert "<bdi>ada@old.example</bdi> holds" in waiting.text
    kept = await room.belowline.store.reader_by_email(SITE, "ada@new.example")
    assert kept is not None
    assert kept.name == "Ada Moves"
    assert "ada@new.example" not in notice.text
    assert notice.message["list-unsubscribe"] is None
    # What she wanted no e-mails about moves along.
    choices = room.belowline.services.choices
    assert await choices.stopped(choices.key_of("ada@new.example")) == {Topic.REPLIES}
    assert (await browser.get(link_in(mail))).status_code == 404


async def test_who_did_not_change_their_address_takes_the_account_back(
    room: Newsroom, sink: Sink
) -> None:
    thief = await member(room, sink, "gina@old.example", "Gina")
    await press(thief, "/me/email", email="thief@x.example")
    await open_link(thief, link_in(await arrives(sink, "thief@x.example", "Confirm")))
    path = link_in(await arrives(sink, "gina@old.example", "was changed"))
    gina = room.reader()
    page = await gina.get(path)
    fields = {"token": token_in(page.text), "link": path.partition("link=")[2]}

    looked = await thief.get("/me")
    done = await gina.post("/me/email/back", data=fields)
    again = await gina.post("/me/email/back", data=fields)

    assert path.startswith("/me/email/back?")
    assert "gets <bdi>gina@old.example</bdi> back" in page.text
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "You, here" in looked.text
    assert done.status_code == 200
    assert "The account is yours again" in done.text
    assert again.status_code == 404
    assert "Nothing is known about you" in (await thief.get("/me")).text
    kept = await room.belowline.store.reader_by_email(SITE, "gina@old.example")
    assert kept is not None
    assert kept.name == "Gina"
    assert await room.belowline.store.reader_by_email(SITE, "thief@x.example") is None


async def test_a_link_that_somebody_else_asked_for_changes_nothing(
    room: Newsroom, sink: Sink
) -> None:
    attacker = await member(room, sink, "mallory@x.example", "Mallory")
    victim = await member(room, sink, "vera@x.example", "Vera V.")
    await press(attacker, "/me/email", email="vera.too@x.example")
    path = link_in(await arrives(sink, "vera.too@x.example", "Confirm"))

    assert (await victim.get(path)).status_code == 404
    assert (await room.reader().get(path)).status_code == 401
    stolen = await press(victim, "/me/email/confirm", link=path.partition("link=")[2])

    assert stolen.status_code == 404
    assert await room.belowline.store.reader_by_email(SITE, "vera.too@x.example") is None


async def test_nobody_learns_whether_an_address_is_somebodys(room: Newsroom, sink: Sink) -> None:
    browser = await member(room, sink, "cara@x.example", "Cara")
    await member(room, sink, "taken@x.example", "Taken")

    answer = await press(browser, "/me/email", email="taken@x.example")
    await press(browser, "/me/email", email="cara.free@x.example")
    await arrives(sink, "cara.free@x.example", "Confirm")

    assert answer.status_code == 303
    assert not [each for each in sink.to("taken@x.example") if "Confirm" in each.subject]


@pytest.mark.parametrize("email", ["", "no address", "a@b.example\nBcc: c@d.example"])
async def test_what_is_no_address_comes_back_in_its_field(
    room: Newsroom, sink: Sink, email: str
) -> None:
    browser = await member(room, sink, f"dora{len(email)}@x.example", f"Dora {len(email)}")

    answer = await press(browser, "/me/email", email=email)

    assert answer.status_code == 422
    assert 'aria-describedby="problem-email email-hint" aria-invalid="true"' in answer.text
    if "\n" not in email:
        assert f'name="email" type="email" value="{email}"' in answer.text


async def test_a_member_says_what_they_want_to_be_told_and_it_is_kept(
    room: Newsroom, sink: Sink
) -> None:
    email = "eva@x.example"
    browser = await member(room, sink, email, "Eva")
    choices = room.belowline.services.choices
    await choices.stop(choices.key_of(email), Topic.REVIEWS)

    await press(browser, "/me/mails", replies="yes")
    page = (await browser.get("/me")).text

    stopped = await choices.stopped(choices.key_of(email))
    assert {Topic.RULINGS, Topic.REPORTS, Topic.REVIEWS} <= stopped
    assert Topic.REPLIES not in stopped
    assert 'name="replies" value="yes" checked' in page
    assert 'name="reports" value="yes">' in page
    await press(browser, "/me/mails", replies="yes", everything="yes")
    assert Topic.EVERYTHING in await choices.stopped(choices.key_of(email))


async def test_a_guest_chooses_nothing_about_an_address_that_nobody_checked(
    room: Newsroom, sink: Sink
) -> None:
    browser = room.reader()
    await room.post(browser, "The bridge should have been mended.", email="victim@x.example")

    page = await browser.get("/me")

    assert 'action="/me/mails"' not in page.text
    assert 'action="/me/email"' not in page.text
    for path in ("/me/mails", "/me/email"):
        assert (await press(browser, path, email="g@x.example")).status_code == 403


async def test_an_address_of_the_publishers_is_changed_there(room: Newsroom) -> None:
    browser = room.reader()
    await browser.post("/sign-on", data={"token": coral_token()})

    page = await browser.get("/me")

    assert 'action="/me/mails"' in page.text
    assert 'action="/me/email"' not in page.text
    assert (await press(browser, "/me/email", email="x@x.example")).status_code == 403


async def test_a_reason_that_is_not_wanted_by_e_mail_is_not_sent(
    room: Newsroom, sink: Sink
) -> None:
    browser = await member(room, sink, "fay@x.example", "Fay")
    await press(browser, "/me/mails", replies="yes", reports="yes")
    comment = await room.post(browser, "The bridge is older than the town hall.")
    desk = await room.moderator("Mo Settings")

    ruled = await desk.rule(comment["id"], "remove", clause="spam")
    room.clock.advance(minutes=2)
    gone = "SELECT count(*) FROM mails WHERE kind = 'statement'"

    async def settled() -> bool:
        async with room.belowline.store._database.reading() as connection:
            cursor = await connection.exec_driver_sql("SELECT max(number) FROM mail_cursors")
            events = await connection.exec_driver_sql("SELECT max(number) FROM events")
            waiting = await connection.exec_driver_sql(gone)
            return bool(cursor.scalar_one() == events.scalar_one() and not waiting.scalar_one())

    assert ruled.is_success, ruled.text
    await until_async(settled, "the e-mail was looked at and not sent")
    assert not [each for each in sink.to("fay@x.example") if "removed" in each.subject]


async def test_without_a_mail_server_nothing_about_e_mails_is_offered(newsroom: Newsroom) -> None:
    browser = newsroom.reader()
    await newsroom.post(browser, "The bridge is closed for a year, as I said.")

    assert "/me/email" not in (await browser.get("/me")).text
    assert (await press(browser, "/me/email", email="x@x.example")).status_code == 404
