"""No comment reaches a log of the scoring server, whoever sends it and however broken."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from belowline.moderation import Moderator
from belowline.moderation.facts import Facts
from belowline.moderation.judge import Assessment
from tests.compat.newsdesk import ask
from tests.running import Running
from tests.web.newsroom import open_newsroom

pytestmark = pytest.mark.anyio

MARKER = "kanarienvogel"
OF_THE_TEST = ("httpx", "httpcore", "hypothesis", "asyncio")

PATHS = (
    "/v1alpha1/comments:analyze",
    "/v1alpha1/comments:suggestscore",
    "/comments:analyze",
    "/v1/moderations",
    "/coral/moderate",
    "/api/v1/score",
)


def bodies() -> list[bytes]:
    """Return good and bad requests of every interface with the marker in each field."""
    text = {"text": f"A {MARKER}."}
    scores = {"TOXICITY": {"summaryScore": {"value": 1}}}
    whole: list[Any] = [
        {"comment": text, "requestedAttributes": {"TOXICITY": {}}, "clientToken": MARKER},
        {"comment": text, "attributeScores": scores, "communityId": MARKER},
        {"comment": text, "requestedAttributes": {MARKER: {}}},
        {"comment": {"text": [MARKER]}},
        {"comment": text, MARKER: 1},
        {"comment": text, "context": {"entries": [text, text]}, "requestedAttributes": {"X": {}}},
        {"comment": text, "languages": [MARKER], "requestedAttributes": {"TOXICITY": {}}},
        {"comment": {"body": MARKER}},
        {"input": MARKER},
        {"input": [{"type": MARKER}]},
        {"texts": [MARKER, {"text": MARKER, "story": MARKER}]},
        {"texts": [{MARKER: MARKER}]},
        MARKER,
    ]
    found = [json.dumps(each).encode() for each in whole]
    return [*found, found[0][:-1], MARKER.encode(), found[0].replace(b".", b"\xff")]


def test_the_server_says_nothing_of_what_it_was_asked(scoring: Running) -> None:
    for path in PATHS:
        for body in bodies():
            query = {"key": MARKER, "fields": MARKER, "alt": MARKER}
            ask(scoring, path, body)
            ask(scoring, path, body, params=query)

    assert "Belowline scores at" in scoring.said
    assert MARKER not in scoring.said
    assert "ERROR" not in scoring.said


class Stumbling(Moderator):
    """An engine that repeats a reader's words as it falls."""

    def assess(self, facts: Facts) -> Assessment:
        """Fail with the text in the message, as careless code would."""
        raise ValueError(facts.text)

    overall = assess


async def test_not_even_where_the_engine_falls(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_newsroom(tmp_path, moderator=Stumbling()) as newsroom:
        reader = newsroom.reader()
        for path in PATHS:
            for body in bodies():
                answer = await reader.post(path, content=body)
                assert "Traceback" not in answer.text

    told = [record for record in caplog.records if not record.name.startswith(OF_THE_TEST)]
    assert any("ValueError at" in record.getMessage() for record in told)
    assert not [each for each in told if MARKER in logging.Formatter().format(each)]


async def test_half_an_engine_gives_no_score(tmp_path: Path) -> None:
    question = {"comment": {"text": "A text."}, "requestedAttributes": {"TOXICITY": {}}}

    class Failing:
        name = "failing"

        def find(self, facts: Facts, view: object) -> list[Any]:
            raise ValueError

    moderator = Moderator(detectors=[Failing()])
    async with open_newsroom(tmp_path, moderator=moderator) as newsroom:
        reader = newsroom.reader()
        asked = await reader.post("/comments:analyze", json=question)
        moderated = await reader.post("/v1/moderations", json={"input": "A text."})
        scored = await reader.post("/api/v1/score", json={"texts": ["A text."]})

    assert (asked.status_code, asked.json()["error"]["status"]) == (503, "UNAVAILABLE")
    assert (moderated.status_code, moderated.json()["error"]["type"]) == (503, "server_error")
    assert (scored.json()["items"][0]["action"]) == "hold"
    assert scored.json()["items"][0]["unchecked"] == ["failing"]
