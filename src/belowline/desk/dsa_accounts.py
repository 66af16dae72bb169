"""Say of a sanction what the European Union's transparency database asks (DSA, articles 17 and 24).

Its reason is a moderator's own words, which may name somebody: it stays out.
"""

from collections.abc import Mapping
from typing import Any

from belowline.desk.dsa_statements import Statement, category_of, territory
from belowline.moderation import Policy
from belowline.people.sanctions import Measure, Sanction

# What limits an account; a warning limits nothing, and lifting takes nothing away.
LIMITING = (Measure.HOLD, Measure.SUSPEND, Measure.BAN)

_DECISIONS: Mapping[Measure, Mapping[str, Any]] = {
    Measure.HOLD: {
        "decision_visibility": ["DECISION_VISIBILITY_OTHER"],
        "decision_visibility_other": "Each new comment waits for a moderator before it is public.",
    },
    Measure.SUSPEND: {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},
    Measure.BAN: {"decision_account": "DECISION_ACCOUNT_TERMINATED"},
}
_FACTS = {
    Measure.HOLD: "What a reader writes under news stories is looked at before it is public.",
    Measure.SUSPEND: "A reader can't write comments under news stories for a time.",
    Measure.BAN: "A reader can't write comments under news stories any more.",
}
# No clause of anybody's policy: it falls under what the terms forbid otherwise.
_NO_CLAUSE = ""


def account_statement(sanction: Sanction, policy: Policy, *, policy_url: str = "") -> Statement:
    """Return the statement of reasons for one of LIMITING."""
    made = {
        "puid": sanction.sanction_id,
        **_DECISIONS[sanction.measure],
        "account_type": "ACCOUNT_TYPE_PRIVATE",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": f"House policy, version {policy.version}",
        "incompatible_content_explanation": (
            "A moderator found that what the reader wrote breaks the policy again and again, or"
            " gravely; the reasons were told to the reader and are on file."
        ),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": category_of(_NO_CLAUSE),
        "territorial_scope": territory(),
        "content_date": f"{sanction.created_at:%Y-%m-%d}",
        "application_date": f"{sanction.created_at:%Y-%m-%d}",
        "decision_facts": f"{_FACTS[sanction.measure]} A moderator decided.",
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    }
    if sanction.until is not None:
        made["end_date_account_restriction"] = f"{sanction.until:%Y-%m-%d}"
    if policy_url:
        made["decision_ground_reference_url"] = policy_url
    return made
