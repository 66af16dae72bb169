"""Sanctions over HTTP: at the desk, in the reader's page, and on the private page about them."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import httpx
import pytest

from belowline.people.reader import Role
from tests.web.newsroom import Desk, Newsroom, token_in

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."
CLEAN = "Read the committee's minutes before you vote."
REASON = "Four insults in a week <b>"
_numbers = count(1)


@pytest.fixture
async def desk(newsroom: Newsroom) -> Desk:
    return await newsroom.moderator(f"Mo Derator {next(_numbers)}")


async def reader_of(desk: Desk, comment: dict[str, Any]) -> str:
    page = await desk.browser.get(f"/desk/comments/{comment['id']}")
    found = re.search(r"/desk/readers/([^/\"]+)/sanctions", page.text)
    assert found, page.text
    return found.group(1)


async def impose(desk: Desk, reader_id: str, measure: str, **more: Any) -> httpx.Response:
    return await desk.browser.post(
        f"/api/v1/desk/readers/{reader_id}/sanctions",
        json={"measure": measure, "reason": REASON, **more},
        headers={"x-csrf-token": desk.token},
    )


async def me(newsroom: Newsroom, reader: httpx.AsyncClient) -> dict[str, Any]:
    answer = (await reader.get(f"/api/v1/stories/{newsroom.rent.story_id}/me")).json()
    assert isinstance(answer, dict)
    return answer


async def test_a_warning_is_told_in_the_thread_until_it_is_read(
    newsroom: Newsroom, desk: Desk
) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, HELD)
    answer = await impose(desk, await reader_of(desk, comment), "warn")
    assert (answer.status_code, answer.json()["said"]) == (201, "Warned.")

    told = (await me(newsroom, reader))["standing"]
    assert told["may_write"]
    assert [(each["what"], each["reason"], each["is_news"]) for each in told["items"]] == [
        ("A moderator has warned you.", REASON, True)
    ]
    page = await reader.get(f"/comments/{comment['id']}")
    assert "A moderator has warned you." in page.text
    assert "Four insults in a week &lt;b&gt;" in page.text
    assert (await reader.post("/api/v1/standing/read")).status_code == 204

    assert (await me(newsroom, reader))["standing"] is None
    assert "A moderator has warned you." in (await reader.get(told["address"])).text
    beside = await desk.browser.get(f"/desk/comments/{comment['id']}/beside")
    assert re.search(r"Warned</b>.*By Mo Derator.*read <time", beside.text, re.S)


async def test_who_is_suspended_is_told_why_and_keeps_the_text(
    newsroom: Newsroom, desk: Desk
) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN)
    reader_id = await reader_of(desk, comment)
    assert (await impose(desk, reader_id, "suspend", days=7)).status_code == 201

    path = f"/stories/{newsroom.rent.story_id}/comments"
    answer = await reader.post(f"/api/v1{path}", json={"text": "More, and kept."})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (403, "suspended")
    assert "until 30 November 2026, 12:00 UTC" in problem["detail"]
    assert REASON in problem["detail"]
    form = await newsroom.send(reader, path, text="More, and kept.", name="Ada")
    assert form.status_code == 403
    assert "More, and kept." in form.text
    assert 'href="/standing"' in form.text
    edit = await newsroom.send(reader, f"/comments/{comment['id']}/edit", text="Other words.")
    assert edit.status_code == 403
    assert "Other words." in edit.text
    other = await newsroom.post(newsroom.reader(), CLEAN + " Please.")
    report = await newsroom.send(reader, f"/comments/{other['id']}/report", reason="spam", note="N")
    assert report.status_code == 403
    assert not (await me(newsroom, reader))["standing"]["may_write"]


async def test_a_reader_appeals_at_the_private_page_and_a_colleague_grants_it(
    newsroom: Newsroom, desk: Desk
) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN + " Twice.")
    reader_id = await reader_of(desk, comment)
    given = (await impose(desk, reader_id, "ban")).json()
    where = (await reader.get("/standing")).headers["location"]
    stranger = newsroom.reader()
    page = await stranger.get(where)  # whoever holds the link
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    token = token_in(page.text)

    path = f"{where}/sanctions/{given['id']}/appeal"
    sent = await stranger.post(path, data={"token": token, "text": "My brother wrote it."})
    assert sent.status_code == 303
    again = await stranger.post(path, data={"token": token, "text": "Once more, kept."})
    assert again.status_code == 409
    assert "You have appealed against this already." in again.text

    listed = (await desk.browser.get("/api/v1/desk/sanctions/appeals")).json()["items"]
    assert [(each["appeal"], each["in_force"]) for each in listed] == [
        ("My brother wrote it.", True)
    ]
    own = await desk.browser.post(
        f"/desk/sanctions/{given['id']}/answer",
        data={"token": desk.token, "grant": "yes", "reply": "Yes."},
    )
    assert own.status_code == 403
    other = await newsroom.moderator("Di Fferent")
    assert "A reader appeals against a sanction" in (await other.browser.get("/desk")).text
    assert "My brother wrote it." in (await other.browser.get("/desk/sanctions")).text
    done = await other.browser.post(
        f"/desk/sanctions/{given['id']}/answer",
        data={"token": other.token, "grant": "yes", "reply": "We believe you."},
    )
    assert done.status_code == 303
    assert "We believe you." in (await reader.get(where)).text
    assert (await newsroom.post(reader, CLEAN + " Back."))["state"] == "published"


async def test_the_form_works_without_scripts_and_is_taken_back_at_once(
    newsroom: Newsroom, desk: Desk
) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN + " Thrice.")
    reader_id = await reader_of(desk, comment)
    path = f"/desk/readers/{reader_id}/sanctions"
    fields = {"token": desk.token, "at": comment["id"], "measure": "hold", "reason": "Trolling"}

    wrong = await desk.browser.post(path, data={**fields, "measure": "suspend", "days": "0"})
    assert wrong.status_code == 422
    assert 'value="Trolling"' in wrong.text
    sent = await desk.browser.post(path, data=fields)
    assert sent.headers["location"] == f"/desk/comments/{comment['id']}"
    item = (await desk.browser.get(sent.headers["location"])).text
    assert "Every comment held" in item
    undo = re.search(r'action="(/desk/sanctions/[^"]+/undo)"', item)
    assert undo
    held = await newsroom.post(reader, CLEAN + " Held.")
    assert held["state"] == "held"
    waits = await desk.waiting(held["id"])
    assert waits is not None
    assert waits["attention"] == "Held for its author"
    back = await desk.browser.post(undo.group(1), data={"token": desk.token, "at": comment["id"]})
    assert back.status_code == 303
    assert (await newsroom.post(reader, CLEAN + " Free."))["state"] == "published"
    item = (await desk.browser.get(f"/desk/readers/{reader_id}")).text
    assert "taken back at once" in item
    assert "Take it back" not in item


async def test_the_desk_lists_what_is_in_force_and_the_record_tells_of_it(
    newsroom: Newsroom, desk: Desk
) -> None:
    comment = await newsroom.post(newsroom.reader(), CLEAN + " Listed.", name="Liz Listed")
    reader_id = await reader_of(desk, comment)
    await impose(desk, reader_id, "suspend", until="2026-12-24T00:00:00Z")

    listed = (await desk.browser.get("/api/v1/desk/sanctions")).json()["items"]
    assert [each["until"] for each in listed if each["reader_id"] == reader_id] == [
        "2026-12-24T00:00:00Z"
    ]
    assert "Liz Listed" in (await desk.browser.get("/desk/sanctions")).text
    history = (await desk.browser.get(f"/api/v1/desk/readers/{reader_id}/sanctions")).json()
    assert [each["in_force"] for each in history["items"]] == [True]
    editor = await newsroom.moderator("Ed Chief", Role.EDITOR)
    record = (await editor.browser.get("/desk/record", params={"act": "sanction"})).text
    assert "Reader suspended until 2026-12-24" in record
    assert f"/desk/readers/{reader_id}" in record


async def test_only_staff_sanction_and_a_private_link_is_not_guessed(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN + " Nobody.")
    desk = await newsroom.moderator("Mia Derator")
    reader_id = await reader_of(desk, comment)

    path = f"/api/v1/desk/readers/{reader_id}/sanctions"
    body = {"measure": "ban", "reason": "Me"}
    assert (await reader.post(path, json=body)).status_code == 401
    assert (await desk.browser.post(path, json=body)).status_code == 403  # without its token
    assert (await reader.get(f"/standing/{reader_id}.{'0' * 32}")).status_code == 404
    assert (await newsroom.reader().get("/standing")).status_code == 200
    assert (await newsroom.reader().post("/api/v1/standing/read")).status_code == 404
    assert not (await desk.browser.get(path)).json()["items"]
