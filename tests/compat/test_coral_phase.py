"""Coral's external moderation phase: signed requests in its documented shape, answers it takes."""

from __future__ import annotations

import hashlib
import hmac
import json

import httpx
import pytest

from tests.compat.newsdesk import CIVIL, INSULT, OLD_SECRET, SECRET, Json, ask
from tests.running import Running

STATUSES = {"NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD"}
CODES = {
    "OFFENSIVE",
    "ABUSIVE",
    "SPAM",
    "BANNED_WORD",
    "AD",
    "ILLEGAL_CONTENT",
    "HARASSMENT_BULLYING",
    "MISINFORMATION",
    "HATE_SPEECH",
    "IRRELEVANT_CONTENT",
    "OTHER",
}
FLAGS = {"COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"}


def payload(body: str, *, parent: str | None = None, tenant: str = "localhost") -> bytes:
    """The example of Coral's guide with another text, as Coral writes it: indented by two."""
    return json.dumps(
        {
            "action": "NEW",
            "comment": {"body": body, "parentID": parent},
            "author": {"id": "baf4e943-3594-4fcc-b2ba-3e8de7a76352", "role": "COMMENTER"},
            "story": {
                "id": "245b3856-b0a0-4d2f-a6bb-58c71f18d6a6",
                "url": "http://localhost:1313/posts/a-story-url/",
            },
            "site": {"id": "a4bede88-2d2c-4424-bc18-4322a9e285a6"},
            "tenantID": "19ba5794-7eeb-4d46-a81b-c00c61672501",
            "tenantDomain": tenant,
        },
        indent=2,
        ensure_ascii=False,
    ).encode()


def signature(body: bytes, *secrets: str) -> str:
    """The header as Coral's generateSignatures makes it."""
    made = (hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join(f"sha256={each}" for each in made)


def send(server: Running, body: bytes, signed: str) -> httpx.Response:
    headers = {
        "content-type": "application/json",
        "x-coral-signature": signed,
        "user-agent": "Coral Moderation/9.11.8",
    }
    return ask(server, "/coral/moderate", body, headers=headers)


def moderated(server: Running, text: str, **more: str) -> Json:
    """Send a comment and return an answer that Coral's own schema takes."""
    body = payload(text, tenant=more.get("tenant", "localhost"))
    answer = send(server, body, signature(body, SECRET))
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    assert set(said) <= {"status", "tags", "actions", "moderationAction"}
    assert said["status"] in STATUSES
    assert said["tags"] == []
    for action in said["actions"]:
        assert action["actionType"] == "FLAG"
        assert action["reason"] in FLAGS
    if "moderationAction" in said:
        assert said["moderationAction"]["status"] == said["status"]
        assert said["moderationAction"]["rejectionReason"]["code"] in CODES
    return said


def test_a_civil_comment_is_left_to_corals_later_phases(guarded: Running) -> None:
    body = payload(CIVIL)

    answer = send(guarded, body, signature(body, SECRET))

    assert (answer.status_code, answer.content) == (204, b"")


def test_an_insult_is_rejected_with_the_reason_in_words(guarded: Running) -> None:
    said = moderated(guarded, INSULT)

    reason = said["moderationAction"]["rejectionReason"]
    assert said["status"] == "REJECTED"
    assert reason["code"] == "HARASSMENT_BULLYING"
    assert "idiot" in reason["detailedExplanation"]
    assert said["actions"] == [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}]


def test_html_bodies_are_read_as_a_reader_sees_them(guarded: Running) -> None:
    plain = moderated(guarded, INSULT)
    marked = moderated(
        guarded,
        "<div>You are an <b>id</b><i>iot</i>, and so is everybody&nbsp;who believes you.</div>",
    )

    assert marked["status"] == plain["status"]


def test_angle_brackets_hide_nothing_in_a_plain_text(guarded: Running) -> None:
    assert moderated(guarded, "Well said, <you fucking idiot> and friends.")["status"] == "REJECTED"


def test_either_of_two_secrets_will_do_while_they_are_changed(guarded: Running) -> None:
    body = payload(CIVIL)

    assert send(guarded, body, signature(body, "a new one", SECRET)).status_code == 204
    assert send(guarded, body, signature(body, OLD_SECRET)).status_code == 204


@pytest.mark.parametrize("signed", ["", "sha256=", "sha256=00", "sha1=abc", "\\"])
def test_what_is_not_signed_is_not_read(guarded: Running, signed: str) -> None:
    answer = send(guarded, payload(INSULT), signed)

    assert (answer.status_code, answer.json()["code"]) == (403, "signature")


def test_a_changed_body_does_not_fit_its_signature(guarded: Running) -> None:
    signed = signature(payload(CIVIL), SECRET)

    assert send(guarded, payload(INSULT), signed).status_code == 403


def test_without_a_secret_nobody_is_believed(scoring: Running) -> None:
    body = payload(CIVIL)

    answer = send(scoring, body, signature(body, ""))

    assert (answer.status_code, answer.json()["code"]) == (403, "signature")
    assert "coral_secrets" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"comment": {"body": 5}}'])
def test_what_coral_would_never_send_is_refused(guarded: Running, body: bytes) -> None:
    answer = send(guarded, body, signature(body, SECRET))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_a_tenant_may_have_a_policy_of_its_own(guarded: Running) -> None:
    text = "Here comes another glory hunter."
    body = payload(text)

    assert send(guarded, body, signature(body, SECRET)).status_code == 204
    assert moderated(guarded, text, tenant="sports.example")["status"] == "REJECTED"
