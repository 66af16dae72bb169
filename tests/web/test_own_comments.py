"""What authors may do with their own comments: edit in time, withdraw, appeal."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from tests.web.newsroom import Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

CLEAN = "The cap protects tenants."
HELD = "The mayor of this town is a complete moron."
REJECTED = "What the fuck is this shit."


async def edit(reader: httpx.AsyncClient, comment: dict[str, Any], text: str) -> httpx.Response:
    return await reader.patch(f"/api/v1/comments/{comment['id']}", json={"text": text})


async def public(newsroom: Newsroom, comment: dict[str, Any]) -> dict[str, Any]:
    answer = await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")
    read: dict[str, Any] = answer.json()
    return read


async def test_an_edit_in_time_replaces_the_words_and_says_so(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN)

    answer = await edit(reader, comment, "The cap protects *some* tenants.")

    assert answer.status_code == 200
    assert answer.json()["ruling"]["action"] == "publish"
    read = await public(newsroom, comment)
    assert read["text"] == "The cap protects *some* tenants."
    assert read["html"] == "<p>The cap protects <em>some</em> tenants.</p>"
    assert read["edited_at"] is not None


async def test_an_edit_that_is_held_waits_while_the_old_words_stand(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN)

    answer = await edit(reader, comment, HELD)

    assert answer.json()["ruling"]["action"] == "hold"
    assert answer.json()["pending_edit"] is True
    read = await public(newsroom, comment)
    assert (read["text"], read["state"]) == (CLEAN, "published")
    desk = await newsroom.moderator("Edith Waits")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert (waiting["attention"], waiting["text"]) == ("Edit waits", HELD)


async def test_a_moderator_decides_on_an_edit_that_waits(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Dora Decides")
    reader = newsroom.reader()
    approved, refused = await newsroom.post(reader, CLEAN), await newsroom.post(reader, CLEAN + "!")
    await edit(reader, approved, HELD)
    await edit(reader, refused, HELD + "!")

    await desk.rule(approved["id"], "publish")
    await desk.rule(refused["id"], "reject", clause="profanity")

    assert (await public(newsroom, approved))["text"] == HELD
    assert (await public(newsroom, refused))["text"] == CLEAN + "!"


async def test_an_edit_that_is_rejected_changes_nothing(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN)

    answer = await edit(reader, comment, REJECTED)

    assert answer.json()["ruling"]["action"] == "reject"
    read = await public(newsroom, comment)
    assert (read["text"], read["state"], read["edited_at"]) == (CLEAN, "published", None)


async def test_a_held_comment_is_freed_by_a_clean_edit(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, HELD)
    assert comment["state"] == "held"

    answer = await edit(reader, comment, CLEAN)

    assert answer.json()["state"] == "published"
    assert (await public(newsroom, comment))["text"] == CLEAN


async def test_no_edit_frees_a_comment_that_is_held_for_its_authors_name(
    newsroom: Newsroom,
) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, CLEAN, name="ada.private@mail.example")
    assert comment["state"] == "held"

    answer = await edit(reader, comment, "The cap protects many tenants.")

    assert answer.json()["state"] == "held"


async def test_after_five_minutes_the_words_stand(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clock = Clock()
    folder = tmp_path_factory.mktemp("late")
    async with open_newsroom(folder, moderator=engine, clock=clock) as newsroom:
        reader = newsroom.reader()
        comment = await newsroom.post(reader, CLEAN)
        clock.advance(minutes=5)
        in_time = await edit(reader, comment, "Just in time.")
        clock.advance(milliseconds=1)
        late = await edit(reader, comment, "Too late.")

        assert in_time.status_code == 200
        assert (late.status_code, late.json()["code"]) == (422, "edit-window-closed")
        assert (await public(newsroom, comment))["text"] == "Just in time."

        page = await reader.get(f"/comments/{comment['id']}/edit")
        sent = await newsroom.send(reader, f"/comments/{comment['id']}/edit", text="Too late.")
        assert page.status_code == 200
        assert sent.status_code == 422
        assert "Too late.</textarea>" in sent.text


async def test_nobody_else_edits_or_withdraws(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), CLEAN)
    stranger = newsroom.reader()
    await newsroom.post(stranger, "I am somebody too.")
    path = f"/comments/{comment['id']}"

    answers = [
        await edit(stranger, comment, "Other words."),
        await stranger.delete(f"/api/v1{path}"),
        await stranger.get(f"{path}/edit"),
        await stranger.get(f"{path}/withdraw"),
        await newsroom.send(stranger, f"{path}/edit", text="Other words."),
        await newsroom.send(stranger, f"{path}/withdraw"),
        await newsroom.reader().delete(f"/api/v1{path}"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert (await public(newsroom, comment))["text"] == CLEAN


async def test_a_withdrawn_comment_leaves_its_place_and_its_replies(newsroom: Newsroom) -> None:
    story = await newsroom.story("withdrawn")
    reader = newsroom.reader()
    comment = await newsroom.post(reader, "I regret this at once.", story, name="Rue Regret")
    reply = await newsroom.post(
        newsroom.reader(), "A reply that stays.", story, parent_id=comment["id"]
    )

    answer = await reader.delete(f"/api/v1/comments/{comment['id']}")
    again = await reader.delete(f"/api/v1/comments/{comment['id']}")

    assert (answer.status_code, answer.content, again.status_code) == (204, b"", 204)
    read = await public(newsroom, comment)
    assert (read["state"], read["text"], read["html"]) == ("withdrawn", "", "")
    assert read["author"]["name"] == ""
    assert [each["id"] for each in await newsroom.listing(story)] == [reply["id"]]
    page = (await newsroom.reader().get(f"/stories/{story.story_id}")).text
    assert "Withdrawn by its author." in page
    assert "A reply that stays." in page
    assert "I regret this" not in page
    assert "Rue Regret" not in page


async def test_a_withdrawn_comment_without_replies_is_gone(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, "Nobody will miss this.")
    await reader.delete(f"/api/v1/comments/{comment['id']}")

    answers = [
        await newsroom.reader().get(f"/api/v1/comments/{comment['id']}"),
        await newsroom.reader().get(f"/comments/{comment['id']}"),
        await newsroom.reader().get(f"/comments/{comment['id']}/fragment"),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_the_form_withdraws_after_asking(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, "Shall I keep this?")
    path = f"/comments/{comment['id']}/withdraw"

    asked = await reader.get(path)
    done = await newsroom.send(reader, path)

    assert "Withdraw your comment?" in asked.text
    assert done.status_code == 303
    assert done.headers["location"] == f"/stories/{newsroom.rent.story_id}#comments"


async def test_an_author_appeals_once_against_a_ruling(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, REJECTED)
    path = f"/api/v1/comments/{comment['id']}/appeals"

    made = await reader.post(path, json={"text": "It was a quotation."})
    again = await reader.post(path, json={"text": "Please!"})

    assert made.status_code == 201
    assert set(made.json()) == {"id", "comment_id", "created_at", "message"}
    assert (again.status_code, again.json()["code"]) == (409, "appealed")
    desk = await newsroom.moderator("Appa Lena")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert waiting["attention"] == "Appealed"
    assert "It was a quotation." in (await desk.browser.get(f"/desk/comments/{comment['id']}")).text


async def test_only_the_author_of_what_is_not_public_may_appeal(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    shown, hidden = await newsroom.post(reader, CLEAN), await newsroom.post(reader, REJECTED)

    needless = await reader.post(f"/api/v1/comments/{shown['id']}/appeals", json={})
    foreign = await newsroom.reader().post(f"/api/v1/comments/{hidden['id']}/appeals", json={})

    assert (needless.status_code, needless.json()["code"]) == (422, "nothing-to-appeal")
    assert foreign.status_code == 404


async def test_an_upheld_appeal_publishes_the_comment(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    comment = await newsroom.post(reader, REJECTED)
    await reader.post(f"/api/v1/comments/{comment['id']}/appeals", json={"text": "Look again."})
    desk = await newsroom.moderator("Grant Grantley")

    ruled = await desk.rule(comment["id"], "publish")

    assert (ruled.status_code, ruled.json()["state"]) == (201, "published")
    assert (await public(newsroom, comment))["text"] == REJECTED
    assert await desk.waiting(comment["id"]) is None
