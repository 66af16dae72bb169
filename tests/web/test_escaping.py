"""Promise 3: nothing a reader types runs as code, wherever it is shown."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

import belowline.web
from belowline.web.assets import load_assets
from belowline.web.front import SECURITY_HEADERS
from belowline.web.routes import ROUTES
from tests.web.newsroom import HOST, Newsroom
from tests.web.walking import walk

pytestmark = pytest.mark.anyio

ATTACKS = [
    "<script>alert('pwned')</script>",
    "</textarea><script>alert('pwned')</script>",
    "</title><img src=x onerror=alert('pwned')>",
    "\"><svg onload=alert('pwned')>",
    "' onmouseover='pwned()' x='",
    "{{31337*31337}}${31337*31337}{%print(31337*31337)%}",
    "--><script>pwned()</script><!--",
    "]]><script>pwned()</script>",
    "<iframe srcdoc='<script>pwned()</script>'></iframe>",
    "<a href=javascript:pwned()>here</a>",
    "<style>@import 'https://evil.example/pwned'</style>",
]
MARKDOWN = [
    "[here](javascript:pwned())",
    "[here](JaVaScRiPt:pwned())",
    "[here](java\tscript:pwned())",
    "[here](&#106;avascript:pwned())",
    "[here](data:text/html;base64,cHduZWQ=)",
    "[here](vbscript:pwned())",
    '[here](https://a.example "onmouseover=pwned()")',
    "<javascript:pwned()>",
    "![here](https://evil.example/x.png)",
    "`<script>pwned()</script>`",
    "> <img src=x onerror=pwned()>",
    "[x]: javascript:pwned()\n\n[x]",
]
# An element or attribute of these kinds is code, or loads some.
FORBIDDEN = {"iframe", "object", "embed", "style", "svg", "img", "base", "math", "frame", "applet"}


class Code(HTMLParser):
    """Collects everything in a page that a browser would run or load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or ""
        if tag == "script" and not source.startswith(("/static/", "http://news.example/embed")):
            self.found.append(f"<script {source}>")
        if tag in FORBIDDEN and given.get("viewbox") != "0 0 16 16":
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.found.append(f"{name}={value}")
            scheme = "".join((value or "").lower().split())
            if name in ("href", "src", "action") and scheme.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.found.append(f"{name}={value}")


def check(answer: httpx.Response, where: str) -> None:
    """Fail where a page would run something, or is not protected as all pages are."""
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value, where
    assert "'unsafe" not in answer.headers["content-security-policy"]
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert Code(answer.text).found == [], where
        # What a template would make of it: no identity has these digits by chance.
        assert "982007569" not in answer.text
        assert "${49}" not in answer.text, where


@pytest.mark.parametrize("attack", ATTACKS)
async def test_code_in_any_field_is_shown_as_text(newsroom: Newsroom, attack: str) -> None:
    reader = newsroom.reader()
    made = await reader.post(
        "/api/v1/stories",
        json={
            "url": f"https://{HOST}/{ATTACKS.index(attack)}/{attack}".replace("\t", ""),
            "headline": attack,
            "standfirst": attack,
            "byline": attack,
            "section": attack,
        },
    )
    assert made.status_code in (201, 200)
    story = made.json()["id"]
    posted = await reader.post(
        f"/api/v1/stories/{story}/comments", json={"text": f"A word: {attack}", "name": attack}
    )
    comments = [posted.json()["id"]] if posted.status_code == 201 else []
    for comment in comments:
        await newsroom.reader().post(
            f"/api/v1/comments/{comment}/reports",
            json={"reason": "illegal", "note": attack, "contact": attack},
        )
    async for address, answer in walk(newsroom, newsroom.reader(), [story], comments):
        check(answer, address)
    desk = await newsroom.moderator(f"Mod {ATTACKS.index(attack)}")
    for path in ("/desk", *(f"/desk/comments/{comment}" for comment in comments)):
        check(await desk.browser.get(path), path)


