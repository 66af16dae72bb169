"""Whatever is sent, the answer says what to mend; a form comes back with the text in it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from belowline.web.routes import ROUTES, Route
from tests.web.newsroom import HOST, Newsroom

pytestmark = pytest.mark.anyio

PLAIN = {"/", "/policy", "/healthz", "/schema", "/schema/openapi.json", "/robots.txt"}
QUERIES = ("sort", "after", "limit", "url", "to", "reason", "link", "fragment", "x")
NOWHERE = "00000000-0000-7000-8000-000000000000"
TEXTS = {
    "": "empty",
    "   \n\t ": "empty",
    "\u200b\u200d\ufeff": "empty",
    "\u2060 \u00ad": "empty",
    "x" * 10_001: "too-long",
    "A\0B": "unshowable",
    "A \u202egnorw\u202c": "direction-override",
    "e" + "\u0301" * 5_000: "stacked-marks",
}
NAMES = {
    "": "name-missing",
    "  ": "name-missing",
    "\u200b": "name-missing",
    "!!!": "name-invalid",
    "N" * 61: "too-long",
    "Ab\0c": "unshowable",
    "\u202eAda": "direction-override",
    "Ada" + "\u0301" * 9: "stacked-marks",
}
EMAILS = ["x", "a@b", "a b@c.example", "@c.example", "a@" + "b" * 250 + ".example", "a@b.c\0"]
BODIES = {
    b"": 400,
    b"{": 400,
    b"null": 400,
    b"[]": 400,
    b'"text"': 400,
    b"{}": 400,
    b'{"text": null, "name": "Ada"}': 400,
    b'{"text": 5, "name": "Ada"}': 400,
    b'{"text": ["a"], "name": "Ada"}': 400,
    b'{"text": "a", "name": 5}': 400,
    b'{"text": "a", "name": "Ada", "parent_id": 5}': 400,
    b'{"text": "\\ud800", "name": "Ada"}': 400,
    b'{"text": "\\udc00\\ud800", "name": "Ada"}': 400,
    b'{"text": "\xff", "name": "Ada"}': 400,
    b"\xff\xfe{\x00}\x00": 400,
    b"text=a&name=Ada": 400,
    b"[" * 100_000: 400,
    b'{"text":' * 20_000: 400,
    b'{"text": "a", "name": "Ada"}' + b" " * 1_000_000: 413,
}
IDS = ["x", "%00", "%ff", "..", "%2e%2e", "%2F", "%0d%0a", "ü", "a" * 3_000, NOWHERE.upper(), "%F0"]
VALUES = ["", "x", "\0", "\ud83d\ude00", "-1", "0", "9" * 40, "1e9", "NaN", "[]", "A" * 3_000]


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem (RFC 9457) that an answer holds; fail where it is none."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert set(body) - {"field"} == {"type", "title", "status", "detail", "code"}
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/schema#error-{code}"
    assert body["title"]
    assert body["detail"].endswith(".")
    return body


def box(page: str) -> str:
    """Return what stands in the page's text box."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found, page
    return unescape(found.group(1))


def comments_of(newsroom: Newsroom) -> str:
    return f"/api/v1/stories/{newsroom.rent.story_id}/comments"


@pytest.mark.parametrize(("text", "code"), TEXTS.items(), ids=lambda each: ascii(each)[:20])
async def test_a_text_that_cannot_be_taken_is_named(
    newsroom: Newsroom, text: str, code: str
) -> None:
    reader = newsroom.reader()
    mine = await newsroom.post(reader, "My words.")

    for answer in (
        await reader.post(comments_of(newsroom), json={"text": text, "name": "Ada"}),
        await reader.post("/api/v1/check", json={"text": text}),
        await reader.patch(f"/api/v1/comments/{mine['id']}", json={"text": text}),
    ):
        assert problem(answer, 422, code)["field"] == "text"


