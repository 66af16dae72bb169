"""Answer Coral's external moderation phase: a comment in, its status and the reason out."""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from belowline.kernel.errors import Forbidden, Refused
from belowline.moderation import Action, Finding, Policy, Ruling
from belowline.web.compat.html_text import text_of
from belowline.web.compat.scoring import Scoring

Json = dict[str, Any]

# A moderator reads so many sentences; one for each clause is enough to decide.
_MOST_REASONS = 3


class Words(Struct):
    """A comment as Coral sends it: text or HTML, as the phase is set up."""

    body: str


class PhaseRequest(Struct):
    """What is used of Coral's request; it says more of author, story and site."""

    comment: Words
    tenantDomain: str = ""


def check_signature(secrets: Sequence[str], header: str, body: bytes) -> None:
    """Raises Forbidden unless one of Coral's signatures was made with one of our secrets."""
    if not secrets:
        raise Forbidden(
            "Put the signing secret that Coral shows for this phase into the settings for scoring, "
            "as coral_secrets.",
            code="signature",
        )
    given = [part.strip().removeprefix("sha256=") for part in header.split(",")]
    for secret in secrets:
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        if any(hmac.compare_digest(each.encode(), expected.encode()) for each in given):
            return
    raise Forbidden(
        "The signature is not made with the secret that the settings for scoring have.",
        code="signature",
    )


async def rule_for_coral(scoring: Scoring, body: bytes) -> Json | None:
    """Return the answer's JSON, None for no opinion; raises Refused, Overloaded."""
    try:
        request = msgspec.json.decode(body, type=PhaseRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        error = Refused("This is no request of Coral's external moderation.", code="bad-request")
        error.status = 400
        raise error from None
    assessor = scoring.assessor(f"Coral:{request.tenantDomain}")
    text = text_of(request.comment.body)
    found = await scoring.judges.assess(assessor, text)
    return _answer(found.ruling, assessor.policy)


def _answer(ruling: Ruling, policy: Policy) -> Json | None:
    """What follows in Coral; publish is no opinion, so that its own later phases still run."""
    if ruling.action is Action.PUBLISH:
        return None
    reasons = _reasons(ruling, policy)
    is_spam = bool(reasons) and reasons[0].clause == "spam"
    flag = "COMMENT_DETECTED_SPAM" if is_spam else "COMMENT_DETECTED_TOXIC"
    answer: Json = {"actions": [{"actionType": "FLAG", "reason": flag}] if reasons else []}
    if ruling.action is Action.HOLD:
        return {"status": "SYSTEM_WITHHELD", "tags": [], **answer}
    return {
        "status": "REJECTED",
        "tags": [],
        **answer,
        "moderationAction": {"status": "REJECTED", "rejectionReason": _why(reasons, policy)},
    }


def _reasons(ruling: Ruling, policy: Policy) -> list[Finding]:
    """The gravest finding of each clause that led to the ruling."""
    found: dict[str, Finding] = {}
    for finding in ruling.findings:
        if policy.action(finding) is not Action.PUBLISH:
            found.setdefault(finding.clause, finding)
    ranked = sorted(found.values(), key=lambda each: -policy.action(each).severity)
    return ranked[:_MOST_REASONS]


def _why(reasons: Sequence[Finding], policy: Policy) -> Json:
    first = reasons[0]
    code = _codes().get(first.clause, "OTHER")
    why: Json = {
        "code": code,
        "detailedExplanation": " ".join(dict.fromkeys(each.reason for each in reasons)),
    }
    if code == "OTHER":
        why["customReason"] = policy.clause(first.clause).title
    return why


@cache
def _codes() -> Mapping[str, str]:
    text = (files("belowline.web.compat") / "coral.toml").read_text("utf-8")
    codes: Mapping[str, str] = tomllib.loads(text)["reason"]
    return codes
