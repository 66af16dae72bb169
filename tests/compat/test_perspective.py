"""Perspective's interface over real HTTP: what its callers rely on."""

from __future__ import annotations

import json

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.moderation.perspective import attributes
from tests.compat.newsdesk import CIVIL, INSULT, KEY, analyze, ask, score
from tests.running import Running

PRODUCTION = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")


def test_every_attribute_that_we_have_is_answered_in_one_call(scoring: Running) -> None:
    answer = analyze(scoring, INSULT, *attributes())

    assert set(answer.json()["attributeScores"]) == set(attributes()) >= set(PRODUCTION)


def test_every_clause_of_the_policy_can_be_asked_for_by_name(scoring: Running) -> None:
    names = [f"BELOWLINE_{clause.name.upper()}" for clause in Moderator().policy.clauses]

    answer = analyze(scoring, "Call Ada at 0171 555 0101 tonight.", *names)

    assert set(answer.json()["attributeScores"]) == set(names)
    assert "BELOWLINE_DOXING" in names


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("TOXICITY@6", "TOXICITY"),
        ("SEVERE_TOXICITY@2", "SEVERE_TOXICITY"),
        ("TOXICITY_FAST", "TOXICITY"),
        ("THREAT_EXPERIMENTAL", "THREAT"),
    ],
)
def test_older_names_get_the_same_score(scoring: Running, name: str, plain: str) -> None:
    answer = analyze(scoring, INSULT, name, plain)

    assert score(answer, name) == score(answer, plain)


@pytest.mark.parametrize(
    "text",
    [
        INSULT,
        CIVIL,
        "Sh1t. You are a fucking waste of space, and everybody here knows it.",
        "Buy cheap pills at http://pills.example now!!! Call 0171 555 0101.",
        "Das ist wirklich eine gute Frage, und ich danke Ihnen sehr.",
        "ok",
    ],
)
def test_a_score_is_the_same_whatever_else_is_asked_for(scoring: Running, text: str) -> None:
    overall, languages = ("TOXICITY", "SEVERE_TOXICITY"), ["en"]
    alone = analyze(scoring, text, *overall, languages=languages)
    among_all = analyze(scoring, text, *attributes(), languages=languages)

    assert [score(alone, name) for name in overall] == [score(among_all, name) for name in overall]


def test_the_answer_has_the_form_of_perspectives(scoring: Running) -> None:
    answer = analyze(scoring, INSULT, languages=["en"], clientToken="a token", sessionId="7")

    body = answer.json()
    value = score(answer)
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"
    assert body == {
        "attributeScores": {
            "TOXICITY": {
                "spanScores": [
                    {
                        "begin": 0,
                        "end": len(INSULT),
                        "score": {"value": value, "type": "PROBABILITY"},
                    }
                ],
                "summaryScore": {"value": value, "type": "PROBABILITY"},
            }
        },
        "languages": ["en"],
        "detectedLanguages": ["en"],
        "clientToken": "a token",
    }


def test_spans_point_at_the_words_in_utf_16(scoring: Running) -> None:
    text = f"😀😀 Well. {INSULT}"

    answer = analyze(scoring, text, "INSULT", spanAnnotations=True)

    spans = answer.json()["attributeScores"]["INSULT"]["spanScores"]
    units = text.encode("utf-16-le")
    seen = [units[2 * each["begin"] : 2 * each["end"]].decode("utf-16-le") for each in spans]
    assert any("idiot" in each for each in seen)
    assert all("😀" not in each for each in seen)
    assert all(each["score"]["value"] <= score(answer, "INSULT") for each in spans)


def test_a_threshold_leaves_out_what_is_below_and_keeps_what_reaches_it(scoring: Running) -> None:
    value = score(analyze(scoring, INSULT))
    body = {
        "comment": {"text": INSULT},
        "requestedAttributes": {
            "TOXICITY": {"scoreThreshold": value},
            "THREAT": {"scoreThreshold": 1.0},
        },
    }

    answer = ask(scoring, "/v1alpha1/comments:analyze", body)

    assert list(answer.json()["attributeScores"]) == ["TOXICITY"]


def test_where_nothing_reaches_its_threshold_there_is_no_key_at_all(scoring: Running) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": 1.0}}

    answer = analyze(scoring, CIVIL, requestedAttributes=wanted)

    assert answer.status_code == 200
    assert set(answer.json()) == {"languages", "detectedLanguages"}


QUOTED = "“We will kill every one of them and burn their cities to the ground.” What a threat."
STORY = (
    "Moscow threatens. A deputy in Moscow told the state channel: “We will kill every one of them "
    "and burn their cities to the ground.”"
)