@pytest.mark.parametrize(("text", "code"), TEXTS.items(), ids=lambda each: ascii(each)[:20])
async def test_the_form_with_such_a_text_comes_back_with_it(
    newsroom: Newsroom, text: str, code: str
) -> None:
    reader = newsroom.reader()
    mine = await newsroom.post(reader, "My words.")

    for path in (f"/stories/{newsroom.rent.story_id}/comments", f"/comments/{mine['id']}/edit"):
        answer = await newsroom.send(reader, path, text=text, name="Ada")

        assert answer.status_code == 422, code
        assert 'role="alert"' in answer.text
        assert box(answer.text) == text


async def test_ten_thousand_characters_are_taken_of_any_kind(newsroom: Newsroom) -> None:
    for character in ("word ", "ü", "🌉", "字"):
        text = (character * 10_000)[:10_000].strip()
        reader = newsroom.reader()

        by_api = await reader.post(comments_of(newsroom), json={"text": text, "name": "Lon Gwind"})
        path = f"/stories/{newsroom.rent.story_id}/comments"
        by_form = await newsroom.send(reader, path, text=text + ".", name="Lon Gwind")

        assert by_api.status_code == 201
        assert by_api.json()["text"] == text
        assert by_form.status_code in (303, 422)
        if by_form.status_code == 422:
            assert "too-long" not in by_form.text or len(text) == 10_000


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=lambda each: ascii(each)[:20])
async def test_a_name_that_cannot_be_taken_is_named(
    newsroom: Newsroom, name: str, code: str
) -> None:
    by_api = await newsroom.reader().post(comments_of(newsroom), json={"text": "A.", "name": name})
    by_form = await newsroom.send(
        newsroom.reader(), f"/stories/{newsroom.rent.story_id}/comments", text="Kept.", name=name
    )

    assert problem(by_api, 422, code)["field"] == "name"
    assert by_form.status_code == 422
    assert box(by_form.text) == "Kept."


@pytest.mark.parametrize("email", EMAILS, ids=lambda each: ascii(each)[:20])
async def test_an_e_mail_that_is_none_is_refused(newsroom: Newsroom, email: str) -> None:
    body = {"text": "A.", "name": "Ada", "email": email}
    by_api = await newsroom.reader().post(comments_of(newsroom), json=body)
    by_form = await newsroom.send(
        newsroom.reader(), f"/stories/{newsroom.rent.story_id}/comments", **body
    )

    assert by_api.status_code == by_form.status_code == 422
    assert by_api.json()["field"] == "email"
    assert box(by_form.text) == "A."


@pytest.mark.parametrize(("body", "status"), BODIES.items(), ids=lambda each: ascii(each)[:30])
async def test_a_body_that_cannot_be_read_is_a_problem_and_no_fault(
    newsroom: Newsroom, body: bytes, status: int
) -> None:
    code = {400: "bad-request", 413: "too-large"}[status]
    for headers in ({"content-type": "application/json"}, {}, {"content-type": "text/plain"}):
        answer = await newsroom.reader().post(comments_of(newsroom), content=body, headers=headers)
        problem(answer, status, code)


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/x-msgpack",
        "text/plain; charset=klingon",
        "nonsense",
        "",
    ],
)
async def test_a_body_of_another_type_is_no_fault(newsroom: Newsroom, content_type: str) -> None:
    for body in (b"--x\r\n\r\n", b"\x81\xa4text\xa1x", b"a=%zz&b", b'{"text": "A civil word."}'):
        for path in ("/api/v1/check", f"/stories/{newsroom.rent.story_id}/comments"):
            answer = await newsroom.reader().post(
                path, content=body, headers={"content-type": content_type}
            )
            assert answer.status_code < 500


@pytest.mark.parametrize(
    "body", [b"text=%ff", b"text=%ed%a0%80", "text=ü".encode(), b"text=a&" * 60, b"\xff\xff"]
)
async def test_a_form_that_is_no_text_is_refused_on_a_page(newsroom: Newsroom, body: bytes) -> None:
    answer = await newsroom.reader().post(
        f"/stories/{newsroom.rent.story_id}/comments", content=body
    )

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "The form is not valid UTF-8 text." in answer.text


