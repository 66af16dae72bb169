"""The publisher's own readers come with a signed token, and write under their own name."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.people.reader import Role
from tests.people.signing import ADA, OTHER_SECRET, SECRET, coral_token, handmade, seconds
from tests.web.newsroom import HOST, SITE, Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

TEXT = "The bridge should have been mended years ago."


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom whose publisher signs on with a secret."""
    async with open_newsroom(tmp_path, moderator=engine, sign_on_secret=SECRET) as room:
        yield room


def carrying(room: Newsroom, token: str) -> httpx.AsyncClient:
    return room.reader(authorization=f"Bearer {token}")


async def me(room: Newsroom, reader: httpx.AsyncClient) -> Any:
    return await reader.get(f"/api/v1/stories/{room.rent.story_id}/me")


async def test_a_member_writes_under_the_accounts_name_and_badges(room: Newsroom) -> None:
    reader = carrying(room, coral_token(user=ADA | {"badges": ["Subscriber"]}))

    comment = await room.post(reader, TEXT, name="Somebody Else")

    assert comment["author"] == {"name": "Ada L.", "badge": None, "badges": ["Subscriber"]}
    assert "set-cookie" not in (await me(room, reader)).headers
    page = (await room.reader().get(f"/stories/{room.rent.story_id}")).text
    assert "Ada L." in page
    assert '<span class="badge" part="badge"><bdi>Subscriber</bdi></span>' in page
    assert "Somebody Else" not in page
    assert "ada@news.example" not in page.lower()


async def test_the_same_account_is_the_same_reader_next_time(room: Newsroom) -> None:
    comment = await room.post(carrying(room, coral_token(iat=seconds(minutes=-9))), TEXT)

    body = (await me(room, carrying(room, coral_token(iat=seconds())))).json()

    assert (body["name"], body["member"], body["staff"]) == ("Ada L.", True, False)
    assert [each["id"] for each in body["comments"]] == [comment["id"]]


async def test_a_program_may_send_the_token_as_it_did_to_coral(room: Newsroom) -> None:
    path = f"/api/v1/stories/{room.rent.story_id}/me"

    answer = await room.reader().get(path, params={"accessToken": coral_token()})

    assert answer.json()["name"] == "Ada L."


async def test_only_a_newer_token_changes_the_profile(room: Newsroom) -> None:
    async def name_after(name: str, **claims: Any) -> str:
        token = coral_token(user=ADA | {"username": name}, **claims)
        answer = await me(room, carrying(room, token))
        said: str = answer.json()["name"]
        return said

    assert await name_after("Ada First", iat=seconds(minutes=-5)) == "Ada First"
    assert await name_after("Ada Newer", iat=seconds(minutes=-3)) == "Ada Newer"
    assert await name_after("Ada Older", iat=seconds(minutes=-4)) == "Ada Newer"
    assert await name_after("Ada Undated") == "Ada Newer"


async def test_a_role_in_the_token_is_our_role_on_this_site(room: Newsroom) -> None:
    token = coral_token(user=ADA | {"role": "MODERATOR"})

    comment = await room.post(carrying(room, token), TEXT)

    assert comment["author"]["badge"] == "Moderator"


async def test_a_token_opens_no_desk(room: Newsroom) -> None:
    token = coral_token(user=ADA | {"role": "ADMIN"})

    assert (await carrying(room, token).get("/api/v1/desk/queue")).status_code == 401


async def test_staff_stay_at_the_desk_when_their_token_is_long_over(
    engine: Moderator, tmp_path: Path
) -> None:
    clock = Clock()
    async with open_newsroom(
        tmp_path, moderator=engine, clock=clock, sign_on_secret=SECRET
    ) as room:
        browser = room.reader(origin=f"https://www.{HOST}")
        token = coral_token(user=ADA | {"role": "MODERATOR"}, exp=seconds(minutes=5))
        entered = await browser.post("/sign-on", data={"token": token, "to": "/desk?waits=held"})
        clock.advance(hours=13)
        working = await browser.get("/api/v1/desk/queue")
        again = await browser.post("/sign-on", data={"token": token})

    assert entered.status_code == 200
    assert 'content="0; url=/desk?waits=held"' in entered.text
    assert "samesite=strict" in entered.headers["set-cookie"].lower()
    assert (working.status_code, again.status_code) == (200, 401)


async def test_a_member_signs_on_to_our_own_pages(room: Newsroom) -> None:
    browser = room.reader()
    story = f"/stories/{room.rent.story_id}"

    answer = await browser.post(
        "/sign-on", data={"token": coral_token(), "to": f"{story}#comments"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"{story}#comments")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await me(room, browser)).json()["name"] == "Ada L."
    assert (await browser.get("/desk")).status_code == 303

    out = await browser.post("/api/v1/sign-out")

    assert out.status_code == 204
    assert (await me(room, browser)).json()["name"] == ""


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
async def test_a_sign_on_leads_to_no_other_site(room: Newsroom, place: str) -> None:
    answer = await room.reader().post("/sign-on", data={"token": coral_token(), "to": place})

    assert answer.headers["location"] == "/"


