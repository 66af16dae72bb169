"""A member makes a passkey on their own page and signs in with it; nothing else gets in."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from tests.people.authenticator import PRESENT, Authenticator
from tests.people.signing import SECRET, coral_token
from tests.web.newsroom import HOST, Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

ORIGIN = f"http://{HOST}"
EMAIL = "ada@passkey.example"


@pytest.fixture(scope="module")
async def room(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom with accounts of the publisher's."""
    async with open_newsroom(
        tmp_path_factory.mktemp("passkeys"),
        moderator=engine,
        clock=Clock(),
        sign_on_secret=SECRET,
        url=ORIGIN,
    ) as room:
        yield room


def authenticator(**facts: Any) -> Authenticator:
    return Authenticator(origin=ORIGIN, host=HOST, credential_id=os.urandom(16), **facts)


async def member(room: Newsroom, name: str = "Ada Key") -> httpx.AsyncClient:
    browser = room.reader()
    user = {"id": name, "username": name, "email": f"{name.replace(' ', '.')}@passkey.example"}
    await browser.post("/sign-on", data={"token": coral_token(user=user)})
    return browser


async def begin(browser: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    token = token_in((await browser.get("/me")).text)
    answer = await browser.post("/api/v1/me/passkeys/begin", json={"token": token})
    assert answer.status_code == 200, answer.text
    return token, answer.json()


async def make(
    browser: httpx.AsyncClient, key: Authenticator, name: str = "My phone"
) -> httpx.Response:
    token, options = await begin(browser)
    body = {"token": token, "name": name, "credential": key.make(options)}
    return await browser.post("/api/v1/me/passkeys", json=body)


async def challenged(browser: httpx.AsyncClient) -> dict[str, Any]:
    answer = await browser.post("/api/v1/sign-in/passkey/begin", json={})
    options: dict[str, Any] = answer.json()
    return options


async def sign_in(room: Newsroom, key: Authenticator) -> httpx.Response:
    browser = room.reader()
    options = await challenged(browser)
    return await browser.post(
        "/api/v1/sign-in/passkey", json={"credential": key.sign(options), "to": ""}
    )


async def test_a_member_makes_a_passkey_and_signs_in_with_it(room: Newsroom) -> None:
    browser, key = await member(room), authenticator()
    made = await make(browser, key)
    assert made.status_code == 200, made.text
    phone = room.reader()
    options = await challenged(phone)
    place = f"/stories/{room.rent.story_id}#comments"

    entered = await phone.post(
        "/api/v1/sign-in/passkey", json={"credential": key.sign(options), "to": place}
    )

    assert entered.status_code == 200, entered.text
    assert entered.json() == {"to": place}
    assert (await phone.get(f"/api/v1/stories/{room.rent.story_id}/me")).json()["name"] == "Ada Key"
    page = (await phone.get("/me")).text
    assert "My phone" in page
    assert "last used on" in page
    assert options["rpId"] == HOST
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []


async def test_options_ask_for_a_passkey_that_needs_no_name(room: Newsroom) -> None:
    browser, key = await member(room, "Options Odd"), authenticator()
    await make(browser, key)

    _, options = await begin(browser)

    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["rp"] == {"id": HOST, "name": "The Example"}
    assert len(options["excludeCredentials"]) == 1
    assert EMAIL not in str(options)


async def test_an_answer_is_taken_once_and_in_time(room: Newsroom) -> None:
    browser, key = await member(room, "Once Only"), authenticator()
    await make(browser, key)
    stranger = room.reader()
    given = {"credential": key.sign(await challenged(stranger)), "to": ""}
    late = {"credential": key.sign(await challenged(stranger)), "to": ""}

    first = await stranger.post("/api/v1/sign-in/passkey", json=given)
    replayed = await room.reader().post("/api/v1/sign-in/passkey", json=given)
    room.clock.advance(minutes=5)
    too_late = await room.reader().post("/api/v1/sign-in/passkey", json=late)

    assert [first.status_code, replayed.status_code, too_late.status_code] == [200, 422, 422]
    assert replayed.json()["code"] == "passkey-refused"
    assert replayed.json()["detail"] == too_late.json()["detail"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"user": b"somebody else"},
        {"key": authenticator().key},
        {"count": 0},
        {"credential_id": b"unknown"},
    ],
    ids=["origin", "host", "unseen", "absent", "user", "key", "counter", "unknown"],
)
async def test_what_is_not_as_it_should_be_gets_nobody_in(
    room: Newsroom, wrong: dict[str, Any]
) -> None:
    browser, key = await member(room, f"Wrong {next(iter(wrong))}"), authenticator()
    await make(browser, key)
    assert (await sign_in(room, key)).status_code == 200
    for name, value in wrong.items():
        setattr(key, name, value)

    refused = await sign_in(room, key)

    assert refused.status_code == 422
    assert "set-cookie" not in refused.headers


