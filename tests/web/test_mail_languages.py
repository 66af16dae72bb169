"""An e-mail comes in its reader's language: the one they chose, else that of the page they used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from belowline.moderation import Moderator
from tests.mail_sink import Sink, arrives, mail_sink
from tests.web.newsroom import HOST, Newsroom, link_in, open_newsroom, token_in

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
    """Lend a newsroom that speaks English and sends e-mails."""
    folder, url = tmp_path_factory.mktemp("languages"), f"http://{HOST}"
    async with open_newsroom(folder, moderator=engine, mail=sink.settings, url=url) as room:
        yield room


async def ask(browser: httpx.AsyncClient, email: str, language: str) -> None:
    """Ask for a link on the page of a language."""
    address = f"/sign-in?lang={language}"
    token = token_in((await browser.get(address)).text)
    await browser.post(address, data={"token": token, "email": email})


async def member(
    room: Newsroom, sink: Sink, email: str, language: str, subject: str
) -> httpx.AsyncClient:
    """Sign a new member in on pages of a language."""
    browser = room.reader()
    await ask(browser, email, language)
    place = link_in(await arrives(sink, email, subject))
    page = await browser.get(place)
    link = place.partition("link=")[2].partition("&")[0]
    fields = {"token": token_in(page.text), "link": link, "name": email.partition("@")[0]}
    answer = await browser.post(f"/sign-in/enter?lang={language}", data=fields)
    assert answer.status_code == 303, answer.text
    return browser


async def press(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = token_in((await browser.get("/me")).text)
    return await browser.post(path, data={"token": token, **fields})


async def test_a_link_comes_as_the_page_speaks_and_its_own_page_speaks_so_too(
    room: Newsroom, sink: Sink
) -> None:
    browser = room.reader()
    await ask(browser, "gerda@x.example", "de")

    mail = await arrives(sink, "gerda@x.example", "Ihr Link zum Anmelden")
    page = await browser.get(link_in(mail))

    assert '<html lang="de"' in mail.html
    assert link_in(mail).endswith("&lang=de")
    assert '<html lang="de"' in page.text


async def test_who_came_by_in_another_language_is_written_to_in_it(
    room: Newsroom, sink: Sink
) -> None:
    browser = await member(room, sink, "heidi@x.example", "de", "Ihr Link")
    comment = await room.post(browser, "The bridge should have been mended years ago.")
    other = room.reader()
    await room.post(other, "It was, and then it was closed again.", parent_id=comment["id"])
    room.clock.advance(minutes=6)

    mail = await arrives(sink, "heidi@x.example", "hat Ihnen geantwortet")

    assert f"http://{HOST}/comments/" in mail.text
    assert "?lang=de#c-" in mail.text
    assert str(mail.message["list-unsubscribe"]).endswith("/stop/replies?lang=de>")
    stop = str(mail.message["list-unsubscribe"]).strip("<>").removeprefix(f"http://{HOST}")
    assert (await other.post(stop, data={"List-Unsubscribe": "One-Click"})).status_code == 200


async def test_what_a_reader_chose_counts_before_the_page(room: Newsroom, sink: Sink) -> None:
    browser = await member(room, sink, "ines@x.example", "de", "Ihr Link")

    chosen = await press(browser, "/me/language", language="fr")
    page = await browser.get("/me")
    await ask(room.reader(), "ines@x.example", "es")
    await arrives(sink, "ines@x.example", "Votre lien de connexion")
    data = (await browser.get("/me/data")).json()
    await press(browser, "/me/language", language="")
    await press(browser, "/me/email", email="ines.b@x.example")
    mail = await arrives(sink, "ines.b@x.example", "Confirm your new e-mail address")

    assert chosen.status_code == 303
    assert '<option value="fr" lang="fr" dir="ltr" selected>Français</option>' in page.text
    assert data["languages"] == [{"language": "fr", "is_chosen": True}]
    assert "lang=" not in mail.text


async def test_a_language_that_nobody_offers_is_refused(room: Newsroom) -> None:
    browser = room.reader()
    await room.post(browser, "The ferry runs every hour in summer.")

    refused = await press(browser, "/me/language", language="tlh")
    guest = await press(browser, "/me/language", language="ar")

    assert refused.status_code == 422
    assert 'aria-describedby="problem-language language-hint" aria-invalid="true"' in refused.text
    assert guest.status_code == 303


async def test_a_guest_is_told_as_they_wrote(room: Newsroom, sink: Sink) -> None:
    browser = room.reader()
    address = f"/stories/{room.rent.story_id}/comments?lang=es"
    await room.send(browser, address, text="You are an idiot.", name="Gus", email="gus@x.example")
    room.clock.advance(hours=2)

    mail = await arrives(sink, "gus@x.example", "comentario")

    assert '<html lang="es"' in mail.html


async def test_who_sends_a_notice_is_answered_as_they_wrote(room: Newsroom, sink: Sink) -> None:
    browser = room.reader()
    comment = await room.post(browser, "The old mill was sold for a song.")
    address = f"/comments/{comment['id']}/notice?lang=es"
    token = token_in((await browser.get(address)).text)

    sent = await browser.post(
        address,
        data={
            "token": token,
            "explanation": "It was not.",
            "name": "Lex",
            "email": "lex@x.example",
            "good_faith": "yes",
        },
    )

    assert sent.status_code == 303, sent.text
    await arrives(sink, "lex@x.example", "Hemos recibido su notificación")
