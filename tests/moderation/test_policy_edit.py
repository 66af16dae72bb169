"""A policy's text is changed in place: what was not changed stays, remarks and all."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from belowline.moderation import PRESETS, shipped_policy_text
from belowline.moderation.policy_edit import with_policy
from belowline.moderation.shipped import shipped_text

TEXT = """# Ours, since 2024.
extends = "balanced"  # the patient one

[clause.spam]
hold_at = 0.5 # stricter than most
title = "Spam"

# Furniture.
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]

[line]
intro = "Please, no"  # polite
"""


def changed(text: str, **more: Any) -> tuple[str, dict[str, Any]]:
    own = deepcopy(tomllib.loads(text))
    for path, value in more.items():
        *keys, last = path.split("__")
        table = own
        for key in keys:
            table = table.setdefault(key, {})
        if value is None:
            del table[last]
        else:
            table[last] = value
    return with_policy(text, own), own


def test_a_value_is_changed_where_it_stands() -> None:
    text, _ = changed(TEXT, clause__spam__hold_at="never")

    assert text == TEXT.replace("hold_at = 0.5", 'hold_at = "never"')


def test_a_new_value_joins_its_table_and_an_old_one_goes() -> None:
    text, own = changed(TEXT, clause__spam__title=None, clause__spam__reject_at=0.9)

    assert tomllib.loads(text) == own
    assert "hold_at = 0.5 # stricter than most\n" in text
    assert "# Ours, since 2024.\n" in text
    assert "title" not in text.partition("[[phrases]]")[0]


def test_a_new_table_comes_at_the_end_and_a_new_key_at_the_top() -> None:
    text, own = changed(TEXT, clause__doxing__hold_at=0.4, title="Rules")

    assert tomllib.loads(text) == own
    assert "[clause.doxing]\nhold_at = 0.4\n" in text
    assert "# polite" in text


def test_rules_are_written_anew_and_nothing_else_is() -> None:
    rules = [{"name": "chairs", "clause": "spam", "phrases": ["chair"], "mode": "shadow"}]
    text, own = changed(TEXT, phrases=rules)

    assert tomllib.loads(text) == own
    assert "sofa" not in text
    assert 'intro = "Please, no"  # polite\n' in text
    assert "# stricter than most" in text


def test_without_rules_nothing_of_them_stays() -> None:
    text, own = changed(TEXT, phrases=None)

    assert tomllib.loads(text) == own
    assert "[[phrases]]" not in text


@pytest.mark.parametrize("name", PRESETS.values())
def test_shipped_policies_can_be_changed_anywhere(name: str) -> None:
    for path, value in (
        ("clause__spam__hold_at", 0.07),
        ("line__intro", 'A “quoted” "text" \\ here'),
        ("clause__violence__means", ["One.", "Two." * 40]),
        ("contacts", ["a@example.com"]),
    ):
        text, own = changed(shipped_text(name), **{path: value})
        assert tomllib.loads(text) == own
        assert text.startswith(shipped_text(name)[:40])


def test_nothing_changed_is_nothing_written() -> None:
    assert changed(shipped_policy_text())[0] == shipped_policy_text()


def test_what_cannot_be_mended_is_written_anew() -> None:
    odd = 'clause.spam.hold_at = 0.5\nclause.spam.title = "Spam"\nclause."doxing".hold_at = 0.5\n'
    text, own = changed(odd, clause__doxing__hold_at=0.7, clause__spam__title=None)

    assert tomllib.loads(text) == own