async def test_a_copy_that_fell_behind_is_refused(room: Newsroom) -> None:
    browser, key = await member(room, "Copied Key"), authenticator()
    await make(browser, key)
    copy = authenticator(key=key.key, user=key.user)
    copy.credential_id = key.credential_id
    for _ in range(2):
        assert (await sign_in(room, key)).status_code == 200

    assert (await sign_in(room, copy)).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}]
)
async def test_a_passkey_that_is_made_elsewhere_or_unseen_is_not_kept(
    room: Newsroom, wrong: dict[str, Any]
) -> None:
    browser, key = await member(room, "Not Kept"), authenticator()
    for name, value in wrong.items():
        setattr(key, name, value)

    assert (await make(browser, key)).status_code == 422
    assert "Make a passkey" in (await browser.get("/me")).text
    assert "/me/passkey/remove" not in (await browser.get("/me")).text


async def test_a_challenge_of_somebody_elses_makes_no_passkey(room: Newsroom) -> None:
    ada, bob, key = (
        await member(room, "First One"),
        await member(room, "Other One"),
        authenticator(),
    )
    _, hers = await begin(ada)
    token, _ = await begin(bob)

    body = {"token": token, "name": "", "credential": key.make(hers)}
    assert (await bob.post("/api/v1/me/passkeys", json=body)).status_code == 422
    sign = await challenged(bob)
    body["credential"] = key.make({**hers, "challenge": sign["challenge"]})
    assert (await bob.post("/api/v1/me/passkeys", json=body)).status_code == 422


async def test_several_are_told_apart_and_removed(room: Newsroom) -> None:
    browser, phone, key = await member(room, "Two Keys"), authenticator(), authenticator()
    await make(browser, phone, "Phone")
    await make(browser, key, "  Key on\nthe ring ")
    page = (await browser.get("/me")).text
    assert "<bdi>Key on the ring</bdi>" in page
    kept = room.belowline.store
    async with kept._database.reading() as connection:
        found = await connection.exec_driver_sql(
            "SELECT passkey_id FROM passkeys WHERE name = 'Phone'"
        )
        passkey_id = found.scalar_one()

    other = await member(room, "Thief Of Keys")
    token = token_in((await other.get("/me")).text)
    stolen = await other.post("/me/passkey/remove", data={"token": token, "passkey": passkey_id})
    token = token_in(page)
    gone = await browser.post("/me/passkey/remove", data={"token": token, "passkey": passkey_id})

    assert (stolen.status_code, gone.status_code) == (404, 303)
    assert (await sign_in(room, phone)).status_code == 422
    assert (await sign_in(room, key)).status_code == 200


async def test_one_passkey_is_one_members(room: Newsroom) -> None:
    key = authenticator()
    await make(await member(room, "Known First"), key)

    again = await make(await member(room, "Known Second"), key)

    assert (again.status_code, again.json()["code"]) == (409, "passkey-known")


async def test_guests_strangers_and_other_sites_make_none(room: Newsroom) -> None:
    guest = room.reader()
    await room.post(guest, "The bridge is closed, and was so last year.")
    token = token_in((await guest.get("/me")).text)

    refused = await guest.post("/api/v1/me/passkeys/begin", json={"token": token})
    stranger = await room.reader().post("/api/v1/me/passkeys/begin", json={"token": token})
    browser = await member(room, "Forged Form")
    forged = await browser.post("/api/v1/me/passkeys/begin", json={"token": "x"})
    browser.headers["sec-fetch-site"] = "cross-site"
    foreign = await browser.post("/api/v1/sign-in/passkey/begin", json={})

    statuses = [each.status_code for each in (refused, stranger, forged, foreign)]
    assert statuses == [403, 401, 403, 403]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"credential": 1}', b'{"credential": {}}'])
async def test_nonsense_is_refused(room: Newsroom, body: bytes) -> None:
    answer = await room.reader().post("/api/v1/sign-in/passkey", content=body)

    assert answer.status_code == 422


async def test_staff_come_to_the_desk_with_theirs(room: Newsroom) -> None:
    desk, key = await room.moderator("Mo Passkey"), authenticator()
    assert (await make(desk.browser, key)).status_code == 200
    browser = room.reader()

    options = await challenged(browser)
    entered = await browser.post("/api/v1/sign-in/passkey", json={"credential": key.sign(options)})

    assert entered.json() == {"to": "/desk"}
    assert (await browser.get("/desk")).status_code == 200


async def test_where_the_site_has_only_an_address_there_are_none(
    engine: Moderator, tmp_path: Path
) -> None:
    async with open_newsroom(tmp_path, moderator=engine, url="http://127.0.0.1:8000") as room:
        answer = await room.reader().post("/api/v1/sign-in/passkey/begin", json={})

    assert answer.status_code == 422
