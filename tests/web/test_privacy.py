"""Promise 4: no public answer holds an e-mail, an address, or what is not public of others."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.web.listening import listening
from tests.web.newsroom import Newsroom
from tests.web.walking import walk

pytestmark = pytest.mark.anyio

EMAIL = "marker-mail-7f3a@mail.example"
PRIVATE = {
    "e-mail": EMAIL,
    "held text": "heldmarker",
    "held name": "202 555 0142",
    "rejected text": "rejectedmarker",
    "rejected name": "Rejectedname",
    "withdrawn text": "withdrawnmarker",
    "withdrawn name": "Withdrawnname",
    "removed text": "removedmarker",
    "removed name": "Removedname",
    "old words of an edit": "beforemarker",
    "edit that waits": "pendingmarker",
    "edit that was rejected": "refusedmarker",
    "report's note": "notemarker",
    "reporter's contact": "contactmarker",
    "appeal": "appealmarker",
    "moderator's note": "deskmarker",
    "word to the author": "wordmarker",
    "notice": "noticemarker",
    "who sent the notice": "Sendermarker",
}


@dataclass(frozen=True)
class Scene:
    """A story in which everything private has happened once."""

    story: str
    comments: list[str]


@pytest.fixture(scope="module")
async def scene(newsroom: Newsroom) -> Scene:
    """Play the scene once for all who look."""
    story = await newsroom.story("private")
    desk = await newsroom.moderator("Desk Person")
    author, reporter = newsroom.reader(), newsroom.reader()

    async def post(text: str, name: str, parent_id: str | None = None) -> str:
        more = {"name": name, "email": EMAIL, "parent_id": parent_id}
        comment = await newsroom.post(author, text, story, **more)
        return str(comment["id"])

    shown = await post("Shown beforemarker words.", "Shown Name")
    await author.patch(f"/api/v1/comments/{shown}", json={"text": "Shown words."})
    await author.patch(f"/api/v1/comments/{shown}", json={"text": "What the fuck refusedmarker."})
    await author.patch(f"/api/v1/comments/{shown}", json={"text": "Nice boobs, pendingmarker."})
    withdrawn = await post("I read about the withdrawnmarker today.", "Withdrawnname")
    removed = await post("I read about the removedmarker today.", "Removedname")
    for parent in (withdrawn, removed):
        await post("A reply that stays.", "Shown Name", parent)
    held = await post("A heldmarker.", "+1 202 555 0142", shown)
    rejected = await post("What the fuck is this rejectedmarker.", "Rejectedname")
    await author.delete(f"/api/v1/comments/{withdrawn}")
    await desk.rule(removed, "remove", clause="spam", note="A deskmarker.", message="A wordmarker.")
    await newsroom.send(
        newsroom.reader(),
        f"/comments/{shown}/notice",
        token=await newsroom.form_token(newsroom.reader(), story),
        explanation="noticemarker",
        name="Sendermarker",
        email="sendermarker@law.example",
        good_faith="yes",
    )
    await reporter.post(
        f"/api/v1/comments/{shown}/reports",
        json={"reason": "illegal", "note": "notemarker", "contact": "contactmarker@law.example"},
    )
    await author.post(f"/api/v1/comments/{rejected}/appeals", json={"text": "appealmarker"})
    return Scene(story.story_id, [shown, withdrawn, removed, held, rejected])


async def test_strangers_find_nothing_private_anywhere(newsroom: Newsroom, scene: Scene) -> None:
    asked = 0
    async for address, answer in walk(newsroom, newsroom.reader(), [scene.story], scene.comments):
        asked += 1
        for what, marker in PRIVATE.items():
            assert marker not in answer.text, f"{what} at {address}"
        assert "10.0." not in answer.text, f"a network address at {address}"

    assert asked > 50


async def test_neither_does_another_reader(newsroom: Newsroom, scene: Scene) -> None:
    reader = newsroom.reader()
    await newsroom.post(reader, "I am a reader too.", name="Another One")
    await reader.post(f"/api/v1/comments/{scene.comments[0]}/like")

    async for address, answer in walk(newsroom, reader, [scene.story], scene.comments):
        for what, marker in PRIVATE.items():
            assert marker not in answer.text, f"{what} at {address}"


async def test_nor_is_any_of_it_told_live(newsroom: Newsroom, scene: Scene) -> None:
    path = f"/api/v1/stories/{scene.story}/live"
    async with listening(newsroom.belowline.app, path, last_event_id="0") as stream:
        said = await stream.until("event: hidden")
        held, rejected = scene.comments[3:]

    assert not [what for what, marker in PRIVATE.items() if marker in said]
    assert f'"comment_id": "{held}"' not in said
    assert rejected not in said


async def test_what_is_not_public_looks_like_what_does_not_exist(
    newsroom: Newsroom, scene: Scene
) -> None:
    for path in ("/api/v1/comments/{}", "/comments/{}", "/comments/{}/fragment"):
        for hidden in scene.comments[3:]:
            there = await newsroom.reader().get(path.format(hidden))
            nowhere = await newsroom.reader().get(
                path.format("00000000-0000-7000-8000-000000000000")
            )
            assert (there.status_code, nowhere.status_code) == (404, 404)
            assert there.text.replace(hidden, "") == nowhere.text.replace(
                "00000000-0000-7000-8000-000000000000", ""
            )


async def test_moderators_see_the_words_but_never_the_readers_email(
    newsroom: Newsroom, scene: Scene
) -> None:
    desk = await newsroom.moderator("Curious Moderator")

    pages = [(await desk.browser.get(f"/desk/comments/{each}")).text for each in scene.comments]
    queue = (await desk.browser.get("/api/v1/desk/queue")).text

    assert "heldmarker" in pages[3]
    assert "rejectedmarker" in pages[4]
    assert "withdrawnmarker" not in pages[1]
    assert not [page for page in [*pages, queue] if EMAIL in page]


async def test_the_author_reads_their_own_held_words(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    held = await newsroom.post(author, "My own words.", name="+1 202 555 0143")

    page = await author.get(f"/comments/{held['id']}")
    read = await author.get(f"/api/v1/comments/{held['id']}")

    assert "My own words." in page.text
    assert read.json()["text"] == "My own words."
    assert page.headers["cache-control"] == "private, no-store"


async def test_a_readers_own_page_is_never_kept_by_a_cache(
    newsroom: Newsroom, scene: Scene
) -> None:
    for path in (
        f"/api/v1/stories/{scene.story}/me",
        f"/comments/{scene.comments[0]}",
        f"/stories/{scene.story}/reply?to={scene.comments[0]}",
    ):
        answer = await newsroom.reader().get(path)
        assert "no-store" in answer.headers["cache-control"], path
