"""Signing in by a link that comes by e-mail: staff to the desk, readers to the thread."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from belowline.moderation import Moderator
from tests.mail_sink import Received, Sink, mail_sink
from tests.polling import until_async
from tests.web.newsroom import HOST, SITE, Newsroom, link_in, open_newsroom, token_in

pytestmark = pytest.mark.anyio

ADA = "ada@reader.example"


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """Lend a mail server."""
    with mail_sink() as server:
        yield server


@pytest.fixture(scope="module")
async def mailing(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory, sink: Sink
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom that sends e-mails."""
    folder, url = tmp_path_factory.mktemp("mailing"), f"http://{HOST}"
    async with open_newsroom(folder, moderator=engine, mail=sink.settings, url=url) as room:
        yield room


async def ask(browser: httpx.AsyncClient, path: str, email: str, **more: str) -> httpx.Response:
    """Ask for a link on the page that offers it."""
    page = await browser.get("/desk/sign-in" if path.startswith("/desk") else path)
    return await browser.post(path, data={"token": token_in(page.text), "email": email, **more})


async def arrives(sink: Sink, to: str, count: int = 1) -> Received:
    """The latest e-mail to this address, once there are so many."""

    async def there() -> bool:
        return len(sink.to(to)) >= count

    await until_async(there, f"{count} e-mails to {to}")
    assert len(sink.to(to)) == count
    return sink.to(to)[-1]


async def enter(browser: httpx.AsyncClient, path: str, **more: str) -> httpx.Response:
    """Open the link, and press the button."""
    page = await browser.get(path)
    assert page.status_code == 200, page.text
    link = path.partition("link=")[2]
    fields = {"token": token_in(page.text), "link": link, **more}
    return await browser.post(path.partition("?")[0], data=fields)


async def test_a_moderator_asks_for_a_link_and_works_at_the_desk(
    mailing: Newsroom, sink: Sink
) -> None:
    await mailing.staff("Mail Mo")
    browser = mailing.reader()

    asked = await ask(browser, "/desk/sign-in/link", f"MAIL.MO@{HOST}")
    mail = await arrives(sink, f"mail.mo@{HOST}")
    entered = await enter(browser, link_in(mail))

    assert asked.status_code == 200
    assert entered.headers["location"] == "/desk"
    assert (await browser.get("/desk")).status_code == 200
    assert mail.message["list-unsubscribe"] is None
    assert "somebody asked for a link" in " ".join(mail.text.split())
    assert (await browser.get(link_in(mail))).status_code == 404


async def test_nobody_learns_who_works_at_the_desk(mailing: Newsroom, sink: Sink) -> None:
    await mailing.staff("Mail Zoe")

    known = await ask(mailing.reader(), "/desk/sign-in/link", f"mail.zoe@{HOST}")
    unknown = await ask(mailing.reader(), "/desk/sign-in/link", f"mail.bob@{HOST}")
    await arrives(sink, f"mail.zoe@{HOST}")

    def without_names(page: httpx.Response) -> str:
        return re.sub(r"mail\.(zoe|bob)", "", page.text)

    assert (known.status_code, without_names(known)) == (200, without_names(unknown))
    assert sink.to(f"mail.bob@{HOST}") == []


async def test_a_reader_signs_in_from_the_thread_and_what_they_wrote_is_theirs(
    mailing: Newsroom, sink: Sink
) -> None:
    browser, story = mailing.reader(), mailing.rent.story_id
    comment = await mailing.post(browser, "I wrote this as a guest.")
    thread = await browser.get(f"/stories/{story}")
    assert f'href="/sign-in?story={story}"' in thread.text

    asked = await ask(browser, "/sign-in", ADA, story=story)
    mail = await arrives(sink, ADA)
    entered = await enter(browser, link_in(mail), name="Ada Lovelace")
    me = (await browser.get(f"/api/v1/stories/{story}/me")).json()

    assert "Look into your inbox" in asked.text
    assert (entered.status_code, entered.headers["location"]) == (303, f"/stories/{story}#comments")
    assert me["name"] == "Ada Lovelace"
    assert [each["id"] for each in me["comments"]] == [comment["id"]]
    kept = await mailing.belowline.store.reader_by_email(SITE, ADA)
    assert kept is not None
    assert kept.role.value == "member"