async def test_a_form_that_is_too_large_is_refused_on_a_page(newsroom: Newsroom) -> None:
    path = f"/stories/{newsroom.rent.story_id}/comments"

    async def chunks() -> Any:
        for _ in range(40):
            yield b"text=" + b"x" * 25_000

    at_once = await newsroom.reader().post(path, content=b"text=" + b"x" * 1_000_000)
    in_pieces = await newsroom.reader().post(path, content=chunks())

    for answer in (at_once, in_pieces):
        assert answer.status_code == 413
        assert "The request is larger than 192 KB." in answer.text


@pytest.mark.parametrize("elsewhere", ["war", "unknown", "nonsense", "hidden", "empty"])
async def test_only_public_comments_of_the_story_are_answered(
    newsroom: Newsroom, elsewhere: str
) -> None:
    parent = {
        "war": (await newsroom.post(newsroom.reader(), "On the war.", newsroom.war))["id"],
        "unknown": NOWHERE,
        "nonsense": "nonsense\0",
        "hidden": (await newsroom.post(newsroom.reader(), "What the fuck is this."))["id"],
        "empty": " ",
    }[elsewhere]
    body = {"text": "An answer.", "name": "Ada", "parent_id": parent}

    by_api = await newsroom.reader().post(comments_of(newsroom), json=body)
    by_form = await newsroom.send(
        newsroom.reader(), f"/stories/{newsroom.rent.story_id}/comments", **body
    )

    code = "parent-gone" if elsewhere == "hidden" else "parent-elsewhere"
    assert problem(by_api, 422, code)["field"] == "parent_id"
    assert by_form.status_code == 422
    assert box(by_form.text) == "An answer."


async def test_a_closed_story_takes_nothing_and_gives_the_text_back(newsroom: Newsroom) -> None:
    story = await newsroom.story("closed")
    author = newsroom.reader()
    comment = await newsroom.post(author, "While it was open.", story)
    await newsroom.belowline.store.set_open(story.site_id, story.story_id, False)
    path = f"/stories/{story.story_id}/comments"

    by_api = await newsroom.reader().post(f"/api/v1{path}", json={"text": "A.", "name": "Ada"})
    edited = await author.patch(f"/api/v1/comments/{comment['id']}", json={"text": "B."})
    token = await newsroom.form_token(newsroom.reader())
    by_form = await newsroom.send(newsroom.reader(), path, token=token, text="My text.", name="Ada")
    withdrawn = await author.delete(f"/api/v1/comments/{comment['id']}")

    problem(by_api, 422, "story-closed")
    problem(edited, 422, "story-closed")
    assert by_form.status_code in (403, 422)
    assert box(by_form.text) == "My text."
    assert withdrawn.status_code == 204


async def test_a_text_for_a_story_that_is_gone_is_given_back(newsroom: Newsroom) -> None:
    for story in (NOWHERE, "nonsense"):
        answer = await newsroom.send(
            newsroom.reader(), f"/stories/{story}/comments", text="Not lost.", name="Ada"
        )

        assert answer.status_code == 404
        assert box(answer.text) == "Not lost."


@pytest.mark.parametrize("query", ["sort=worst", "sort=", "sort=BEST", "sort=newest%00"])
async def test_an_unknown_order_is_refused(newsroom: Newsroom, query: str) -> None:
    page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}?{query}")

    problem(await newsroom.reader().get(f"{comments_of(newsroom)}?{query}"), 422, "unknown-sort")
    assert page.status_code == 422


@pytest.mark.parametrize(
    "after", ["x", "%00", "MC54", "LTE", "ü", "0", "MC4wMDAwMDAwMC0wMDAw", "=" * 9, "A" * 4_000]
)
async def test_a_cursor_that_we_did_not_write_is_refused(newsroom: Newsroom, after: str) -> None:
    page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}?after={after}")

    answer = await newsroom.reader().get(f"{comments_of(newsroom)}?after={after}")
    assert problem(answer, 422, "bad-cursor")["field"] == "after"
    assert page.status_code == 422


@pytest.mark.parametrize("limit", ["0", "-1", "51", "9" * 40])
async def test_a_limit_out_of_range_is_refused(newsroom: Newsroom, limit: str) -> None:
    for path in ("/api/v1/latest", "/api/v1/stories", "/api/v1/discussed"):
        problem(await newsroom.reader().get(path, params={"limit": limit}), 422, "bad-limit")


