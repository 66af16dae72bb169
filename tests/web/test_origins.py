"""Only our own pages may send for a reader: where a request comes from, and its token."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.web.forms import page_token
from belowline.web.routes import ROUTES
from tests.web.newsroom import HOST, SECRET, Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "nonsense"},
    {"origin": "https://evil.example"},
    {"origin": f"https://{HOST}.evil.example"},
    {"origin": "null"},
    {"origin": "http://["},
    {"origin": ""},
]
OURS: list[dict[str, str]] = [
    {},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": f"http://{HOST}"},
]

# Where only programs ask, in other services' words.
PROGRAMS = ("/v1", "/comments:", "/coral/")


def writing_addresses(newsroom: Newsroom, comment_id: str) -> list[tuple[str, str]]:
    return [
        (
            route.method,
            route.path.replace("{story_id:str}", newsroom.rent.story_id).replace(
                "{comment_id:str}", comment_id
            ),
        )
        for route in ROUTES
        if route.method != "GET"
    ]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_another_sites_page_can_send_nothing_for_a_reader(
    newsroom: Newsroom, headers: dict[str, str]
) -> None:
    author = newsroom.reader()
    comment = await newsroom.post(author, "My words.")
    desk = await newsroom.moderator(f"Origin {headers}")
    token = await newsroom.form_token(author)
    fields = {"token": token, "text": "x", "name": "x", "reason": "spam", "verdict": "publish"}

    for browser in (author, desk.browser):
        for method, path in writing_addresses(newsroom, comment["id"]):
            if path.startswith("/api/"):
                answer = await browser.request(method, path, json=fields, headers=headers)
                assert answer.json()["code"] == "origin", path
            elif path.startswith(PROGRAMS):
                answer = await browser.request(method, path, json=fields, headers=headers)
                assert "Another site's page sent this" in answer.text, path
            else:
                answer = await browser.request(method, path, data=fields, headers=headers)
                assert "Another site’s page sent this" in answer.text.replace("&#39;", "’"), path
            assert answer.status_code == 403, path
    read = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert (read["text"], read["likes"], read["state"]) == ("My words.", 0, "published")


@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_and_programs_can(newsroom: Newsroom, headers: dict[str, str]) -> None:
    reader = newsroom.reader()
    await newsroom.post(reader, "Known now.")

    answer = await reader.post(
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
        json={"text": "Sent from here."},
        headers=headers,
    )

    assert answer.status_code == 201


async def test_a_form_in_plain_text_from_elsewhere_is_refused(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    await newsroom.post(reader, "Known now.")

    answer = await reader.post(
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
        content=b'{"text": "not mine", "x": "="}',
        headers={"content-type": "text/plain", "origin": "https://evil.example"},
    )

    assert answer.status_code == 403


async def test_the_publishers_page_may_read_and_send_without_cookies(newsroom: Newsroom) -> None:
    origin = {"origin": f"https://www.{HOST}", "sec-fetch-site": "cross-site"}
    path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"

    read = await newsroom.reader().get(path, headers=origin)
    sent = await newsroom.reader().post(
        path, json={"text": "From the embed.", "name": "Em Bed"}, headers=origin
    )

    for answer in (read, sent):
        assert answer.headers["access-control-allow-origin"] == f"https://www.{HOST}"
        assert "access-control-allow-credentials" not in answer.headers
    assert sent.status_code == 201


@pytest.mark.parametrize("origin", ["https://evil.example", f"https://not{HOST}", "null", "*"])
async def test_other_origins_may_read_nothing(newsroom: Newsroom, origin: str) -> None:
    for path in (f"/api/v1/stories/{newsroom.rent.story_id}/comments", "/api/v1/latest"):
        answer = await newsroom.reader().get(path, headers={"origin": origin})
        preflight = await newsroom.reader().options(path, headers={"origin": origin})

        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-origin" not in preflight.headers


async def test_the_desk_is_open_to_no_other_origin(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Cora Cors")

    answer = await desk.browser.get("/api/v1/desk/queue", headers={"origin": f"https://www.{HOST}"})

    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "token",
    ["x", "20261123.", "20261123.ffffffffffffffffffffffffffffffff", "ü", "\ud83d\ude00", "0." * 99],
)
async def test_a_forged_token_gives_the_form_back_with_a_fresh_one(
    newsroom: Newsroom, token: str
) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"
    token = token.encode("utf-16", "surrogatepass").decode("utf-16")

    refused = await newsroom.send(
        reader, path, token=token, text="My long\nthought.", name="Tok En", email="t@mail.example"
    )
    again = await newsroom.send(
        reader, path, token=token_in(refused.text), text="My long\nthought.", name="Tok En"
    )

    assert refused.status_code == 403
    assert "My long\nthought.</textarea>" in refused.text
    assert 'value="Tok En"' in refused.text
    assert 'value="t@mail.example"' in refused.text
    assert again.status_code == 303


async def test_another_storys_token_is_no_use(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    token = await newsroom.form_token(reader, newsroom.war)

    answer = await newsroom.send(
        reader,
        f"/stories/{newsroom.rent.story_id}/comments",
        token=token,
        text="Elsewhere.",
        name="Else",
    )

    assert answer.status_code == 403


async def test_a_form_lasts_a_week(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clock = Clock()
    folder = tmp_path_factory.mktemp("week")
    async with open_newsroom(folder, moderator=engine, clock=clock) as newsroom:
        reader = newsroom.reader()
        path = f"/stories/{newsroom.rent.story_id}/comments"
        token = await newsroom.form_token(reader)

        async def send(text: str) -> httpx.Response:
            return await newsroom.send(reader, path, token=token, text=text, name="Late Reader")

        clock.advance(days=6)
        in_time = await send("After a long weekend.")
        clock.advance(days=1)
        late = await send("After a holiday.")

    assert in_time.status_code == 303
    assert late.status_code == 403
    assert "After a holiday.</textarea>" in late.text
    assert token_in(late.text) != token
    assert token_in(late.text) == page_token(
        SECRET, newsroom.rent.story_id, clock() + timedelta(seconds=1)
    )


async def test_every_form_on_a_comment_asks_for_the_token(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    comment = await newsroom.post(author, "My words.")
    path = f"/comments/{comment['id']}"

    answers = [
        await newsroom.send(author, f"{path}/edit", token="x", text="Other words."),
        await newsroom.send(author, f"{path}/withdraw", token="x"),
        await newsroom.send(newsroom.reader(), f"{path}/like", token="x"),
        await newsroom.send(newsroom.reader(), f"{path}/report", token="x", reason="spam"),
        await newsroom.send(newsroom.reader(), f"{path}/report/undo", token="x"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert "Other words.</textarea>" in answers[0].text
    read = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert (read["text"], read["likes"], read["state"]) == ("My words.", 0, "published")