async def test_who_asked_with_somebody_elses_address_gains_nothing(
    mailing: Newsroom, sink: Sink
) -> None:
    attacker, owner, victim = mailing.reader(), mailing.reader(), "vera@reader.example"
    await mailing.post(attacker, "I shall be Vera, once she opens my link.")
    story = mailing.rent.story_id

    await ask(attacker, "/sign-in", victim, story=story)
    mail = await arrives(sink, victim)
    await enter(owner, link_in(mail), name="Vera")

    hers = (await owner.get(f"/api/v1/stories/{story}/me")).json()
    his = (await attacker.get(f"/api/v1/stories/{story}/me")).json()
    assert (hers["name"], hers["comments"]) == ("Vera", [])
    assert his["name"] != "Vera"


async def test_a_member_comes_back_on_another_device_and_needs_no_name(
    mailing: Newsroom, sink: Sink
) -> None:
    email = "grace@reader.example"
    await ask(mailing.reader(), "/sign-in", email)
    await enter(mailing.reader(), link_in(await arrives(sink, email)), name="Grace H.")
    phone = mailing.reader()

    await ask(phone, "/sign-in", email)
    path = link_in(await arrives(sink, email, 2))
    page = await phone.get(path)
    entered = await enter(phone, path)

    assert 'name="name"' not in page.text
    assert "Grace H." in page.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


async def test_a_name_that_the_policy_refuses_is_refused_and_the_link_still_works(
    mailing: Newsroom, sink: Sink
) -> None:
    email, browser = "rude@reader.example", mailing.reader()
    await ask(browser, "/sign-in", email)
    path = link_in(await arrives(sink, email))

    refused = await enter(browser, path, name="Fuck You")
    nameless = await enter(browser, path, name=" ")
    entered = await enter(browser, path, name="Rudi")

    assert (refused.status_code, nameless.status_code, entered.status_code) == (422, 422, 303)
    assert 'value="Fuck You"' in refused.text


async def test_staff_who_ask_in_the_thread_get_their_link_to_the_desk(
    mailing: Newsroom, sink: Sink
) -> None:
    await mailing.staff("Mail Kim")

    await ask(mailing.reader(), "/sign-in", f"mail.kim@{HOST}")

    assert link_in(await arrives(sink, f"mail.kim@{HOST}")).startswith("/desk/enter?")


async def test_nobodys_inbox_is_flooded(mailing: Newsroom, sink: Sink) -> None:
    email = "flooded@reader.example"

    answers = [await ask(mailing.reader(), "/sign-in", email) for _ in range(5)]

    await arrives(sink, email, 3)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert f'value="{email}"' in answers[-1].text


@pytest.mark.parametrize("email", ["", "no address", "a@b.example\nBcc: c@d.example"])
async def test_what_is_no_address_is_refused(mailing: Newsroom, email: str) -> None:
    answers = [
        await ask(mailing.reader(), path, email) for path in ("/sign-in", "/desk/sign-in/link")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


async def test_the_queue_holds_no_link_and_no_address(mailing: Newsroom, sink: Sink) -> None:
    email = "secret@reader.example"
    await ask(mailing.reader(), "/sign-in", email)
    path = link_in(await arrives(sink, email))
    await enter(mailing.reader(), path, name="Sec")
    token = path.partition("link=")[2]

    async with mailing.belowline.store._database.reading() as connection:
        mails = (await connection.exec_driver_sql("SELECT * FROM mails")).all()
        requests = (await connection.exec_driver_sql("SELECT * FROM link_requests")).all()

    assert mails
    assert token not in f"{mails}{requests}"
    assert email not in f"{mails}{requests}"


async def test_where_no_mail_is_sent_no_link_is_offered(newsroom: Newsroom) -> None:
    reader = newsroom.reader()

    pages = [await reader.get(path) for path in ("/sign-in", "/desk/sign-in", "/")]
    thread = await reader.get(f"/stories/{newsroom.rent.story_id}")

    assert [page.status_code for page in pages] == [404, 200, 200]
    assert not any("/sign-in/link" in page.text for page in pages)
    assert 'href="/sign-in' not in thread.text
