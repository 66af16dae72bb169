"""Google's own Python client, unmodified, builds itself from our description and works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from tests.compat.newsdesk import CIVIL, INSULT, RUDE_AT, VILE
from tests.running import Running

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def service(scoring: Running) -> Iterator[Any]:
    """Lend the client as Perspective's own guide makes it, with one address changed."""
    client = discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey="any-key",
        discoveryServiceUrl=f"{scoring.url}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )
    with client:
        yield client


def ask(service: Any, text: str, **more: Any) -> Any:
    body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, **more}
    return service.comments().analyze(body=body).execute()


def test_a_rude_comment_scores_higher_than_a_civil_one(service: Any) -> None:
    rude, civil = ask(service, VILE), ask(service, CIVIL)

    values = [
        each["attributeScores"]["TOXICITY"]["summaryScore"]["value"] for each in (rude, civil)
    ]
    assert values[0] > RUDE_AT > values[1]
    assert rude["languages"] == ["en"]


def test_a_score_below_the_threshold_leaves_no_scores_at_all(service: Any) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": 0.99999}}

    assert "attributeScores" not in ask(service, CIVIL, requestedAttributes=wanted)


def test_the_client_understands_our_errors(service: Any) -> None:
    with pytest.raises(HttpError) as caught:
        ask(service, "")

    assert caught.value.status_code == 400
    assert caught.value.reason == "Comment must be non-empty."
    assert caught.value.error_details == [
        {
            "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
            "errorType": "COMMENT_EMPTY",
        }
    ]


def test_feedback_is_taken(service: Any) -> None:
    body = {
        "comment": {"text": INSULT},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "clientToken": "comment-53922",
        "languages": ["en"],
    }

    answer = service.comments().suggestscore(body=body).execute()

    assert answer == {
        "clientToken": "comment-53922",
        "detectedLanguages": ["en"],
        "requestedLanguages": ["en"],
    }


def test_the_description_leads_back_to_us_and_nowhere_else(scoring: Running, service: Any) -> None:
    request = service.comments().analyze(body={})

    assert request.uri.startswith(f"{scoring.url}/v1alpha1/comments:analyze")
    assert "key=any-key" in request.uri
