"""Readers are spoken to in the language that the address asks for, or else in the site's."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from belowline.config import Site
from belowline.kernel.errors import Refused, TooMany
from belowline.kernel.languages import LANGUAGES
from belowline.kernel.said import Said
from belowline.moderation import parse_policy
from belowline.moderation.presets import preset_text
from belowline.web.languages import Spoken, chosen, speaking, with_language
from belowline.web.policy_words import line_of, spoken_clauses
from belowline.web.times import exact, number
from belowline.web.words import ngettext, say, script_words, told, translated
from tests.web.newsroom import HOST, SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

HEADINGS = {
    "en": "Comments",
    "es": "Comentarios",
    "fr": "Commentaires",
    "de": "Kommentare",
    "ar": "التعليقات",
}
INSULT = "You are an idiot and everybody knows it."


def german_site() -> Site:
    return Site(site_id=SITE, name="Das Beispiel", tagline="", language="de", domains=(HOST,))


def words_in(page: str) -> dict[str, Any]:
    """Return what a page tells its scripts to say."""
    found = re.search(r"<template data-words>(.*?)</template>", page, re.DOTALL)
    words: dict[str, Any] = json.loads(unescape(found[1])) if found else {}
    return words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_thread_speaks_the_language_that_is_asked_for(
    newsroom: Newsroom, language: str
) -> None:
    async with newsroom.reader() as reader:
        page = await reader.get(f"/stories/{newsroom.rent.story_id}?lang={language}")

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert f'id="comments" lang="{language}" dir="{direction}"' in page.text
    assert f'part="title">{HEADINGS[language]} <span' in page.text
    assert set(words_in(page.text)) == set(script_words(language) if language != "en" else {})


async def test_each_language_is_kept_as_a_page_of_its_own(newsroom: Newsroom) -> None:
    address = f"/stories/{newsroom.rent.story_id}"
    async with newsroom.reader() as reader:
        pages = {code: await reader.get(f"{address}?lang={code}") for code in LANGUAGES}
        again = {code: await reader.get(f"{address}?lang={code}") for code in LANGUAGES}

    assert len({page.headers["etag"] for page in pages.values()}) == len(LANGUAGES)
    assert {code: page.headers["etag"] for code, page in pages.items()} == {
        code: page.headers["etag"] for code, page in again.items()
    }
    assert newsroom.belowline.services.cache.get(f"{address}?lang=ar") is not None


async def test_what_a_browser_prefers_changes_no_public_page(newsroom: Newsroom) -> None:
    address = f"/stories/{newsroom.rent.story_id}"
    async with newsroom.reader() as reader:
        plain = await reader.get(address)
        asked = await reader.get(address, headers={"accept-language": "de"})
        unknown = await reader.get(f"{address}?lang=xx")

    assert plain.text == asked.text == unknown.text
    assert "accept-language" not in plain.headers["vary"]


async def test_links_and_forms_of_a_page_go_on_in_its_language(newsroom: Newsroom) -> None:
    async with newsroom.reader() as reader:
        await newsroom.post(reader, "The cap is too low for the old town.")
        address = f"/stories/{newsroom.rent.story_id}"
        page = (await reader.get(f"{address}?lang=de")).text
        answer = await newsroom.send(
            reader, f"{address}/comments?lang=de", text="A second thought.", name="Bea"
        )

    assert f'action="{address}/comments?lang=de"' in page
    assert 'href="?sort=oldest&amp;lang=de#comments"' in page
    assert 'href="/policy?lang=de"' in page
    assert 'href="/desk"' in page
    assert answer.headers["location"].startswith(f"{address}?lang=de#c-")


async def test_a_form_that_is_refused_comes_back_in_its_language(newsroom: Newsroom) -> None:
    async with newsroom.reader() as reader:
        address = f"/stories/{newsroom.rent.story_id}/comments?lang=fr"
        empty = await newsroom.send(reader, address, text=" ", name="Bea")
        rejected = await newsroom.send(reader, address, text=INSULT, name="Bea")

    assert "Écrivez d’abord quelque chose" in empty.text
    assert '<html lang="fr" dir="ltr">' in rejected.text
    assert "Non publié" in rejected.text
    assert "Discourtoisie" in rejected.text


async def test_programs_are_answered_in_english_unless_they_ask(tmp_path: Path) -> None:
    async with open_newsroom(tmp_path, site=german_site()) as newsroom, newsroom.reader() as reader:
        address = f"/api/v1/stories/{newsroom.rent.story_id}/comments"
        plain = await reader.post(address, json={"text": "", "name": "Bea"})
        asked = await reader.post(f"{address}?lang=es", json={"text": "", "name": "Bea"})
        page = await reader.get(f"/stories/{newsroom.rent.story_id}")
        desk = await reader.get("/desk/sign-in")

    assert plain.json()["detail"].startswith("Write something first")
    assert asked.json()["detail"].startswith("Escriba algo antes")
    assert plain.json()["type"] == asked.json()["type"]
    assert '<html lang="de" dir="ltr">' in page.text
    assert 'data-lang="de"' in page.text
    assert "lang=de" not in page.text.replace('data-lang="de"', "")
    assert '<html lang="en"' in desk.text


async def test_what_the_engine_saw_is_told_in_the_readers_language(newsroom: Newsroom) -> None:
    async with newsroom.reader() as reader:
        said = (await reader.post("/api/v1/check?lang=ar", json={"text": INSULT})).json()

    assert {each["clause"] for each in said["findings"]} >= {"discourtesy"}
    assert all(re.search("[ء-ي]", each["reason"]) for each in said["findings"])
    assert said["clauses"]["discourtesy"] == "ناقش ما قيل لا من قاله."


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 رد"), (1, "رد واحد"), (2, "ردان"), (3, "3 ردود"), (11, "11 ردًا"), (100, "100 رد")],
)
def test_arabic_has_six_forms(number: int, words: str) -> None:
    with speaking(Spoken("ar")):
        said = ngettext("%(num)s reply", "%(num)s replies", number)

    assert said % {"num": number} == words


def test_french_says_none_as_it_says_one() -> None:
    with speaking(Spoken("fr")):
        assert ngettext("%(num)s reply", "%(num)s replies", 0) == "%(num)s réponse"


def test_dates_and_numbers_are_the_languages_own() -> None:
    at, found = datetime(2026, 11, 23, 17, 5, tzinfo=UTC), {}
    for language in LANGUAGES:
        with speaking(Spoken(language)):
            found[language] = (exact(at), number(12_345).replace("\u202f", " "))

    assert found == {
        "en": ("23 November 2026, 17:05 UTC", "12,345"),
        "es": ("23 de noviembre de 2026, 17:05 UTC", "12.345"),
        "fr": ("23 novembre 2026, 17:05 UTC", "12 345"),
        "de": ("23. November 2026, 17:05 UTC", "12.345"),
        "ar": ("23 نوفمبر 2026، 17:05 UTC", "12,345"),
    }


def test_a_sites_own_words_are_nobodys_to_translate() -> None:
    own = parse_policy(
        'extends = "no-tolerance"\nname = "ours"\nversion = "1"\n'
        '[clause.violence]\nsummary = "We are peaceful here in Ballymore."\n'
    )
    with speaking(Spoken("de")):
        violence = spoken_clauses([own.clause("violence")])[0]

    assert violence.title == "Gewalt"
    assert violence.summary == "We are peaceful here in Ballymore."


def test_a_sentence_that_names_the_sites_own_things_stays_whole() -> None:
    shipped = parse_policy(preset_text("no-tolerance"))
    named = [clause.words for clause in shipped.clauses if clause.words]
    own = "No tolerance for violence or bagpipes. Thanks for keeping the conversation fruitful."
    with speaking(Spoken("de")):
        assert line_of(shipped.line, named).startswith("Keine Toleranz für Gewalt, Rassismus,")
        assert line_of(own, ["violence", "bagpipes"]) == own


def test_a_reason_with_the_readers_words_in_it_is_recognised() -> None:
    with speaking(Spoken("es")):
        assert translated("“that ‘x’” is a swear word.") == "«that ‘x’» es una palabrota."
        assert translated("Written by the editors.") == "Written by the editors."


def test_a_sentence_is_said_with_everything_in_it() -> None:
    until = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    inner = Said("You can’t take part here until %(time)s.", {"time": until})
    whole = Said(
        "%(what)s The reason: %(reason)s You can appeal; another moderator looks at it.",
        {"what": inner, "reason": "100% spam."},
    )

    assert str(whole).startswith("You can’t take part here until 1 December 2026, 09:00 UTC. The")
    with speaking(Spoken("de")):
        assert say(whole).startswith("Sie können hier bis 1. Dezember 2026, 09:00 UTC nicht")
        assert "Der Grund: 100% spam." in say(whole)
        assert told(TooMany(retry_after=1)).endswith("in 1 Sekunde noch einmal.")
        assert told(Refused("Nobody ever said this.")) == "Nobody ever said this."


@pytest.mark.parametrize(
    ("path", "query", "site", "language"),
    [
        ("/stories/1", b"", "de", "de"),
        ("/stories/1", b"sort=best&lang=fr", "de", "fr"),
        ("/stories/1", b"lang=es-MX", "de", "es"),
        ("/stories/1", b"lang=tlh", "de", "de"),
        ("/stories/1", b"", "pt", "en"),
        ("/api/v1/latest", b"", "de", "en"),
        ("/api/v1/latest", b"lang=de", "de", "de"),
        ("/desk", b"lang=fr", "de", "en"),
        ("/install", b"", "de", "en"),
    ],
)
def test_the_address_decides_and_then_the_site(
    path: str, query: bytes, site: str, language: str
) -> None:
    assert chosen(path, query, site).language == language


async def test_figures_keep_their_order_where_words_run_from_the_right(newsroom: Newsroom) -> None:
    async with newsroom.reader() as reader:
        arabic, english = await reader.get("/policy?lang=ar"), await reader.get("/policy")

    version = newsroom.belowline.services.policy.version
    assert f"النسخة <bdi>{version}</bdi>" in arabic.text
    assert f"Version {version}" in english.text


def test_only_addresses_of_ours_carry_the_language() -> None:
    with speaking(Spoken("fr", "fr", goes_along=True)):
        assert with_language("/comments/1#c-1") == "/comments/1?lang=fr#c-1"
        assert with_language("/stories/1?sort=best") == "/stories/1?sort=best&lang=fr"
        assert with_language("//evil.example/") == "//evil.example/"
        assert with_language("https://evil.example/") == "https://evil.example/"
        assert with_language("/desk/sign-in") == "/desk/sign-in"
    with speaking(Spoken("fr", "fr")):
        assert with_language("/comments/1") == "/comments/1"
