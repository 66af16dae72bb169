"""The desk's addresses beyond the queue: search, views, who has what open, and undo."""

from __future__ import annotations

import pytest

from tests.web.newsroom import Desk, Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."


async def pulse(desk: Desk, open_: str | None, query: str = "") -> dict[str, object]:
    answer = await desk.browser.post(
        "/api/v1/desk/pulse",
        json={"open": open_, "query": query},
        headers={"x-csrf-token": desk.token},
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def test_a_pulse_tells_what_others_have_open_until_a_minute_is_over(
    newsroom: Newsroom,
) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    fiona, sam = await newsroom.moderator("Fiona Pulse"), await newsroom.moderator("Sam Pulse")

    assert (await pulse(fiona, held["id"]))["taken"] == {}
    assert (await pulse(sam, held["id"]))["taken"] == {held["id"]: "Fiona Pulse"}
    page = (await sam.browser.get("/desk")).text
    assert "Fiona Pulse has this open" in page
    alone = (await sam.browser.get(f"/desk/comments/{held['id']}")).text
    assert "Fiona Pulse has this open" in alone

    newsroom.clock.advance(seconds=61)
    assert (await pulse(sam, held["id"]))["taken"] == {}
    assert (await pulse(fiona, None))["taken"] == {held["id"]: "Sam Pulse"}
    size = (await pulse(fiona, None, "?state=removed"))["size"]
    assert size == 0


async def test_what_changes_something_needs_the_desks_token(newsroom: Newsroom) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    desk = await newsroom.moderator("Tok En")
    await desk.rule(held["id"], "publish")
    ruling = await desk.seen(held["id"])

    answers = [
        await desk.browser.post("/api/v1/desk/pulse", json={"open": held["id"]}),
        await desk.browser.post(f"/api/v1/desk/comments/{held['id']}/rulings/{ruling}/undo"),
        await desk.browser.post("/desk/views", data={"name": "Spam", "clause": "spam"}),
        await desk.browser.post("/desk/views/forget", data={"name": "Spam"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]


async def test_a_ruling_is_taken_back_by_who_made_it_while_there_is_time(
    newsroom: Newsroom,
) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    fiona, sam = await newsroom.moderator("Fiona Undo"), await newsroom.moderator("Sam Undo")
    before = await fiona.seen(held["id"])

    async def undo(desk: Desk, ruling: str) -> tuple[int, dict[str, str]]:
        path = f"/api/v1/desk/comments/{held['id']}/rulings/{ruling}/undo"
        answer = await desk.browser.post(path, headers={"x-csrf-token": desk.token})
        return answer.status_code, answer.json()

    ruled = (await fiona.rule(held["id"], "publish")).json()["ruling_id"]
    assert (await undo(sam, ruled))[0] == 403
    assert await undo(fiona, ruled) == (200, {"state": "held", "seen": before})
    assert (await newsroom.reader().get(f"/api/v1/comments/{held['id']}")).status_code == 404
    assert (await undo(fiona, ruled))[0] == 404

    ruled = (await fiona.rule(held["id"], "publish")).json()["ruling_id"]
    newsroom.clock.advance(seconds=20)
    status, told = await undo(fiona, ruled)
    assert (status, told["code"]) == (409, "too-late")


async def test_every_comment_is_searched_and_only_by_staff(newsroom: Newsroom) -> None:
    await newsroom.post(newsroom.reader(), f"{HELD} Xylophone.")
    desk = await newsroom.moderator("Search Er")

    found = await desk.browser.get("/api/v1/desk/search", params={"q": "xylophon*"})
    page = await desk.browser.get("/desk/search", params={"q": "xylophone", "state": "held"})
    bad = await desk.browser.get("/desk/search", params={"q": "x", "after": "nowhere"})
    stranger = await newsroom.reader().get("/api/v1/desk/search", params={"q": "xylophone"})

    assert [each["state"] for each in found.json()["items"]] == ["held"]
    assert "<mark>Xylophone</mark>" in page.text
    assert bad.status_code == 422
    assert stranger.status_code == 401


async def test_a_view_is_kept_shown_and_forgotten(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("View Er")
    form = {"token": desk.token, "name": "All <b>spam</b>", "clause": "spam"}

    kept = await desk.browser.post("/desk/views", data=form)
    assert (kept.status_code, kept.headers["location"]) == (303, "/desk?clause=spam")
    page = (await desk.browser.get("/desk")).text
    assert '<a href="/desk?clause=spam">All &lt;b&gt;spam&lt;/b&gt;</a>' in page
    shown = (await desk.browser.get("/desk?clause=spam")).text
    assert "Forget the view" in shown

    forgotten = await desk.browser.post("/desk/views/forget", data=form)
    assert (forgotten.status_code, forgotten.headers["location"]) == (303, "/desk?clause=spam")
    assert "All &lt;b&gt;" not in (await desk.browser.get("/desk")).text
    assert "Keep as a view named" in (await desk.browser.get("/desk?clause=spam")).text