@pytest.mark.parametrize(
    "context",
    [
        {"articleAndParentComment": {"article": {"text": STORY}}},
        {"entries": [{"text": STORY}]},
        {"entries": [{"text": STORY}, {"text": "I read it too."}]},
    ],
)
def test_a_reader_who_quotes_the_story_threatens_nobody(
    scoring: Running, context: dict[str, object]
) -> None:
    alone = analyze(scoring, QUOTED, "BELOWLINE_VIOLENCE")
    placed = analyze(scoring, QUOTED, "BELOWLINE_VIOLENCE", context=context)

    assert score(placed, "BELOWLINE_VIOLENCE") < score(alone, "BELOWLINE_VIOLENCE")


def test_corals_note_of_where_a_comment_stands_is_no_story(scoring: Running) -> None:
    note = json.dumps({"url": "https://news.example/", "Coral_comment_id": QUOTED})

    noted = analyze(scoring, QUOTED, "BELOWLINE_VIOLENCE", context={"entries": [{"text": note}]})

    alone = analyze(scoring, QUOTED, "BELOWLINE_VIOLENCE")
    assert score(noted, "BELOWLINE_VIOLENCE") == score(alone, "BELOWLINE_VIOLENCE")


def test_a_community_may_have_a_policy_of_its_own(guarded: Running) -> None:
    text = "Here comes another glory hunter."
    sports = {"communityId": "Coral:https://sports.example"}

    ours = analyze(guarded, text, "BELOWLINE_DISCOURTESY", key=KEY)
    theirs = analyze(guarded, text, "BELOWLINE_DISCOURTESY", key=KEY, **sports)

    assert score(theirs, "BELOWLINE_DISCOURTESY") > score(ours, "BELOWLINE_DISCOURTESY")


def test_nothing_of_a_comment_is_kept(scoring: Running) -> None:
    analyze(scoring, "A comment about the aqueduct of Segovia.", doNotStore=False)

    kept = [file.read_bytes() for file in scoring.data.rglob("*") if file.is_file()]
    assert kept
    assert not any(b"Segovia" in each for each in kept)


def pretty(answer: httpx.Response) -> bool:
    return "\n  " in answer.text


def test_the_query_parameters_of_googles_services_hold(scoring: Running) -> None:
    body = {"comment": {"text": INSULT}, "requestedAttributes": {"TOXICITY": {}, "THREAT": {}}}
    path = "/v1alpha1/comments:analyze"

    assert pretty(ask(scoring, path, body))
    assert not pretty(ask(scoring, path, body, params={"prettyPrint": "false"}))
    fields = "attributeScores/TOXICITY/summaryScore/value,languages"
    chosen = ask(scoring, path, body, params={"fields": fields, "alt": "json"}).json()
    assert set(chosen) == {"attributeScores", "languages"}
    assert list(chosen["attributeScores"]) == ["TOXICITY"]
    assert list(chosen["attributeScores"]["TOXICITY"]) == ["summaryScore"]
    every = ask(scoring, path, body, params={"fields": "attributeScores/*/summaryScore(value)"})
    assert set(every.json()["attributeScores"]) == {"TOXICITY", "THREAT"}


def test_names_in_the_other_spelling_and_without_quotes_are_read(scoring: Running) -> None:
    snake = {"comment": {"text": INSULT}, "requested_attributes": {"TOXICITY": {"score_type": 1}}}
    path = "/v1alpha1/comments:analyze"

    loose = b"{comment: {text: 'You are an idiot.'}, requestedAttributes: {TOXICITY: {},},}"
    assert score(ask(scoring, path, snake)) == score(analyze(scoring, INSULT))
    assert score(ask(scoring, path, loose)) == score(analyze(scoring, "You are an idiot."))


def test_the_description_names_the_address_that_was_asked(scoring: Running) -> None:
    path = "/$discovery/rest?version=v1alpha1"

    ours = ask(scoring, path).json()
    named = ask(scoring, path, headers={"host": "moderation.news.example:8443"}).json()

    assert ours["rootUrl"] == f"{scoring.url}/"
    assert named["rootUrl"] == "http://moderation.news.example:8443/"
    assert set(ours["resources"]["comments"]["methods"]) == {"analyze", "suggestscore"}
    assert ask(scoring, path, headers={"host": 'x"><script>'}).status_code in (400, 403)


def test_what_discourses_plugin_sends_is_answered(scoring: Running) -> None:
    body = {
        "comment": {"text": INSULT},
        "doNotStore": True,
        "sessionId": "https://forum.example_7",
        "requestedAttributes": {"SEVERE_TOXICITY": {"scoreType": "PROBABILITY"}},
    }
    headers = {"Accept": "*/*", "User-Agent": "Discourse/3.5.0"}

    answer = ask(scoring, "/v1alpha1/comments:analyze", body, headers=headers)

    assert 0.0 < score(answer, "SEVERE_TOXICITY") <= 1.0
