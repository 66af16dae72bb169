"""Whatever is sent, the answer is the error that Google's clients know, in Google's shape."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.compat.newsdesk import CIVIL, INSULT, Json, analyze, ask, score
from tests.running import Running

PATH = "/v1alpha1/comments:analyze"
ERROR_TYPE = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


def error(answer: httpx.Response, code: int = 400, status: str = "INVALID_ARGUMENT") -> Json:
    """Return the error that an answer holds; fail where its shape is not Google's."""
    assert answer.status_code == code, answer.text
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    body: Json = answer.json()
    assert set(body) == {"error"}
    found: Json = body["error"]
    assert set(found) - {"details"} == {"code", "message", "status"}
    assert (found["code"], found["status"]) == (code, status)
    return found


def error_type(answer: httpx.Response) -> str:
    (detail,) = error(answer)["details"]
    assert detail["@type"] == ERROR_TYPE
    kind: str = detail["errorType"]
    return kind


@pytest.mark.parametrize("text", ["", "   \n", None])
def test_an_empty_comment(scoring: Running, text: str | None) -> None:
    answer = ask(
        scoring, PATH, {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}}
    )

    assert error_type(answer) == "COMMENT_EMPTY"
    assert error(answer)["message"] == "Comment must be non-empty."


def test_no_comment_at_all(scoring: Running) -> None:
    assert error_type(ask(scoring, PATH, {"requestedAttributes": {"TOXICITY": {}}})) == (
        "COMMENT_EMPTY"
    )


def test_20_480_bytes_are_taken_and_one_more_is_too_many(scoring: Running) -> None:
    assert analyze(scoring, "word " * 4_096).status_code == 200
    answer = analyze(scoring, "word " * 4_096 + "x")
    wide = analyze(scoring, "é" * 10_241)

    assert error_type(answer) == error_type(wide) == "COMMENT_TOO_LONG"
    assert error(answer)["message"] == (
        "Comment text was too many bytes. Value (20481) exceeded limit (20480)."
    )


def test_no_attribute_is_asked_for(scoring: Running) -> None:
    answer = ask(scoring, PATH, {"comment": {"text": CIVIL}})

    assert error_type(answer) == "NO_REQUESTED_ATTRIBUTES"
    assert error(answer)["message"] == "Missing requested_attributes"


@pytest.mark.parametrize(
    "name",
    [
        "NONSENSE",
        "toxicity",
        "",
        "FLIRTATION",
        "UNSUBSTANTIAL",
        "REASONING_EXPERIMENTAL",
        "BELOWLINE_NONSENSE",
        "BELOWLINE_",
        "TOXICITY@x",
        "TOXICITY@",
    ],
)
def test_an_attribute_that_has_no_honest_answer(scoring: Running, name: str) -> None:
    answer = analyze(scoring, CIVIL, "TOXICITY", name)

    assert error_type(answer) == "INVALID_REQUEST"
    assert error(answer)["message"] == f"Unknown requested attribute: {name}"


def test_a_kind_of_score_that_there_is_not(scoring: Running) -> None:
    wanted = {"TOXICITY": {"scoreType": "PERCENTILE"}}

    answer = analyze(scoring, CIVIL, requestedAttributes=wanted)

    assert error_type(answer) == "INVALID_REQUEST"
    assert error(answer)["message"] == (
        "Requested score type PERCENTILE is not supported by attribute TOXICITY"
    )
    assert error(analyze(scoring, CIVIL, requestedAttributes={"TOXICITY": {"scoreType": "X"}}))


def test_html(scoring: Running) -> None:
    answer = analyze(scoring, CIVIL, comment={"text": CIVIL, "type": "HTML"})

    assert error_type(answer) == "INVALID_REQUEST"
    assert error(answer)["message"] == "Currently, only 'PLAIN_TEXT' comments are supported"
    assert error(analyze(scoring, CIVIL, comment={"text": CIVIL, "type": "PDF"}))["message"] == (
        "Unknown text type"
    )


