"""Every e-mail to readers says the same in every language; what goes to staff is in English."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from jinja2 import Environment, meta

from belowline.kernel.languages import LANGUAGES, SOURCE
from belowline.kernel.said import Said
from belowline.mail.mail import MailKind
from belowline.mail.wording import in_words
from belowline.web.words import in_language

WORDS = files("belowline.mail").joinpath("words")
TO_STAFF = (MailKind.SIGN_IN, MailKind.RULING_REVIEWED, MailKind.SANCTION_REVIEWED)
OTHERS = [language for language in LANGUAGES if language != SOURCE]
KINDS = [kind for kind in MailKind if kind not in TO_STAFF]

REPORT = {
    "headline": "Rent cap passes",
    "reported": date(2026, 11, 23),
    "reason": Said("Discourteous behaviour"),
    "upheld": True,
    "reports": "https://comments.example/reports",
}


def read(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads(WORDS.joinpath(language, f"{name}.toml").read_text("utf-8"))


def filled_in(text: str) -> set[str]:
    return meta.find_undeclared_variables(Environment().parse(text))


def flat(words: dict[str, Any]) -> list[dict[str, str]]:
    """All parts, also those that come once for each thing in a list."""
    found = []
    for part in words["part"]:
        found.append({key: text for key, text in part.items() if key != "part"})
        found += flat(part) if "part" in part else []
    return found


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_language_has_every_part_of_an_email(language: str, kind: MailKind) -> None:
    english, other = read(SOURCE, kind.value), read(language, kind.value)

    assert list(map(sorted, flat(other))) == list(map(sorted, flat(english)))
    for one, same in zip(flat(english), flat(other), strict=True):
        assert {key: filled_in(text) for key, text in same.items()} == {
            key: filled_in(text) for key, text in one.items()
        }
    assert filled_in(other["subject"]) == filled_in(english["subject"])
    assert other["why"] != english["why"]


@pytest.mark.parametrize("language", OTHERS)
def test_what_stands_beneath_every_email_is_said_in_every_language(language: str) -> None:
    assert read(language, "foot").keys() == read(SOURCE, "foot").keys()


def test_dates_and_clauses_are_said_in_the_language() -> None:
    words = in_words(MailKind.REPORT_ANSWERED, "de-AT", REPORT, in_language)

    assert words.language == "de"
    assert "Am 23. November 2026" in words.blocks[0].text
    assert "(Unhöflichkeit)" in words.blocks[0].text
    assert words.stop == "Keine solchen E-Mails mehr"


def test_a_publishers_own_clause_keeps_its_name() -> None:
    own = REPORT | {"reason": Said("Bagpipes")}

    assert "(Bagpipes)" in in_words(MailKind.REPORT_ANSWERED, "es", own, in_language).blocks[0].text


def test_what_goes_to_staff_is_in_english() -> None:
    values = {"name": "Ada", "minutes": 60, "link": "https://comments.example/desk/enter"}
    words = in_words(MailKind.SIGN_IN, "fr", values, in_language)

    assert words.language == SOURCE
    assert words.subject == "Your link to the moderators’ desk"
