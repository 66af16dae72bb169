"""One ruling on several comments: foreseen, done, told of what was left out, taken back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.newsroom import Desk, Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."
CLEAN = "Read the committee's minutes before you vote."

Json = dict[str, Any]


async def orders(desk: Desk, *comments: Json, **more: Any) -> Json:
    items = [{"comment_id": c["id"], "seen": await desk.seen(c["id"])} for c in comments]
    return {"items": items, "verdict": "reject", "clause": "discourtesy", **more}


async def send(desk: Desk, what: str, body: Json) -> httpx.Response:
    return await desk.browser.post(
        f"/api/v1/desk/together{what}", json=body, headers={"x-csrf-token": desk.token}
    )


def by_id(answer: httpx.Response) -> dict[str, Json]:
    return {each["comment_id"]: each for each in answer.json()["items"]}


async def test_each_gets_a_ruling_of_its_own_and_one_undo_takes_all_back(
    newsroom: Newsroom,
) -> None:
    held, public = [await newsroom.post(newsroom.reader(), words) for words in (HELD, CLEAN)]
    desk = await newsroom.moderator("Tess Together")
    wanted = await orders(desk, held, public, note="A raid.")

    foreseen = await send(desk, "/preview", wanted)
    before = await desk.waiting(held["id"])
    done = await send(desk, "", wanted)
    gone = await newsroom.reader().get(f"/api/v1/comments/{public['id']}")
    log = {
        each.subject
        for each in await newsroom.belowline.store.entries(
            newsroom.rent.site_id, after=0, limit=1000
        )
        if each.act == "ruling"
    }
    given = [
        {"comment_id": each["comment_id"], "ruling_id": each["ruling_id"]}
        for each in done.json()["items"]
    ]
    undone = await send(desk, "/undo", {"items": given})

    assert foreseen.json()["counts"] == {"rejected": 1, "removed": 1}
    assert before is not None
    assert done.status_code == 201
    assert {each["state"] for each in done.json()["items"]} == {"rejected", "removed"}
    assert len({each["ruling_id"] for each in given}) == 2
    assert gone.json()["text"] == "" if gone.status_code == 200 else gone.status_code == 404
    assert {held["id"], public["id"]} <= log
    assert undone.json()["counts"] == {"as before": 2}
    assert await desk.waiting(held["id"]) is not None
    back = await newsroom.reader().get(f"/api/v1/comments/{public['id']}")
    assert back.json()["text"] == CLEAN


async def test_what_cannot_be_ruled_on_is_left_out_and_told_why(newsroom: Newsroom) -> None:
    ruled, taken, escalated, appealed, fine = [
        await newsroom.post(newsroom.reader(), HELD + " " * number) for number in range(5)
    ]
    desk = await newsroom.moderator("Tom Together")
    other = await newsroom.moderator("Olga Other")
    wanted = await orders(desk, ruled, taken, escalated, appealed, fine)
    await other.rule(ruled["id"], "publish")
    pulse = {"open": taken["id"], "query": ""}
    headers = {"x-csrf-token": other.token}
    await other.browser.post("/api/v1/desk/pulse", json=pulse, headers=headers)
    await other.rule(escalated["id"], "escalate", note="Hard.")

    foreseen = by_id(await send(desk, "/preview", wanted))
    done = by_id(await send(desk, "", wanted))

    codes = {key: each.get("code", "") for key, each in done.items()}
    assert codes == {
        ruled["id"]: "ruled-meanwhile",
        taken["id"]: "taken",
        escalated["id"]: "escalated",
        appealed["id"]: "",
        fine["id"]: "",
    }
    assert codes == {key: each.get("code", "") for key, each in foreseen.items()}
    assert "Olga Other" in foreseen[taken["id"]]["why_not"]
    assert await other.waiting(taken["id"]) is not None


async def test_own_appeals_and_missing_words_are_left_out(newsroom: Newsroom) -> None:
    author, another = newsroom.reader(), newsroom.reader()
    mine, theirs = await newsroom.post(author, HELD), await newsroom.post(another, HELD + "!")
    desk = await newsroom.moderator("Tara Together")
    other = await newsroom.moderator("Otto Other")
    await desk.rule(mine["id"], "reject", clause="discourtesy")
    await other.rule(theirs["id"], "reject", clause="discourtesy")
    for reader, comment in ((author, mine), (another, theirs)):
        path = f"/api/v1/comments/{comment['id']}/appeals"
        assert (await reader.post(path, json={"text": "Why?"})).status_code == 201

    items = [
        {"comment_id": c["id"], "seen": (await desk.waiting(c["id"]) or {})["seen"]}
        for c in (mine, theirs)
    ]
    wanted = {"items": items, "verdict": "reject", "clause": "discourtesy"}
    silent = by_id(await send(desk, "/preview", wanted))
    spoken = by_id(await send(desk, "/preview", wanted | {"message": "It insults."}))

    assert silent[mine["id"]]["code"] == spoken[mine["id"]]["code"] == "own-ruling"
    assert silent[theirs["id"]]["code"] == "message-missing"
    assert spoken[theirs["id"]]["becomes"] == "rejected"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"items": []}, "nothing-selected"),
        ({"verdict": "burn"}, "unknown-verdict"),
        ({"clause": "boredom"}, "unknown-clause"),
        ({"verdict": "escalate"}, "note-missing"),
        ({"verdict": "ask"}, "message-missing"),
    ],
)
async def test_what_no_comment_can_get_is_refused_whole(
    newsroom: Newsroom, wrong: Json, code: str
) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    desk = await newsroom.moderator(f"Una {code}")
    wanted = await orders(desk, held)

    for what in ("/preview", ""):
        answer = await send(desk, what, wanted | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await desk.waiting(held["id"]) is not None


async def test_more_than_a_hundred_are_too_many_at_once(newsroom: Newsroom) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    desk = await newsroom.moderator("Ulla Many")
    wanted = await orders(desk, held)
    seen = wanted["items"][0]["seen"]
    wanted["items"] += [{"comment_id": seen[:-3] + f"{n:03}", "seen": seen} for n in range(100)]

    answer = await send(desk, "/preview", wanted)

    assert (answer.status_code, answer.json()["code"]) == (422, "too-many-selected")


async def test_without_scripts_checkboxes_lead_to_a_preview_and_an_undo(newsroom: Newsroom) -> None:
    first, second = [
        await newsroom.post(newsroom.reader(), HELD + end) for end in (" Yes.", " No.")
    ]
    desk = await newsroom.moderator("Fay Forms")
    queue = (await desk.browser.get("/desk")).text
    chosen = [f"{c['id']}.{await desk.seen(c['id'])}" for c in (first, second)]
    form = {"token": desk.token, "item": chosen, "verdict": "reject", "clause": "discourtesy"}

    preview = await desk.browser.post("/desk/together", data=form)
    still = await desk.waiting(first["id"])
    done = await desk.browser.post("/desk/together/rule", data=form)
    given = [value.partition('"')[0] for value in done.text.split('name="item" value="')[1:]]
    undone = await desk.browser.post(
        "/desk/together/undo", data={"token": desk.token, "item": given}
    )

    assert all(f'value="{each}"' in queue for each in chosen)
    assert "2 comments are rejected for discourteous behaviour." in preview.text
    assert still is not None
    assert "2 comments were rejected" in done.text
    assert len(given) == 2
    assert (undone.status_code, undone.headers["location"]) == (303, "/desk?notice=taken-back")
    assert await desk.waiting(first["id"]) is not None


async def test_another_sessions_form_rules_on_nothing(newsroom: Newsroom) -> None:
    held = await newsroom.post(newsroom.reader(), HELD)
    desk = await newsroom.moderator("Cy Csrf")
    chosen = f"{held['id']}.{await desk.seen(held['id'])}"

    for path in ("", "/rule", "/undo"):
        form = {"token": "made up", "item": chosen, "verdict": "publish"}
        assert (await desk.browser.post(f"/desk/together{path}", data=form)).status_code == 403
    assert await desk.waiting(held["id"]) is not None