def test_both_contexts_at_once(scoring: Running) -> None:
    context = {
        "entries": [{"text": "A story."}],
        "articleAndParentComment": {"article": {"text": "A story."}},
    }

    answer = analyze(scoring, CIVIL, context=context)

    assert error_type(answer) == "INVALID_REQUEST"
    assert error(answer)["message"] == (
        "Context can have either entries or article_and_parent_comment, "
        "but both fields were populated."
    )


def test_a_language_that_is_asked_for_and_not_served(scoring: Running) -> None:
    answer = analyze(scoring, CIVIL, "TOXICITY", languages=["en", "de", "fr-CA"])

    assert error(answer)["message"] == (
        "Attribute TOXICITY does not support request languages: de, fr-CA"
    )
    (detail,) = error(answer)["details"]
    assert detail["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    assert detail["languageNotSupportedByAttributeError"] == {
        "attribute": "TOXICITY",
        "requestedLanguages": ["de", "fr-CA"],
    }


def test_a_language_that_the_text_is_in_and_not_served(scoring: Running) -> None:
    answer = analyze(scoring, "Das ist doch völliger Unsinn, was der Minister da erzählt.")

    (detail,) = error(answer)["details"]
    assert detail["languageNotSupportedByAttributeError"] == {
        "attribute": "TOXICITY",
        "detectedLanguages": ["de"],
    }


@pytest.mark.parametrize("text", ["idiot", "Idioten", "lol", "No!", "🤡🤡", "u r dum", "12 + 3"])
def test_a_few_words_are_taken_to_be_in_the_publishers_language(
    scoring: Running, text: str
) -> None:
    answer = analyze(scoring, text)

    assert answer.status_code == 200
    assert answer.json()["languages"] == ["en"]


def test_a_script_that_nobody_here_knows(scoring: Running) -> None:
    answer = analyze(scoring, "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ")

    assert error_type(answer) == "LANGUAGE_DETECTION_FAILED"
    assert error(answer)["message"] == "Unable to detect language"


def test_who_wants_no_error_gets_what_can_be_answered(scoring: Running) -> None:
    known = analyze(scoring, INSULT, "TOXICITY", "FLIRTATION", dropUnsupportedAttributes=True)
    foreign = analyze(
        scoring, "Das ist doch Unsinn, was er da sagt.", dropUnsupportedAttributes=True
    )

    assert score(known) > 0.5
    assert list(known.json()["attributeScores"]) == ["TOXICITY"]
    assert (foreign.status_code, "attributeScores" in foreign.json()) == (200, False)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Invalid JSON payload received."),
        (b"comment=a", "Invalid JSON payload received."),
        (b'{"comment": "\xff"}', "Invalid JSON payload received."),
        (b'{"comment": {"text": "\\ud800"}}', "Invalid JSON payload received."),
        (b"[]", "Invalid JSON payload received."),
        (b'"text"', "Invalid JSON payload received."),
        (b"5", "Invalid JSON payload received."),
        (b"[" * 100_000, "Invalid JSON payload received."),
        (b'{"comment":' * 20_000, "Invalid JSON payload received."),
        (b"{a:" * 20_000, "Invalid JSON payload received."),
        (b'{"coment": {}}', 'Unknown name "coment"'),
        (b'{"comment": {"txt": "a"}}', "Unknown name \"txt\" at 'comment'"),
        (b'{"comment": {"text": 5}}', "Invalid value at 'comment.text' (TYPE_STRING)"),
        (b'{"comment": "text"}', "Invalid value at 'comment' (TYPE_MESSAGE)"),
        (b'{"comment": {"text": ["a"]}}', "Invalid value at 'comment.text' (TYPE_STRING)"),
        (b'{"requestedAttributes": ["TOXICITY"]}', "Invalid value at 'requestedAttributes'"),
        (b'{"requestedAttributes": {"TOXICITY": 1}}', "Invalid value at 'requestedAttributes"),
        (b'{"languages": "en"}', "Invalid value at 'languages'"),
        (b'{"languages": [5]}', "Invalid value at 'languages"),
        (b'{"doNotStore": "maybe"}', "Invalid value at 'doNotStore' (TYPE_BOOL)"),
        (b'{"context": {"entries": {}}}', "Invalid value at 'context.entries'"),
    ],
)
def test_wrong_json_and_wrong_types(scoring: Running, body: bytes, message: str) -> None:
    found = error(ask(scoring, PATH, body))

    assert found["message"].startswith(message) or message in found["message"]


