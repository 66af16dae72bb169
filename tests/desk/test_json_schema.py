"""Our checker understands every word of our schema files, and refuses others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from belowline.desk.dsa_statements import schema
from belowline.desk.json_schema import problems

GOOD: dict[str, Any] = {
    "puid": "01900000-0000-7000-8000-000000000001",
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "House policy: Spam",
    "incompatible_content_explanation": "Advertising.",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "content_date": "2026-03-01",
    "application_date": "2026-03-02",
    "decision_facts": "A comment was removed.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
}
ILLEGAL = {
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "A law.",
    "illegal_content_explanation": "It breaks it.",
    "incompatible_content_ground": None,
    "incompatible_content_explanation": None,
}


def changed(**fields: Any) -> dict[str, Any]:
    """Return the good statement with other fields; None takes one away."""
    return {name: value for name, value in {**GOOD, **fields}.items() if value is not None}


@pytest.mark.parametrize(
    "statement",
    [
        GOOD,
        changed(**ILLEGAL),
        changed(decision_visibility=None, decision_account="DECISION_ACCOUNT_SUSPENDED"),
        changed(territorial_scope=["DE", "FR"], category_specification=["KEYWORD_PHISHING"]),
        changed(source_type="SOURCE_ARTICLE_16", source_identity="a trusted flagger"),
    ],
)
def test_a_statement_as_the_database_takes_it_has_no_problem(statement: dict[str, Any]) -> None:
    assert problems(statement, schema()) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (changed(puid=None), "puid is missing"),
        (changed(puid="a b"), "puid doesn't fit"),
        (changed(puid="a\n"), "puid doesn't fit"),
        (changed(puid="a" * 501), "puid has more than 500"),
        (changed(puid=7), "puid must be of the type string"),
        (changed(decision_visibility=None), "decision_visibility is missing or"),
        (changed(decision_visibility=[]), "decision_visibility is empty"),
        (changed(decision_visibility=["REMOVED"]), "decision_visibility[0] is none"),
        (changed(decision_visibility="DECISION_VISIBILITY_CONTENT_REMOVED"), "type array"),
        (changed(category="STATEMENT_CATEGORY_OTHER"), "category is none"),
        (changed(content_date="2.3.2026"), "content_date doesn't fit"),
        (changed(decision_facts=""), "decision_facts is empty"),
        (changed(decision_facts="a" * 5001), "more than 5000"),
        (changed(territorial_scope=["US"]), "territorial_scope[0] is none"),
        (changed(territorial_scope=["DE", "DE"]), "territorial_scope repeats itself"),
        (changed(source_identity="Ada"), "source_identity must not be there"),
        (changed(incompatible_content_ground=None), "incompatible_content_ground is missing"),
        (changed(illegal_content_legal_ground="§"), "must not be there"),
        (
            changed(decision_ground="DECISION_GROUND_ILLEGAL_CONTENT"),
            "illegal_content_legal_ground is missing",
        ),
        (changed(comment="words"), "comment is unknown"),
        ([], "type object"),
    ],
)
def test_what_the_database_would_refuse_is_named(statement: Any, says: str) -> None:
    found = problems(statement, schema())

    assert any(says in problem for problem in found), found


def test_a_schema_with_a_word_that_is_not_checked_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        problems("x", {"format": "date"})


def test_the_schema_is_valid_json_schema_in_the_words_that_we_check() -> None:
    text = json.dumps(schema())

    assert problems({}, schema())  # walks all of it that any statement meets
    assert not re.search(r'"(format|oneOf|not|else|\$ref)":', text)
