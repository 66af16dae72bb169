"""A reader's own pages speak as the address asks, else as they chose, else as browsers say."""

from __future__ import annotations

import re

import httpx
import pytest

from belowline.web.languages import chosen, preferred
from tests.web.newsroom import Newsroom, token_in

pytestmark = pytest.mark.anyio

OWN = ("/me", "/reports", "/standing")


def language_of(page: httpx.Response) -> str:
    found = re.search(r'<html lang="(\w+)"', page.text)
    assert found, page.text
    return found.group(1)


async def choose(browser: httpx.AsyncClient, language: str, address: str = "/me") -> str:
    """Choose a language on one's page, and return where that leads."""
    page = await browser.get(address)
    action = re.search(r'action="(/me/language[^"]*)"', page.text)
    assert action, page.text
    fields = {"token": token_in(page.text), "language": language}
    answer = await browser.post(action.group(1), data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("address", ["/me", "/reports", "/standing", "/statements/unknown"])
async def test_own_pages_speak_as_the_browser_prefers(newsroom: Newsroom, address: str) -> None:
    async with newsroom.reader(**{"accept-language": "tlh, de-CH;q=0.9, en;q=0.5"}) as browser:
        preferring = await browser.get(address)
        asking = await browser.get(f"{address}?lang=fr")

    assert (language_of(preferring), language_of(asking)) == ("de", "fr")
    assert "no-store" in preferring.headers["cache-control"]


async def test_what_a_reader_chose_goes_before_what_the_browser_prefers(
    newsroom: Newsroom,
) -> None:
    async with newsroom.reader(**{"accept-language": "de"}) as browser:
        await newsroom.post(browser, "The tram stops at nine on Sundays.")
        await choose(browser, "ar")
        own = [await browser.get(place, follow_redirects=True) for place in OWN]
        asked = await browser.get("/me?lang=es")
        story = await browser.get(f"/stories/{newsroom.rent.story_id}")
        await choose(browser, "")
        again = await browser.get("/me")

    assert [language_of(page) for page in own] == ["ar"] * 3
    assert language_of(asked) == "es"
    assert language_of(story) == "en"
    assert "lang=" not in own[0].text.replace('lang="', "")
    assert language_of(again) == "de"


async def test_a_page_that_was_opened_in_another_language_comes_back_as_chosen(
    newsroom: Newsroom,
) -> None:
    async with newsroom.reader() as browser:
        await newsroom.post(browser, "The tram is late on Mondays as well.")
        place = await choose(browser, "fr", "/me?lang=de")
        page = await browser.get(place)

    assert place == "/me?kept=language"
    assert language_of(page) == "fr"
    assert 'role="status">Enregistré.' in page.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr;q=0.3, es-MX;q=0.7", "es"),
        ("tlh, *;q=0.5", ""),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=x, ar;level=1, es;q=2", ""),
        ("", ""),
        (", ;;=,", ""),
        ("tlh," * 30 + "de", ""),
    ],
)
def test_the_first_that_we_speak_of_what_a_browser_prefers(header: str, language: str) -> None:
    assert preferred(header) == language


def test_public_pages_never_ask_what_a_browser_prefers() -> None:
    headers = [(b"accept-language", b"de")]

    assert chosen("/me", b"", "en", headers).language == "de"
    assert chosen("/stories/1/follow", b"", "en", headers).language == "de"
    for path in ("/stories/1", "/", "/policy", "/below", "/api/v1/latest", "/desk", "/metrics"):
        assert chosen(path, b"", "en", headers).language == "en"