@pytest.mark.parametrize("limit", ["x", "1.5", "", "٣x"])
async def test_a_limit_that_is_no_number_is_refused(newsroom: Newsroom, limit: str) -> None:
    answer = await newsroom.reader().get("/api/v1/latest", params={"limit": limit})

    assert "limit" in problem(answer, 400, "bad-request")["detail"]


async def test_methods_that_an_address_does_not_take_are_named(newsroom: Newsroom) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        answer = await newsroom.reader().request(method, "/api/v1/latest")
        problem(answer, 405, "method")
        assert "GET" in answer.headers["allow"]
    for method in ("BREW", "TRACE", "CONNECT"):
        for path in ("/api/v1/latest", "/", comments_of(newsroom)):
            assert 400 <= (await newsroom.reader().request(method, path)).status_code < 500


async def test_addresses_that_do_not_exist_are_not_found(newsroom: Newsroom) -> None:
    problem(await newsroom.reader().get("/api/v1/nothing"), 404, "not-found")
    problem(await newsroom.reader().get("/api/"), 404, "not-found")
    page = await newsroom.reader().get("/nothing")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing at this address." in page.text


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_no_address_and_no_query_is_a_fault(newsroom: Newsroom, route: Route) -> None:
    reader = newsroom.reader()
    body = b'{"text":"a","reason":"spam","url":"x","open":true,"verdict":"x","seen":"x"}'
    ids = IDS if "{" in route.path else [""]
    for each in [*ids, NOWHERE]:
        path = re.sub(r"\{\w+:str\}", each, route.path)
        answer = await reader.request(
            route.method, f"http://{HOST}{path}", content=b"" if route.method == "GET" else body
        )
        assert answer.status_code < 500, path
    if route.method == "GET" and not route.path.endswith("/live"):
        path = re.sub(r"\{\w+:str\}", newsroom.rent.story_id, route.path)
        for name in ("x",) if route.path in PLAIN else QUERIES:
            for value in VALUES:
                encoded = quote(value, errors="surrogatepass")
                answer = await reader.get(f"{path}?{name}={encoded}&{name}={encoded}&%00&=&;")
                assert answer.status_code < 500, answer.request.url
        assert (await reader.get(f"{path}?%ff=%ff&after=%ff&sort=%ff&limit=%ff")).status_code < 500


async def test_half_a_cookie_is_nobodys(newsroom: Newsroom) -> None:
    for cookie in ("x", ".", "x.y", NOWHERE, f"{NOWHERE}.", "é.é", '"', "\\"):
        headers = {"cookie": f"belowline_reader={cookie}; belowline_session={cookie}"}
        answer = await newsroom.reader().get(
            f"/api/v1/stories/{newsroom.rent.story_id}/me",
            headers={name: value.encode("latin-1") for name, value in headers.items()},  # type: ignore[arg-type]
        )
        assert (answer.status_code, answer.json()["name"]) == (200, "")


async def test_a_story_with_facts_that_cannot_be_kept_is_refused(newsroom: Newsroom) -> None:
    for facts in (
        {"headline": "A\0"},
        {"headline": "A" * 501},
        {"byline": "A" * 501},
        {"section": "\0"},
        {"standfirst": "A" * 501},
    ):
        answer = await newsroom.reader().post(
            "/api/v1/stories", json={"url": f"https://{HOST}/facts", **facts}
        )
        assert problem(answer, 422, "bad-fact")["field"] in facts
    for published in ("yesterday", "2026-13-01T00:00:00Z", [5]):
        answer = await newsroom.reader().post(
            "/api/v1/stories",
            json={"url": f"https://{HOST}/facts", "published_at": published},
        )
        problem(answer, 400, "bad-request")
    for published in ("2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z"):
        answer = await newsroom.reader().post(
            "/api/v1/stories",
            json={"url": f"https://{HOST}/{published[:4]}", "published_at": published},
        )
        assert answer.status_code < 500, published
        for path in ("/", "/api/v1/latest", f"/stories/{answer.json().get('id', NOWHERE)}"):
            assert (await newsroom.reader().get(path)).status_code < 500, published
