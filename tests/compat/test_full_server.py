"""The newsroom's own server answers the same interfaces, and keeps feedback in its database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from belowline.moderation import Moderator
from tests.compat.newsdesk import CIVIL, INSULT, KEY, SETTINGS, SPORTS_POLICY
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
QUESTION = {"comment": {"text": INSULT}, "requestedAttributes": {"TOXICITY": {}}}
FEEDBACK = {
    "comment": {"text": CIVIL},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
    "communityId": "Coral:https://news.example",
    "clientToken": "comment:7",
}


@pytest.fixture(scope="module")
def engine() -> Moderator:
    return Moderator()


@pytest.fixture(scope="module")
async def newsroom(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "scoring.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sports.toml").write_text(SPORTS_POLICY, encoding="utf-8")
    settings = folder / "scoring.toml"
    async with open_newsroom(folder, moderator=engine, scoring=settings) as room:
        yield room


@pytest.fixture(scope="module")
async def open_to_all(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path_factory.mktemp("open"), moderator=engine) as room:
        yield room


async def test_every_interface_answers(newsroom: Newsroom) -> None:
    reader = newsroom.reader(authorization=f"Bearer {KEY}")

    analyzed = await reader.post(ANALYZE, json=QUESTION)
    short = await reader.post("/comments:analyze", json=QUESTION, params={"key": KEY})
    moderated = await reader.post("/v1/moderations", json={"input": INSULT})
    scored = await reader.post("/api/v1/score", json={"texts": [INSULT]})
    described = await reader.get("/$discovery/rest?version=v1alpha1")

    assert analyzed.json() == short.json()
    assert analyzed.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5
    assert moderated.json()["results"][0]["flagged"]
    assert scored.json()["items"][0]["action"] != "publish"
    assert described.json()["rootUrl"] == "http://news.example/"


async def test_feedback_is_kept_in_the_database(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().post(SUGGEST, json=FEEDBACK, params={"key": KEY})

    assert answer.json()["clientToken"] == "comment:7"
    (kept,) = await newsroom.belowline.store.suggestions(SITE, after=None, limit=10)
    assert (kept.text, kept.scores, kept.sender) == (CIVIL, {"TOXICITY": 0.0}, "coral")
    assert (kept.community, kept.token) == ("Coral:https://news.example", "comment:7")


async def test_a_nul_in_a_text_can_be_kept(newsroom: Newsroom) -> None:
    said = {**FEEDBACK, "comment": {"text": "A\0B"}, "sessionId": "\0"}

    answer = await newsroom.reader().post(SUGGEST, json=said, params={"key": KEY})

    assert answer.status_code == 200


async def test_strangers_may_ask_and_teach_nothing(open_to_all: Newsroom) -> None:
    stranger = open_to_all.reader()

    asked = await stranger.post(ANALYZE, json=QUESTION)
    taught = await stranger.post(SUGGEST, json=FEEDBACK)

    assert asked.status_code == 200
    assert (taught.status_code, taught.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert await open_to_all.belowline.store.suggestions(SITE, after=None, limit=10) == []


async def test_another_sites_page_can_ask_nothing_in_a_readers_name(newsroom: Newsroom) -> None:
    for path in (ANALYZE, SUGGEST, "/v1/moderations", "/coral/moderate", "/api/v1/score"):
        answer = await newsroom.reader(origin="https://evil.example").post(path, json=QUESTION)
        assert answer.status_code == 403, path
        assert "Another site's page sent this." in answer.text
