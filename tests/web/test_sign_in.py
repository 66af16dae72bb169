"""The way into the desk: a password or a link that works once; nobody else gets in."""

from __future__ import annotations

import re

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.people.access import Right
from belowline.people.reader import Role
from belowline.web.routes import ROUTES, Route
from tests.web.newsroom import HOST, PASSWORD, Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

MODERATED = [route for route in ROUTES if route.right is Right.MODERATE]


async def sign_in(
    newsroom: Newsroom, browser: httpx.AsyncClient, email: str, password: str
) -> httpx.Response:
    token = token_in((await browser.get("/desk/sign-in")).text)
    return await browser.post(
        "/desk/sign-in", data={"token": token, "email": email, "password": password}
    )


def session_of(answer: httpx.Response) -> str:
    (cookie,) = (
        each
        for each in answer.headers.get_list("set-cookie")
        if each.startswith("belowline_session=")
    )
    return cookie


async def test_a_moderator_signs_in_with_e_mail_and_password(newsroom: Newsroom) -> None:
    await newsroom.staff("Pat Password", password=PASSWORD)
    browser = newsroom.reader()

    answer = await sign_in(newsroom, browser, f"PAT.password@{HOST}", PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "Pat Password" in (await browser.get("/desk")).text


async def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(
    newsroom: Newsroom,
) -> None:
    await newsroom.staff("Wanda Wrong", password=PASSWORD)
    await newsroom.staff("Nora Nopassword")
    tries = {
        f"wanda.wrong@{HOST}": "another password, long",
        f"nobody@{HOST}": PASSWORD,
        f"nora.nopassword@{HOST}": PASSWORD,
        "": "",
    }

    pages = set()
    for email, password in tries.items():
        answer = await sign_in(newsroom, newsroom.reader(), email, password)
        assert answer.status_code == 422
        assert "belowline_session" not in answer.headers.get("set-cookie", "")
        pages.add(answer.text.replace(email, "").replace(" autofocus", ""))
    assert len(pages) == 1
    assert "E-mail and password do not match." in pages.pop()


@pytest.mark.parametrize("email", ["\0", "a" * 100_000, "ü@ü.example", "' OR 1=1 --", "%"])
async def test_a_strange_e_mail_is_only_unknown(newsroom: Newsroom, email: str) -> None:
    answer = await sign_in(newsroom, newsroom.reader(), email, PASSWORD)

    assert answer.status_code == 422


async def test_the_sign_in_form_needs_its_token(newsroom: Newsroom) -> None:
    await newsroom.staff("Toni Token", password=PASSWORD)

    answer = await newsroom.reader().post(
        "/desk/sign-in",
        data={"token": "x", "email": f"toni.token@{HOST}", "password": PASSWORD},
    )

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_a_one_time_link_opens_the_desk_once(newsroom: Newsroom) -> None:
    person = await newsroom.staff("Lin Klein")
    link = await newsroom.belowline.services.sign_in.make_link(person)
    looked, used, late = newsroom.reader(), newsroom.reader(), newsroom.reader()

    page = await looked.get("/desk/enter", params={"link": link})
    fields = {"link": link, "token": token_in(page.text)}
    first = await used.post("/desk/enter", data=fields)
    second = await late.post("/desk/enter", data=fields)
    again = await late.get("/desk/enter", params={"link": link})

    assert "Sign in as Lin Klein (moderator)" in page.text
    assert "set-cookie" not in page.headers
    assert (first.status_code, second.status_code, again.status_code) == (303, 404, 404)
    assert (await used.get("/api/v1/desk/queue")).status_code == 200
    assert (await late.get("/api/v1/desk/queue")).status_code == 401


async def test_links_last_a_day_and_sessions_a_working_day(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clock = Clock()
    folder = tmp_path_factory.mktemp("clock")
    async with open_newsroom(folder, moderator=engine, clock=clock) as newsroom:
        link = await newsroom.belowline.services.sign_in.make_link(await newsroom.staff("Old Link"))
        desk = await newsroom.moderator("Long Day")
        clock.advance(hours=13, minutes=59)
        working = await desk.browser.get("/api/v1/desk/queue")
        clock.advance(minutes=1)
        over = await desk.browser.get("/api/v1/desk/queue")
        clock.advance(hours=10)
        too_old = await newsroom.reader().get("/desk/enter", params={"link": link})

    assert (working.status_code, over.status_code, too_old.status_code) == (200, 401, 404)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_session_cookie_is_out_of_reach(newsroom: Newsroom, scheme: str) -> None:
    name = f"Cookie {scheme}"
    await newsroom.staff(name, password=PASSWORD)
    browser = newsroom.reader()
    browser.base_url = httpx.URL(f"{scheme}://{HOST}")

    answer = await sign_in(newsroom, browser, f"cookie.{scheme}@{HOST}", PASSWORD)

    flags = {flag.strip().lower() for flag in session_of(answer).split(";")[1:]}
    assert {"httponly", "path=/", "samesite=strict"} <= flags
    assert ("secure" in flags) == (scheme == "https")
    assert not [flag for flag in flags if flag.startswith("domain")]


async def test_the_readers_cookie_is_out_of_reach_too(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().post(
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
        json={"text": "Cookie, please.", "name": "Cookie Reader"},
    )

    flags = {flag.strip().lower() for flag in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= flags


async def test_signing_out_ends_the_session(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Outa Here")
    cookies = dict(desk.browser.cookies)

    out = await desk.browser.post("/desk/sign-out", data={"token": desk.token})
    stolen = newsroom.reader()
    stolen.cookies.update(cookies)

    assert (out.status_code, out.headers["location"]) == (303, "/desk/sign-in")
    assert (await stolen.get("/api/v1/desk/queue")).status_code == 401


async def test_a_new_password_ends_every_session(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Pass Changer")
    person = await newsroom.belowline.store.reader_by_email(
        newsroom.rent.site_id, f"pass.changer@{HOST}"
    )
    assert person is not None

    await newsroom.belowline.services.sign_in.set_password(person, PASSWORD)

    assert (await desk.browser.get("/api/v1/desk/queue")).status_code == 401


def test_there_are_doors_for_moderators_only() -> None:
    guarded = {route.path for route in MODERATED}

    assert len(MODERATED) >= 6
    assert all(path.startswith(("/desk", "/api/v1/desk", "/api/v1/stories/")) for path in guarded)
    assert {
        route.path for route in ROUTES if "/desk" in route.path and route.right is Right.PUBLIC
    } == {"/desk/sign-in", "/desk/sign-in/link", "/desk/enter"}


@pytest.mark.parametrize("route", MODERATED, ids=lambda route: f"{route.method} {route.path}")
async def test_strangers_and_guests_find_each_of_them_shut(
    newsroom: Newsroom, route: Route
) -> None:
    guest, forger = newsroom.reader(), newsroom.reader()
    comment = await newsroom.post(guest, "The mayor of this town is a complete moron.")
    forger.cookies.set("belowline_session", "x" * 43)
    path = re.sub(r"\{story_id:str\}", newsroom.rent.story_id, route.path)
    path = re.sub(r"\{comment_id:str\}", comment["id"], path)
    body = {"verdict": "publish", "seen": "x", "open": False, "token": "x"}

    for browser in (newsroom.reader(), guest, forger):
        if route.method == "GET":
            answer = await browser.get(path)
        elif path.startswith("/api/"):
            answer = await browser.request(route.method, path, json=body)
        else:
            answer = await browser.request(route.method, path, data={"token": "x"})
        if path.startswith("/api/"):
            assert answer.status_code == 401
            assert answer.json()["code"] == "sign-in-needed"
        elif route.method == "GET":
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
        else:
            assert answer.status_code == 401
            assert 'href="/desk/sign-in"' in answer.text
        assert "moron" not in answer.text
    story = (await newsroom.reader().get(f"/api/v1/stories/{newsroom.rent.story_id}")).json()
    assert story["open"] is True


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.OWNER])
async def test_all_staff_work_at_the_desk(newsroom: Newsroom, role: Role) -> None:
    person = await newsroom.staff(f"Staff {role}", role)
    link = await newsroom.belowline.services.sign_in.make_link(person)
    browser = newsroom.reader()
    page = await browser.get("/desk/enter", params={"link": link})
    await browser.post("/desk/enter", data={"link": link, "token": token_in(page.text)})

    assert (await browser.get("/desk")).status_code == 200


async def test_a_ruling_needs_the_sessions_own_token(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "The mayor of this town is a complete moron.")
    desk, other = await newsroom.moderator("Own Token"), await newsroom.moderator("Other Token")
    seen = await desk.seen(comment["id"])
    order = {"verdict": "publish", "seen": seen}

    for token in ("", "x", other.token):
        by_api = await desk.browser.post(
            f"/api/v1/desk/comments/{comment['id']}/rulings",
            json=order,
            headers={"x-csrf-token": token},
        )
        by_form = await desk.browser.post(
            f"/desk/comments/{comment['id']}/rule", data={"token": token, **order}
        )
        out = await desk.browser.post("/desk/sign-out", data={"token": token})
        assert (by_api.status_code, by_api.json()["code"]) == (403, "form-token")
        assert (by_form.status_code, out.status_code) == (403, 403)
    assert await desk.waiting(comment["id"]) is not None


async def test_staff_are_not_let_in_by_a_readers_token(newsroom: Newsroom) -> None:
    person = await newsroom.staff("Sneaky Target")
    guest = await newsroom.reader().post(
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
        json={"text": "A token, please.", "name": "Sneak"},
    )
    mark = guest.headers["belowline-reader"].partition(".")[2]

    forged = newsroom.reader(authorization=f"Bearer {person.reader_id}.{mark}")

    assert (await forged.get("/api/v1/desk/queue")).status_code == 401
