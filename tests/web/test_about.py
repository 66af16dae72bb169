"""What the service says about itself: health, API description, feeds, embedding, robots."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from belowline.web.routes import ROUTES
from tests.web.newsroom import HOST, Newsroom

pytestmark = pytest.mark.anyio

ATOM = "{http://www.w3.org/2005/Atom}"
HTTP_METHODS = {"get", "post", "put", "patch", "delete"}


async def openapi(newsroom: Newsroom) -> dict[str, Any]:
    answer = await newsroom.reader().get("/schema/openapi.json")
    described: dict[str, Any] = answer.json()
    return described


async def test_the_service_is_healthy(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


async def test_the_description_lists_every_route_of_the_api(newsroom: Newsroom) -> None:
    described = await openapi(newsroom)

    operations = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method in methods
        if method in HTTP_METHODS
    }
    assert described["openapi"].startswith("3.")
    assert operations == {
        (route.method, route.path.replace(":str}", "}"))
        for route in ROUTES
        if route.path.startswith("/api/")
    }


async def test_every_reference_in_the_description_leads_somewhere(newsroom: Newsroom) -> None:
    described = await openapi(newsroom)

    references = list(_references(described))
    assert references
    for reference in references:
        found: Any = described
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found, reference


async def test_every_operation_has_its_own_name_and_a_sentence(newsroom: Newsroom) -> None:
    described = await openapi(newsroom)

    operations = [
        operation
        for methods in described["paths"].values()
        for method, operation in methods.items()
        if method in HTTP_METHODS
    ]
    assert all(operation["summary"].strip() for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


async def test_the_reference_page_lists_every_operation_and_error(newsroom: Newsroom) -> None:
    page = (await newsroom.reader().get("/schema")).text
    described = await openapi(newsroom)

    assert all(path in page for path in described["paths"])
    for code in ("not-found", "too-many", "unavailable", "refused"):
        assert f'id="error-{code}"' in page


async def test_the_feed_is_atom_with_the_newest_comments(newsroom: Newsroom) -> None:
    story = await newsroom.story("feed", headline="A <b>bold</b> & odd \x01 headline")
    await newsroom.post(newsroom.reader(), "An *older* entry.", story)
    newer = await newsroom.post(newsroom.reader(), "A newer entry.", story, name="Ada\uffff <i>")
    await newsroom.post(newsroom.reader(), "What the fuck is this shit.", story)

    answer = await newsroom.reader().get(f"/stories/{story.story_id}/comments.atom")

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}title") == "Comments on A <b>bold</b> & odd  headline"
    assert [entry.findtext(f"{ATOM}content") for entry in entries] == [
        "<p>A newer entry.</p>",
        "<p>An <em>older</em> entry.</p>",
    ]
    assert entries[0].findtext(f"{ATOM}id") == f"urn:uuid:{newer['id']}"
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == "Ada <i>"
    for part in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{part}")
        assert all(entry.findtext(f"{ATOM}{part}") for entry in entries)


async def test_the_json_feed_says_the_same_as_the_atom_feed(newsroom: Newsroom) -> None:
    story = await newsroom.story("json-feed", headline="A <b>bold</b> headline")
    await newsroom.post(newsroom.reader(), "An *older* entry.", story)
    newer = await newsroom.post(newsroom.reader(), "A newer entry.", story, name="Ada <i>")
    await newsroom.post(newsroom.reader(), "What the fuck is this shit.", story)
    address = f"/stories/{story.story_id}/comments"

    answer = await newsroom.reader().get(f"{address}.json")

    atom = ElementTree.fromstring((await newsroom.reader().get(f"{address}.atom")).content)
    feed = answer.json()
    assert answer.headers["content-type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Comments on A <b>bold</b> headline"
    assert feed["feed_url"] == f"http://{HOST}{address}.json"
    assert [item["id"] for item in feed["items"]] == [
        entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")
    ]
    assert feed["items"][0] == {
        "id": f"urn:uuid:{newer['id']}",
        "url": f"http://{HOST}/comments/{newer['id']}",
        "content_html": "<p>A newer entry.</p>",
        "date_published": feed["items"][0]["date_published"],
        "authors": [{"name": "Ada <i>"}],
    }


async def test_oembed_describes_the_element_to_paste(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get("/oembed", params={"url": f"https://{HOST}/war?utm_id=1"})

    described = answer.json()
    assert (described["version"], described["type"]) == ("1.0", "rich")
    assert f'<below-line story-url="https://{HOST}/war"></below-line>' in described["html"]


async def test_oembed_escapes_the_address_of_a_story(newsroom: Newsroom) -> None:
    url = f'https://{HOST}/a"><script>alert(1)</script>'
    made = (await newsroom.reader().post("/api/v1/stories", json={"url": url})).json()

    described = (await newsroom.reader().get("/oembed", params={"url": url})).json()

    elements = _Elements(described["html"]).found
    assert [tag for tag, _ in elements] == ["script", "below-line"]
    assert dict(elements[1][1]) == {"story-url": made["url"]}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422),
        ({"url": "https://elsewhere.example/"}, 422),
        ({"url": f"https://{HOST}/never"}, 404),
        ({"url": f"https://{HOST}/war", "format": "xml"}, 501),
        ({"url": f"https://{HOST}/war", "format": "json"}, 200),
    ],
)
async def test_oembed_answers_for_stories_of_the_site_as_json_only(
    newsroom: Newsroom, query: dict[str, str], status: int
) -> None:
    assert (await newsroom.reader().get("/oembed", params=query)).status_code == status


async def test_robots_stay_out_of_the_desk_and_the_api(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get("/robots.txt")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /desk" in answer.text.splitlines()
    assert "Disallow: /api/" in answer.text.splitlines()


async def test_the_policy_page_explains_every_clause(newsroom: Newsroom) -> None:
    page = (await newsroom.reader().get("/policy")).text

    for clause in newsroom.belowline.services.policy.clauses:
        assert f'id="clause-{clause.name}"' in page
        assert clause.title in page


async def test_the_front_page_leads_with_the_latest_story(newsroom: Newsroom) -> None:
    page = (await newsroom.reader().get("/")).text

    assert "Rent cap passes" in page
    assert "Kremlin warns of consequences" in page


async def test_head_says_what_get_would_without_saying_it(newsroom: Newsroom) -> None:
    paths = ["/", "/healthz", f"/stories/{newsroom.war.story_id}", "/api/v1/latest", "/nothing"]
    for path in [*paths, *paths]:
        get = await newsroom.reader().get(path)
        head = await newsroom.reader().head(path)

        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def _references(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
