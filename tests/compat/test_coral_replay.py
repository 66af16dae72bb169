"""What Coral sends to Perspective, byte for byte, and what it reads of the answer.

Built from Coral 9.11.8: services/perspective/perspective.ts, services/fetch/axios.ts and
services/comments/pipeline/phases/toxic.ts of its server, with axios 0.21's headers.
"""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from tests.compat.newsdesk import CIVIL, INSULT, RUDE_AT, VILE, Json
from tests.running import Running

# What Coral waits, in seconds, before it publishes a comment unscored (PERSPECTIVE_TIMEOUT).
PATIENCE_OF_CORAL = 0.8
# A machine that is busy with tests may take longer; the benchmark measures it on a quiet one.
PATIENCE = 20 * PATIENCE_OF_CORAL


def request(path: str, host: str, body: str) -> bytes:
    """The request as axios writes it to the wire."""
    content = body.encode()
    head = (
        f"POST {path}?key=AKEY HTTP/1.1\r\n"
        "Accept: application/json, text/plain, */*\r\n"
        "Content-Type: application/json\r\n"
        "User-Agent: Coral Perspective/9.11.8\r\n"
        f"Content-Length: {len(content)}\r\n"
        f"Host: {host}\r\n"
        "Connection: keep-alive\r\n"
        "\r\n"
    )
    return head.encode() + content


def analyze_body(text: str, model: str = "TOXICITY", language: str = "en") -> str:
    """What JSON.stringify makes of Coral's question."""
    return (
        '{"comment":{"text":' + json.dumps(text, ensure_ascii=False) + '},"doNotStore":true,'
        '"requestedAttributes":{"' + model + '":{}},"languages":["' + language + '"]}'
    )


def feedback_body(text: str, value: int, model: str = "TOXICITY") -> str:
    """What it makes of a moderator's verdict."""
    place = (
        '{\\"url\\":\\"https://news.example/a?commentID=1\\",'
        '\\"reply_to_id_Coral_comment_id\\":\\"2\\",\\"Coral_comment_id\\":\\"1\\"}'
    )
    return (
        '{"comment":{"text":'
        + json.dumps(text)
        + '},"context":{"entries":[{"text":"'
        + place
        + '"}]},'
        '"attributeScores":{"' + model + '":{"summaryScore":{"value":' + str(value) + "}}},"
        '"languages":["en"],"communityId":"Coral:https://news.example","clientToken":"comment:1"}'
    )


def exchange(server: Running, *requests: bytes) -> list[tuple[int, Json]]:
    """Send requests on one kept connection, as Coral's agent does, and read the answers."""
    place = urlsplit(server.url)
    answers = []
    with socket.create_connection((place.hostname, place.port or 0), timeout=PATIENCE) as wire:
        comings = wire.makefile("rb")
        for each in requests:
            wire.sendall(each)
            status = int(comings.readline().split()[1])
            length = 0
            while (line := comings.readline().strip().lower()) != b"":
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            answers.append((status, json.loads(comings.read(length))))
        comings.close()
    return answers


@pytest.mark.parametrize("prefix", ["/v1alpha1", ""])
def test_coral_reads_its_score_whichever_way_its_endpoint_is_written(
    scoring: Running, prefix: str
) -> None:
    host = urlsplit(scoring.url).netloc
    path = f"{prefix}/comments:analyze"

    (status, rude), (_, civil) = exchange(
        scoring,
        request(path, host, analyze_body(VILE)),
        request(path, host, analyze_body(f"{CIVIL} 😀")),
    )

    assert status == 200
    assert rude["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > RUDE_AT
    assert civil["attributeScores"]["TOXICITY"]["summaryScore"]["value"] <= RUDE_AT


@pytest.mark.parametrize(
    "model",
    [
        "TOXICITY@6",
        "SEVERE_TOXICITY@2",
        "SEVERE_TOXICITY",
        "LIKELY_TO_REJECT",
        "INSULT_EXPERIMENTAL",
        "BELOWLINE_DISCOURTESY",
    ],
)
def test_a_model_that_an_administrator_typed_is_answered_under_its_own_name(
    scoring: Running, model: str
) -> None:
    host = urlsplit(scoring.url).netloc
    body = analyze_body(INSULT, model)

    ((status, answer),) = exchange(scoring, request("/v1alpha1/comments:analyze", host, body))

    assert status == 200
    assert 0.0 <= answer["attributeScores"][model]["summaryScore"]["value"] <= 1.0


def test_a_language_that_is_not_judged_is_no_score_and_so_coral_lets_it_pass(
    scoring: Running,
) -> None:
    host = urlsplit(scoring.url).netloc
    body = analyze_body("Das ist doch völliger Unsinn.", language="de")

    ((status, answer),) = exchange(scoring, request("/v1alpha1/comments:analyze", host, body))

    assert status == 400
    assert answer["error"]["details"][0] == {
        "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
        "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        "languageNotSupportedByAttributeError": {
            "attribute": "TOXICITY",
            "requestedLanguages": ["de"],
        },
    }


def test_a_moderators_verdict_is_kept_and_its_place_is_not_taken_for_a_story(
    scoring: Running,
) -> None:
    host = urlsplit(scoring.url).netloc
    body = feedback_body("A comment that a moderator turned away.", 1)

    ((status, answer),) = exchange(scoring, request("/v1alpha1/comments:suggestscore", host, body))

    assert (status, answer["clientToken"]) == (200, "comment:1")
    lines = (scoring.data / "suggestions.jsonl").read_text(encoding="utf-8").splitlines()
    kept = next(each for each in map(json.loads, lines) if "turned away" in each["text"])
    assert (kept["scores"], kept["story"], kept["parent"]) == ({"TOXICITY": 1.0}, "", "")
    assert (kept["community"], kept["token"]) == ("Coral:https://news.example", "comment:1")