@pytest.mark.parametrize("attack", [*ATTACKS, *MARKDOWN])
async def test_a_comments_html_holds_no_code(newsroom: Newsroom, attack: str) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, f"{attack}\n\nA word on rents.")

    assert Code(comment["html"]).found == []
    assert comment["text"].endswith("A word on rents.")
    check(await reader.get(f"/comments/{comment['id']}"), "its own page")
    check(await reader.get(f"/comments/{comment['id']}/fragment"), "its fragment")


async def test_links_of_readers_gain_nothing(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "[a study](https://study.example/)")

    assert 'href="https://study.example/"' in comment["html"]
    assert 'rel="ugc nofollow noopener noreferrer"' in comment["html"]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_forms_that_come_back_hold_text_and_no_code(newsroom: Newsroom, attack: str) -> None:
    reader = newsroom.reader()
    mine = await newsroom.post(reader, "My words.")
    theirs = await newsroom.post(newsroom.reader(), "Their words.")
    story = f"/stories/{newsroom.rent.story_id}"
    fields = dict.fromkeys(("name", "email", "note", "contact", "reason", "password"), attack)
    forms = {
        f"{story}/comments": {**fields, "text": attack, "parent_id": attack},
        f"/comments/{mine['id']}/edit": {"text": f"{attack}\0"},
        f"/comments/{theirs['id']}/report": fields,
        "/desk/sign-in": fields,
        "/desk/enter": {"link": attack},
    }

    for path, form in forms.items():
        for token in ("", attack):
            answer = await newsroom.send(reader, path, token=token, **form)
            assert answer.status_code >= 400, path
            check(answer, path)


@pytest.mark.parametrize("attack", ATTACKS[::2])
async def test_addresses_are_shown_as_text(newsroom: Newsroom, attack: str) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(newsroom.reader(), "A word.")
    paths = [
        f"/stories/{newsroom.rent.story_id}",
        f"/stories/{newsroom.rent.story_id}/reply",
        f"/comments/{comment['id']}",
        f"/comments/{comment['id']}/report",
        "/desk/sign-in",
        "/desk/enter",
        "/desk",
        "/oembed",
        "/api/v1/latest",
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
    ]

    for path in [*paths, f"/{attack}", f"/stories/{attack}", f"/api/{attack}"]:
        for name in ("sort", "after", "to", "reason", "link", "notice", "problem", "url"):
            answer = await reader.get(path, params={name: attack})
            check(answer, f"{path}?{name}")


async def test_no_answer_leaves_without_its_protection(newsroom: Newsroom) -> None:
    asset = load_assets().address("page.js")
    reader = newsroom.reader()
    for answer in (
        await reader.get(asset),
        await reader.get("/static/nothing.js"),
        await reader.get("/healthz"),
        await reader.get("/favicon.ico"),
        await reader.put("/api/v1/latest"),
        await reader.options("/api/v1/latest"),
        await reader.post("/api/v1/check", content=b"x" * 300_000),
        await reader.post("/api/v1/check", headers={"sec-fetch-site": "cross-site"}),
        await reader.get("/api/v1/desk/queue"),
    ):
        check(answer, str(answer.request.url))


@pytest.mark.parametrize("attack", ATTACKS[:4] + ATTACKS[-3:])
def test_the_check_bites_on_code_that_was_let_through(attack: str) -> None:
    page = f'<title>{attack}</title><textarea>{attack}</textarea><p title="{attack}">{attack}</p>'

    assert Code(page).found


def test_no_template_has_a_way_around_the_escaping() -> None:
    templates = Path(belowline.web.__file__).parent / "templates"
    for file in templates.rglob("*.*"):
        text = file.read_text("utf-8")
        assert "autoescape false" not in text, file.name
        assert "|safe" not in text.replace(" ", ""), file.name


def test_every_route_says_who_may_open_it() -> None:
    assert all(route.right for route in ROUTES)
