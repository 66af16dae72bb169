"""Say of a ruling what the European Union's transparency database asks (DSA, article 24(5)).

No word of a reader's goes in, nor anything that quotes one: the sentences are ours, and the
clauses are told in the publisher's own words.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from belowline.conversation.comment import ILLEGAL, Source
from belowline.desk.decided import Decided, Restriction
from belowline.desk.json_schema import problems
from belowline.kernel.errors import Refused
from belowline.moderation import Policy

Statement = dict[str, Any]

_LONGEST_GROUND = 500
_LONGEST_EXPLANATION = 2000
_OTHER = {"category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "keywords": []}
_DONE = {
    Restriction.REJECTED: "A comment under a news story was not published.",
    Restriction.REMOVED: "A published comment under a news story was removed.",
    Restriction.HIDDEN: "A published comment under a news story was hidden until a person rules.",
    Restriction.EDIT: "An edit of a comment under a news story was not published.",
}


def statement(
    decided: Decided, restriction: Restriction, policy: Policy, *, policy_url: str = ""
) -> Statement:
    """Return the statement of reasons; `policy` is the one that the ruling was made by."""
    clause = decided.clause or (ILLEGAL if decided.is_noticed_as_illegal else "")
    named = _names()["clause"].get(clause, _OTHER)
    removed = restriction is Restriction.REMOVED
    made = {
        "puid": decided.ruling.ruling_id,
        "decision_visibility": [
            f"DECISION_VISIBILITY_CONTENT_{'REMOVED' if removed else 'DISABLED'}"
        ],
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": named["category"],
        "category_specification": list(named["keywords"]),
        "territorial_scope": territory(),
        "content_date": f"{decided.written_at:%Y-%m-%d}",
        "application_date": f"{decided.ruling.created_at:%Y-%m-%d}",
        "decision_facts": _facts(decided, restriction),
        "source_type": _source(decided),
        "automated_detection": "Yes" if decided.found else "No",
        "automated_decision": _decision(decided),
        **_ground(clause, policy),
    }
    if policy_url and clause != ILLEGAL:
        made["decision_ground_reference_url"] = policy_url
    return made


def checked(made: Statement) -> Statement:
    """Return the statement; raises Refused where it doesn't fit the schema."""
    wrong = problems(made, schema())
    if wrong:
        raise Refused(f"The statement on ruling {made.get('puid')} is not valid: {wrong[0]}.")
    return made


@cache
def schema() -> Mapping[str, Any]:
    """Return the shipped schema of a statement."""
    found: Mapping[str, Any] = json.loads(_shipped("dsa-statement.schema.json"))
    return found


@cache
def _names() -> Mapping[str, Any]:
    return tomllib.loads(_shipped("dsa.toml"))


def _shipped(name: str) -> str:
    return (resources.files("belowline.desk") / "data" / name).read_text("utf-8")


def territory() -> list[str]:
    """Return the countries that a decision holds in."""
    return list(_names()["territory"])


def category_of(clause: str) -> str:
    """Return the database's category for a clause."""
    category: str = _names()["clause"].get(clause, _OTHER)["category"]
    return category


def _ground(clause: str, policy: Policy) -> Statement:
    if clause == ILLEGAL:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": "The law named in the notice or by the moderator.",
            "illegal_content_explanation": (
                "A person found that the comment breaks the law; the reasons are on file."
            ),
        }
    title = policy.clause(clause).title if policy.has(clause) else clause or "House policy"
    means = policy.clause(clause).summary if policy.has(clause) else ""
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": (
            f"House policy, version {policy.version}: {title}"[:_LONGEST_GROUND]
        ),
        "incompatible_content_explanation": (means or title)[:_LONGEST_EXPLANATION],
    }


def _facts(decided: Decided, restriction: Restriction) -> str:
    sentences = [_DONE[restriction]]
    if decided.notices:
        sentences.append("Readers had reported it.")
    if decided.found:
        sentences.append("Software had found in it what the ground names.")
    if decided.ruling.source is Source.ENGINE:
        sentences.append("Software decided, by the publisher's policy.")
    elif decided.ruling.source is Source.REPORTS:
        sentences.append("It was hidden since the reports together weighed enough.")
    else:
        sentences.append("A moderator read it and decided.")
    return " ".join(sentences)


def _source(decided: Decided) -> str:
    if decided.is_noticed_as_illegal:
        return "SOURCE_ARTICLE_16"
    return "SOURCE_TYPE_OTHER_NOTIFICATION" if decided.notices else "SOURCE_VOLUNTARY"


def _decision(decided: Decided) -> str:
    if decided.ruling.source is not Source.MODERATOR:
        return "AUTOMATED_DECISION_FULLY"
    return f"AUTOMATED_DECISION_{'PARTIALLY' if decided.found else 'NOT_AUTOMATED'}"
