"""OpenAI's own Python client works with its base address changed."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI

from tests.compat.newsdesk import CIVIL, INSULT, KEY, SCARCE_KEY_OF_ANOTHER, Json, ask
from tests.running import Running

CATEGORIES = {
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
}
UNJUDGED = {name for name in CATEGORIES if name.startswith(("illicit", "self-harm"))} | {
    "sexual/minors",
    "violence/graphic",
}


@pytest.fixture
def client(scoring: Running) -> Iterator[OpenAI]:
    """Lend the client with another base address."""
    with OpenAI(base_url=f"{scoring.url}/v1", api_key="any-key", max_retries=0) as client:
        yield client


def test_an_insult_is_harassment_and_a_civil_text_is_nothing(client: OpenAI) -> None:
    answer = client.moderations.create(input=[INSULT, CIVIL])

    rude, civil = answer.results
    assert answer.model.startswith("belowline-")
    assert (rude.flagged, civil.flagged) == (True, False)
    assert rude.categories.harassment
    assert rude.category_scores.harassment > civil.category_scores.harassment


@pytest.mark.parametrize(
    "given",
    [INSULT, [INSULT], [{"type": "text", "text": "You are"}, {"type": "text", "text": "x"}]],
)
def test_a_text_a_list_and_parts_are_all_taken(client: OpenAI, given: object) -> None:
    assert len(client.moderations.create(input=given).results) == 1  # type: ignore[arg-type]


def test_all_thirteen_categories_are_there_and_those_not_judged_say_so(scoring: Running) -> None:
    found: Json = ask(scoring, "/v1/moderations", {"input": INSULT}).json()["results"][0]

    for part in ("categories", "category_scores", "category_applied_input_types"):
        assert set(found[part]) == CATEGORIES
    unjudged = {name for name, kinds in found["category_applied_input_types"].items() if not kinds}
    assert unjudged == UNJUDGED
    assert all(found["category_scores"][name] == 0.0 for name in UNJUDGED)
    assert not any(found["categories"][name] for name in UNJUDGED)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([{"type": "image_url", "image_url": {"url": "https://news.example/a.png"}}], "input"),
        ("", "input"),
        ([], "input"),
        (5, "input"),
        ([1, 2], "input"),
        (["a"] * 1_001, "input"),
        (None, "input"),
    ],
)
def test_what_is_no_text_is_refused_in_openais_words(
    client: OpenAI, given: object, field: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.moderations.create(input=given)  # type: ignore[arg-type]

    assert caught.value.param == field
    assert caught.value.type == "invalid_request_error"


def test_a_body_that_is_no_json_is_refused(scoring: Running) -> None:
    answer = ask(scoring, "/v1/moderations", b'{"input": ')

    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_keys_are_openais_bearer_tokens(guarded: Running) -> None:
    with OpenAI(base_url=f"{guarded.url}/v1", api_key="wrong", max_retries=0) as stranger:
        with pytest.raises(openai.AuthenticationError) as caught:
            stranger.moderations.create(input=CIVIL)
        assert caught.value.code == "invalid_api_key"
    with OpenAI(base_url=f"{guarded.url}/v1", api_key=KEY, max_retries=0) as known:
        assert not known.moderations.create(input=CIVIL).results[0].flagged


def test_a_used_up_quota_is_openais_error(guarded: Running) -> None:
    with OpenAI(
        base_url=f"{guarded.url}/v1", api_key=SCARCE_KEY_OF_ANOTHER, max_retries=0
    ) as scarce:
        for _ in range(3):
            scarce.moderations.create(input=CIVIL)
        with pytest.raises(openai.RateLimitError) as caught:
            scarce.moderations.create(input=CIVIL)
        assert int(caught.value.response.headers["retry-after"]) > 0