def test_no_error_repeats_what_a_reader_wrote(scoring: Running) -> None:
    for body in (
        {"comment": {"text": ["kanarienvogel"]}},
        {"comment": {"text": "a", "die kanarienvogel und": 1}},
        {"kanarienvogel mein": 1},
        {"comment": {"text": "a"}, "languages": {"kanarienvogel": 1}},
    ):
        assert "kanarienvogel" not in ask(scoring, PATH, body).text


@pytest.mark.parametrize(
    "query",
    [
        {"alt": "proto"},
        {"alt": "media"},
        {"fields": "a/"},
        {"fields": "(("},
        {"fields": ","},
        {"fields": "a b"},
        {"fields": "x(" * 50},
        {"fields": "é"},
    ],
)
def test_parameters_that_make_no_sense(scoring: Running, query: dict[str, str]) -> None:
    body = {"comment": {"text": CIVIL}, "requestedAttributes": {"TOXICITY": {}}}

    (detail,) = error(ask(scoring, PATH, body, params=query))["details"]

    assert detail["@type"] == BAD_REQUEST
    assert detail["fieldViolations"]


def test_the_first_version_of_googles_errors(scoring: Running) -> None:
    answer = ask(scoring, PATH, {}, params={"$.xgafv": "1"})

    (reason,) = answer.json()["error"]["errors"]
    assert reason["reason"] == "badRequest"


def test_a_body_larger_than_any_story(scoring: Running) -> None:
    error(ask(scoring, PATH, b'{"comment": {"text": "' + b"a" * 5_000_000 + b'"}}'))


def test_addresses_and_methods_that_there_are_not(scoring: Running) -> None:
    error(ask(scoring, "/v1alpha1/comments:delete", {}), 404, "NOT_FOUND")
    error(ask(scoring, PATH), 405, "UNIMPLEMENTED")
    assert ask(scoring, "/nothing").status_code == 404


FEEDBACK: list[tuple[dict[str, Any], str]] = [
    ({}, "attribute_scores must not be empty."),
    ({"TOXICITY": {}}, "attribute_scores must not be empty."),
    ({"TOXICITY": {"summaryScore": {}}}, "All Score objects must be explicitly set."),
    ({"TOXICITY": {"summaryScore": {"value": 2}}}, "A PROBABILITY score must be from 0 to 1."),
    ({"TOXICITY": {"summaryScore": {"value": -1}}}, "A PROBABILITY score must be from 0 to 1."),
    (
        {"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}},
        "Only PROBABILITY scores can be suggested.",
    ),
    ({"a b": {"summaryScore": {"value": 1}}}, "Unknown attribute in attribute_scores."),
    (
        {"TOXICITY": {"spanScores": [{"score": {"value": 1}}]}},
        "All SpanScore objects must have begin and end fields set.",
    ),
    (
        {"TOXICITY": {"spanScores": [{"begin": 0, "end": 9_999, "score": {"value": 1}}]}},
        "All SpanScore objects must have begin and end fields set.",
    ),
]


@pytest.mark.parametrize(("scores", "message"), FEEDBACK)
def test_feedback_that_says_nothing(scoring: Running, scores: dict[str, Any], message: str) -> None:
    body = {"comment": {"text": CIVIL}, "attributeScores": scores}

    answer = ask(scoring, "/v1alpha1/comments:suggestscore", body)

    assert error_type(answer) == "INVALID_REQUEST"
    assert error(answer)["message"] == message
