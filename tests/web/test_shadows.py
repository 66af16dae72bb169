"""What rules on trial see is shown to moderators, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from tests.web.newsroom import Json, Newsroom, open_newsroom
from tests.web.walking import walk

pytestmark = pytest.mark.anyio

NAME, REASON = "trialmarker", "A reasonmarker."
POLICY = f"""{shipped_policy_text()}
[[phrases]]
name = "{NAME}"
clause = "profanity"
phrases = ["sofa"]
mode = "shadow"
reason = "{REASON}"

[[phrases]]
name = "armchairs"
clause = "profanity"
phrases = ["armchair"]
reason = "No furniture."
"""
MARKERS = (NAME, "reasonmarker", "shadow")


@dataclass(frozen=True)
class Scene:
    """A story with a comment that is public and one that is held, and who wrote them."""

    newsroom: Newsroom
    author: httpx.AsyncClient
    story: str
    public: Json
    held: Json


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """Let a rule on trial see something in two comments."""
    moderator = Moderator(parse_policy(POLICY))
    folder = tmp_path_factory.mktemp("shadows")
    async with open_newsroom(folder, moderator=moderator) as newsroom:
        story = await newsroom.story("sofas")
        author = newsroom.reader()
        public = await newsroom.post(author, "A sofa is a sofa.", story)
        held = await newsroom.post(author, "An armchair is no sofa.", story, name="Sofa Person")
        yield Scene(newsroom, author, story.story_id, public, held)


def shadows(page: str) -> str:
    """Return the part of a desk's page that is about rules on trial."""
    return page.partition("<section data-shadows>")[2].partition("</section>")[0]


async def test_a_rule_on_trial_changes_nothing_for_the_comment(scene: Scene) -> None:
    assert (scene.public["state"], scene.held["state"]) == ("published", "held")
    assert scene.public["ruling"]["findings"] == []
    assert scene.public["ruling"]["scores"]["profanity"] < 0.01
    assert [each["reason"] for each in scene.held["ruling"]["findings"]] == ["No furniture."]


async def test_moderators_see_what_it_saw_with_its_name(scene: Scene) -> None:
    desk = await scene.newsroom.moderator("Mo One")

    page = (await desk.browser.get(f"/desk/comments/{scene.public['id']}")).text

    assert NAME in shadows(page)
    assert REASON in shadows(page)
    assert "A rule on trial" in page
    assert "<mark>" not in page


async def test_moderators_see_what_it_saw_in_a_name(scene: Scene) -> None:
    desk = await scene.newsroom.moderator("Mo Two")

    page = (await desk.browser.get(f"/desk/comments/{scene.held['id']}")).text

    assert f"In the name: {REASON}" in shadows(page)
    assert "rule “armchairs”" in page.partition("data-shadows")[0]


async def test_the_desks_api_has_it_beside_the_findings(scene: Scene) -> None:
    desk = await scene.newsroom.moderator("Mo Three")

    waiting = await desk.waiting(scene.held["id"])

    assert waiting is not None
    [ruling] = waiting["rulings"]
    assert [each["reason"] for each in ruling["findings"]] == ["No furniture."]
    assert {each["rule"] for each in ruling["shadows"]} == {NAME}
    assert ruling["shadows"][0]["start"] == 18
    assert "rule" not in ruling["findings"][0]


async def test_neither_readers_nor_the_author_hear_of_it(scene: Scene) -> None:
    newsroom, ids = scene.newsroom, [scene.public["id"], scene.held["id"]]
    for reader in (newsroom.reader(), scene.author):
        async for address, answer in walk(newsroom, reader, [scene.story], ids):
            for marker in MARKERS:
                assert marker not in answer.text, f"{marker} at {address}"
    assert not [marker for marker in MARKERS if marker in f"{scene.public} {scene.held}"]


async def test_the_warning_before_sending_does_not_tell_either(scene: Scene) -> None:
    answer = await scene.newsroom.reader().post("/api/v1/check", json={"text": "My sofa."})

    assert answer.json()["action"] == "publish"
    assert not [marker for marker in MARKERS if marker in answer.text]


async def test_neither_does_the_form_that_comes_back(scene: Scene) -> None:
    reader = scene.newsroom.reader()
    path = f"/stories/{scene.newsroom.rent.story_id}/comments"

    answer = await scene.newsroom.send(reader, path, text="What the fuck, a sofa.", name="Sofa")

    assert answer.status_code == 422
    assert "Profanity" in answer.text
    assert not [marker for marker in MARKERS if marker in answer.text]


async def test_an_edit_is_looked_at_too(scene: Scene) -> None:
    comment = await scene.newsroom.post(scene.author, "A chair.")
    await scene.author.patch(f"/api/v1/comments/{comment['id']}", json={"text": "A sofa."})
    desk = await scene.newsroom.moderator("Mo Four")

    page = (await desk.browser.get(f"/desk/comments/{comment['id']}")).text

    assert NAME in shadows(page)