async def test_another_sites_page_can_sign_nobody_on(room: Newsroom) -> None:
    fields = {"token": coral_token()}
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    own = {"origin": f"https://{HOST}", "sec-fetch-site": "cross-site"}

    assert (await room.reader(**foreign).post("/sign-on", data=fields)).status_code == 403
    browser = room.reader(**own)
    for _ in range(2):
        assert (await browser.post("/sign-on", data=fields)).status_code == 303


async def test_a_revoked_token_is_not_taken_again(room: Newsroom) -> None:
    claims: dict[str, Any] = {"jti": "one", "exp": seconds(hours=1)}
    reader, other = carrying(room, coral_token(**claims)), carrying(room, coral_token())
    await room.post(reader, TEXT)

    assert (await reader.post("/api/v1/sign-out")).status_code == 204

    assert (await me(room, reader)).json()["code"] == "token-refused"
    assert (await me(room, other)).status_code == 200


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (handmade({"alg": "none"}, {"user": ADA}, b""), "algorithm"),
        (coral_token(OTHER_SECRET), "none of our keys signed it"),
        (coral_token(exp=seconds(minutes=-1)), "it has expired"),
        (coral_token(nbf=seconds(hours=1)), "it is not valid yet"),
        (coral_token(iat=seconds(hours=1)), "issued in the future"),
        (coral_token(user=ADA | {"username": "x" * 9_000}), "too large"),
        (coral_token(user=ADA | {"role": "EMPEROR"}), "gives a role"),
        (coral_token(user={"id": "x"}), "claims"),
        ("a.b.c", "can't be read"),
    ],
    ids=range(9),
)
async def test_a_refusal_is_explained_in_the_log_alone(
    room: Newsroom, caplog: pytest.LogCaptureFixture, token: str, reason: str
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = await me(room, carrying(room, token))
        posted = await carrying(room, token).post(
            f"/api/v1/stories/{room.rent.story_id}/comments", json={"text": TEXT}
        )

    assert (answer.status_code, posted.status_code) == (401, 401)
    body = answer.json()
    assert body == posted.json()
    assert body["code"] == "token-refused"
    assert reason not in answer.text
    (said,) = [
        each.getMessage() for each in caplog.records if "single sign-on" in each.getMessage()
    ]
    assert reason in said
    assert all(part not in said for part in token.split(".") if len(part) > 3)
    assert await room.listing(room.rent) == []


async def test_a_server_without_keys_takes_no_token(newsroom: Newsroom) -> None:
    assert (await me(newsroom, carrying(newsroom, coral_token()))).status_code == 401


async def test_the_public_thread_is_open_to_all_whatever_they_carry(room: Newsroom) -> None:
    expired = carrying(room, coral_token(exp=1))

    assert (await expired.get(f"/stories/{room.rent.story_id}/below")).status_code == 200


async def test_an_account_joins_the_moderator_who_has_its_email(room: Newsroom) -> None:
    person = await room.staff("Mo Deane")
    user = {"id": "7", "email": person.email, "username": "Mo D."}

    comment = await room.post(carrying(room, coral_token(user=user)), TEXT)

    assert comment["author"] == {"name": "Mo Deane", "badge": "Moderator", "badges": []}
    kept = await room.belowline.store.reader_by_email(SITE, person.email or "")
    assert kept is not None
    assert kept.role is Role.MODERATOR


async def test_a_file_of_settings_says_which_keys_and_roles_there_are(
    engine: Moderator, tmp_path: Path
) -> None:
    file = tmp_path / "sign-on.toml"
    keys = [
        f'[[keys]]\nkid = "{k}"\nsecret = "{s}"' for k, s in (("a", SECRET), ("b", OTHER_SECRET))
    ]
    file.write_text(
        "\n".join(['[roles]\nADMIN = "owner"\nEMPEROR = "editor"', *keys]), encoding="utf-8"
    )
    async with open_newsroom(tmp_path, moderator=engine, sign_on=file) as room:
        first = coral_token(SECRET, kid="a", user=ADA | {"role": "ADMIN"})
        second = coral_token(
            OTHER_SECRET, user=ADA | {"id": "2", "email": "e@x.org", "role": "EMPEROR"}
        )
        badges = [
            (await room.post(carrying(room, token), f"{TEXT} {number}"))["author"]["badge"]
            for number, token in enumerate((first, second))
        ]
        crossed = await me(room, carrying(room, coral_token(SECRET, kid="b")))

    assert badges == ["Owner", "Editor"]
    assert crossed.status_code == 401


async def test_where_nobody_may_register_only_known_readers_come_in(
    engine: Moderator, tmp_path: Path
) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text("register = false\n", encoding="utf-8")
    async with open_newsroom(
        tmp_path, moderator=engine, sign_on=file, sign_on_secret=SECRET
    ) as room:
        assert (await me(room, carrying(room, coral_token()))).status_code == 401
