"""Blocks on sites over HTTP: beside a comment, on their page, and in what readers are told."""

from __future__ import annotations

import pytest

from belowline.people.reader import Role
from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

LINK = "The figures stand at https://stats.shop.com/figures for all to read."
# Of other words, so that nothing but the link is alike.
OTHER = "Who doubts the mayor’s numbers finds them under https://shop.com/budget since Monday."
THIRD = "My own count took a week and agrees with https://stats.shop.com/trams quite well."


async def test_a_site_is_blocked_from_beside_a_comment_and_its_readers_are_told(
    newsroom: Newsroom,
) -> None:
    desk = await newsroom.moderator("Bo Block", Role.EDITOR)
    comment = await newsroom.post(newsroom.reader(), LINK)
    assert comment["state"] == "published"
    beside = f"/desk/comments/{comment['id']}/beside"
    assert 'value="shop.com"' in (await desk.browser.get(beside)).text

    fields = {"token": desk.token, "at": comment["id"], "comment_id": comment["id"]}
    done = await desk.browser.post(
        "/desk/blocks", data={**fields, "host": "shop.com", "mode": "reject"}
    )

    assert done.headers["location"] == f"/desk/comments/{comment['id']}"
    later = await newsroom.post(newsroom.reader(), OTHER)
    assert later["state"] == "rejected"
    reasons = [each["reason"] for each in later["ruling"]["findings"]]
    assert "This site takes no links to “shop.com”." in reasons
    assert "new ones are rejected" in (await desk.browser.get(beside)).text
    listed = (await desk.browser.get("/api/v1/desk/blocks")).json()["items"]
    assert [(each["host"], each["mode"], each["by"], each["comment_id"]) for each in listed] == [
        ("shop.com", "reject", "Bo Block", comment["id"])
    ]
    page = (await desk.browser.get("/desk/blocks")).text
    assert "shop.com" in page
    lifted = await desk.browser.post(
        "/desk/blocks/lift", data={"token": desk.token, "host": "shop.com"}
    )
    assert lifted.headers["location"] == "/desk/blocks"
    assert (await newsroom.post(newsroom.reader(), THIRD))["state"] == "published"
    record = (await desk.browser.get("/desk/record", params={"act": "block"})).text
    assert "Links rejected: shop.com" in record
    assert "Block lifted: shop.com" in record


async def test_programs_block_and_lift_with_the_desks_token(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Bea Block")
    body = {"host": "https://ads.example/now", "mode": "hold"}
    path, proof = "/api/v1/desk/blocks", {"x-csrf-token": desk.token}

    assert (await newsroom.reader().post(path, json=body)).status_code == 401
    assert (await desk.browser.post(path, json=body)).status_code == 403
    made = await desk.browser.post(path, json=body, headers=proof)
    assert (made.status_code, made.json()["host"]) == (201, "ads.example")
    wrong = await desk.browser.post(path, json={**body, "host": "com"}, headers=proof)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad-host")
    shown = await desk.browser.post(
        "/desk/blocks", data={"token": desk.token, "host": "com", "mode": "hold"}
    )
    assert shown.status_code == 422
    assert 'value="com"' in shown.text
    lift = {"host": "ads.example"}
    assert (await desk.browser.post(f"{path}/lift", json=lift, headers=proof)).status_code == 200
    assert (await desk.browser.post(f"{path}/lift", json=lift, headers=proof)).status_code == 404
