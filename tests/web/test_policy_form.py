"""The form of the policy: every field finds its place in the text, and every mistake its field."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.people.reader import Role
from belowline.web.policy_fields import shown_fields, text_of, written_short
from tests.web.newsroom import SITE, Desk, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

BASE = 'extends = "no-tolerance"\n'
RULE = {
    "rule-0.name": "sofas",
    "rule-0.clause": "spam",
    "rule-0.mode": "hold",
    "rule-0.phrases": "sofa\r\ncouch",
    "rule-0.must_match": "A SOFA for sale.",
    "rule-0.reason": "No furniture.",
}


def typed(base: str = BASE, **more: str) -> dict[str, str]:
    return {
        **shown_fields(base),
        **{name.replace("__", "."): value for name, value in more.items()},
    }


def test_a_form_that_nobody_touched_is_the_text_it_was_made_of() -> None:
    for base in (BASE, shipped_policy_text(), 'extends = "balanced"\n# Ours.\n'):
        assert text_of(base, typed(base))[0] == base


def test_only_what_was_changed_is_written() -> None:
    text, _ = text_of(BASE, typed(clause__spam__hold_at="0.3", line__thanks="Thank you."))

    assert tomllib.loads(text) == {
        "extends": "no-tolerance",
        "line": {"thanks": "Thank you."},
        "clause": {"spam": {"hold_at": 0.3}},
    }


def test_what_is_changed_back_to_the_presets_value_is_the_presets_again() -> None:
    base = 'extends = "no-tolerance"\n[clause.spam]\nhold_at = 0.3\ntitle = "Ads"\n'

    text, _ = text_of(base, typed(base, clause__spam__hold_at="0.5"))

    assert tomllib.loads(text)["clause"] == {"spam": {"title": "Ads"}}


def test_another_preset_brings_its_numbers_and_keeps_what_is_ours() -> None:
    base = 'extends = "no-tolerance"\n[clause.spam]\ntitle = "Ads"\n'

    text, _ = text_of(base, typed(base, extends="balanced"))

    policy = parse_policy(text)
    assert policy.clause("discourtesy").hold_at == 0.75
    assert policy.clause("spam").title == "Ads"


def test_a_policy_written_out_may_go_over_to_a_preset_and_says_the_same() -> None:
    whole = shipped_policy_text().replace('title = "Spam"', 'title = "Ads"')

    text, _ = text_of(whole, typed(whole, extends="no-tolerance"))

    assert tomllib.loads(text) == {"extends": "no-tolerance", "clause": {"spam": {"title": "Ads"}}}


def test_a_policy_over_a_preset_may_be_written_out() -> None:
    text, _ = text_of(BASE, typed(extends=""))

    before, after = parse_policy(BASE), parse_policy(text)
    assert after.clauses == before.clauses
    assert after.line == before.line


def test_rules_are_added_changed_and_taken_out() -> None:
    added, numbers = text_of(BASE, {**typed(), **RULE})
    rule = tomllib.loads(added)["phrases"][0]
    assert (rule["phrases"], rule["must_match"], numbers) == (
        ["sofa", "couch"],
        ["A SOFA for sale."],
        [0],
    )
    parse_policy(added)

    trial, _ = text_of(added, {**typed(added), "rule-0.mode": "shadow"})
    assert tomllib.loads(trial)["phrases"] == [{**rule, "mode": "shadow"}]
    gone, numbers = text_of(added, {**typed(added), "rule-0.remove": "1"})
    assert tomllib.loads(gone) == tomllib.loads(BASE)
    assert numbers == []


def test_the_shipped_policy_begins_as_one_line() -> None:
    assert written_short(shipped_policy_text()) == BASE
    assert parse_policy(BASE).version == parse_policy(shipped_policy_text()).version


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: a policy that one saves would be in another's way."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


@pytest.fixture
async def editor(newsroom: Newsroom) -> Desk:
    """Lend the desk of somebody who may."""
    return await newsroom.moderator("Ed Itor", Role.EDITOR)


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of the form on a page, as a browser would send them."""
    form = page.partition('<form class="parts"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S))
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = (chosen or re.findall(r'value="([^"]*)"', options))[0]
    found = {name: value for name, value in found.items() if not name.endswith(".remove")}
    return {name: html.unescape(value) for name, value in found.items()}


async def test_a_threshold_is_changed_tried_and_saved_without_scripts(
    newsroom: Newsroom, editor: Desk
) -> None:
    await newsroom.post(newsroom.reader(), "A sofa for sale, one.")
    browser = editor.browser
    fields = fields_of((await browser.get("/desk/policy")).text)
    assert fields["clause.spam.hold_at"] == "0.5"

    tried = await browser.post("/desk/policy/preview", data={**fields, **RULE})

    assert tried.status_code == 200
    assert "1 comment would have been ruled on differently" in tried.text
    assert fields_of(tried.text)["rule-0.phrases"] == "sofa\ncouch"
    save = tried.text.partition('<form class="save"')[2].partition("</form>")[0]
    text = re.search(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', save, re.S)
    assert text
    sent = {"token": editor.token, "seen": "0", "reason": "Sofas.", "text": html.unescape(text[1])}
    assert (await browser.post("/desk/policy/save", data=sent)).status_code == 303
    held = await newsroom.post(newsroom.reader(), "A sofa for sale, two.")
    assert held["state"] == "held"
    again = fields_of((await browser.get("/desk/policy")).text)
    assert (again["rule-0.name"], again["seen"]) == ("sofas", "2")


async def test_every_mistake_stands_at_its_field_and_nothing_typed_is_lost(
    newsroom: Newsroom, editor: Desk
) -> None:
    fields = fields_of((await editor.browser.get("/desk/policy")).text)
    wrong = {
        "clause.spam.hold_at": "0,5",
        "clause.violence.title": "",
        "report_threshold": "many",
        "rule-0.name": "sofas",
        "rule-0.patterns": "(",
        "rule-0.must_not_match": "A text with “quotes” & <signs>",
    }

    page = await editor.browser.post("/desk/policy/preview", data={**fields, **wrong})

    assert page.status_code == 422
    assert fields_of(page.text) | wrong == fields_of(page.text)
    for name in ("clause.spam.hold_at", "clause.violence.title", "report_threshold"):
        assert f'id="wrong-{name}"' in page.text
        assert f'href="#f-{name}"' in page.text
    assert 'id="wrong-rule-0.patterns"' in page.text
    assert await newsroom.belowline.store.saved_policy(SITE) is None


async def test_a_form_goes_on_as_text(newsroom: Newsroom, editor: Desk) -> None:
    fields = fields_of((await editor.browser.get("/desk/policy")).text)
    more = {**RULE, "do": "text", "clause.spam.hold_at": "0.3"}

    page = await editor.browser.post("/desk/policy/preview", data={**fields, **more})

    found = re.search(r'id="policy-text"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    assert found
    policy = parse_policy(html.unescape(found[1]))
    assert policy.clause("spam").hold_at == 0.3
    assert policy.phrases[0].name == "sofas"
