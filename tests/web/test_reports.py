"""Readers report comments from the menu; enough of them call for a look before anyone reads on."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

REASONS = [
    "spam",
    "violence",
    "racism",
    "profanity",
    "vulgarity",
    "doxing",
    "discourtesy",
]


async def report(
    reader: httpx.AsyncClient, comment: dict[str, Any], reason: str = "spam", **more: Any
) -> httpx.Response:
    path = f"/api/v1/comments/{comment['id']}/reports"
    return await reader.post(path, json={"reason": reason, **more})


@pytest.fixture
async def comment(newsroom: Newsroom) -> dict[str, Any]:
    """Lend a fresh public comment."""
    return await newsroom.post(newsroom.reader(), "Buy my book about rents.")


@pytest.mark.parametrize("reason", REASONS)
async def test_every_clause_is_a_reason(
    newsroom: Newsroom, comment: dict[str, Any], reason: str
) -> None:
    answer = await report(newsroom.reader(), comment, reason)

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"id", "comment_id", "reason", "new", "message"}
    assert (body["comment_id"], body["reason"], body["new"]) == (comment["id"], reason, True)


async def test_the_menu_begins_with_spam(newsroom: Newsroom, comment: dict[str, Any]) -> None:
    page = (await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}")).text
    menu = page.partition(f'id="m-{comment["id"]}"')[2].partition("</form>")[0]

    offered = [part.partition('"')[0] for part in menu.split('name="reason" value="')[1:]]

    assert offered[0] == "spam"
    assert sorted(offered) == sorted(REASONS)


@pytest.mark.parametrize("reason", ["", "boring", "Spam", "spam\0", "x" * 5_000, "<script>"])
async def test_an_unknown_reason_is_refused(
    newsroom: Newsroom, comment: dict[str, Any], reason: str
) -> None:
    answer = await report(newsroom.reader(), comment, reason)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reason")
    assert answer.json()["field"] == "reason"


async def test_nobody_reports_their_own_comment(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    mine = await newsroom.post(author, "My own words.")

    answer = await report(author, mine)

    assert (answer.status_code, answer.json()["code"]) == (422, "own-comment")


async def test_a_second_report_is_thanked_and_counts_nothing(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    reader = newsroom.reader()
    await report(reader, comment)

    again = await report(reader, comment, "racism")

    assert again.status_code == 200
    assert (again.json()["new"], again.json()["id"]) == (False, None)
    desk = await newsroom.moderator("Rep Orter")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert waiting["attention"] == "Reported by 1 reader"


async def test_a_report_can_be_taken_back(newsroom: Newsroom, comment: dict[str, Any]) -> None:
    reader = newsroom.reader()
    await report(reader, comment)
    path = f"/api/v1/comments/{comment['id']}/reports"

    undone, again = await reader.delete(path), await reader.delete(path)
    strangers = await newsroom.reader().delete(path)

    assert (undone.status_code, again.status_code, strangers.status_code) == (204, 404, 404)
    assert await (await newsroom.moderator("Un Doer")).waiting(comment["id"]) is None


async def test_a_notice_of_illegal_content_needs_an_explanation(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    bare = await report(newsroom.reader(), comment, "illegal", note="  ")
    told = await report(
        newsroom.reader(), comment, "illegal", note="Libel, § 186.", contact="lawyer@law.example"
    )

    assert (bare.status_code, bare.json()["code"]) == (422, "note-missing")
    assert told.status_code == 201
    desk = await newsroom.moderator("Ill Egal")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert waiting["attention"] == "Notice of illegal content"
    page = (await desk.browser.get(f"/desk/comments/{comment['id']}")).text
    assert "Libel, § 186." in page
    assert "lawyer@law.example" in page


async def test_six_strangers_hide_a_comment_until_somebody_looks(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    for _ in range(5):
        await report(newsroom.reader(), comment)
    assert (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).status_code == 200

    await report(newsroom.reader(), comment)

    assert (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).status_code == 404
    desk = await newsroom.moderator("Six Strangers")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert (waiting["state"], waiting["attention"]) == ("held", "Reported by 6 readers")


async def test_one_person_with_many_browsers_does_not(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    transport = newsroom.reader()._transport
    for _ in range(8):
        async with httpx.AsyncClient(transport=transport, base_url="http://news.example") as tab:
            await report(tab, comment)

    assert (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).status_code == 200


async def test_what_a_moderator_approved_is_not_hidden_again(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    desk = await newsroom.moderator("Apro Ved")
    for _ in range(6):
        await report(newsroom.reader(), comment)
    await desk.rule(comment["id"], "publish")

    for _ in range(12):
        await report(newsroom.reader(), comment)

    assert (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).status_code == 200


async def test_what_is_not_public_cannot_be_reported(newsroom: Newsroom) -> None:
    rejected = await newsroom.post(newsroom.reader(), "What the fuck is this shit.")
    held = await newsroom.post(newsroom.reader(), "Civil words.", name="+1 202 555 0142")

    for hidden in (rejected, held):
        answers = [
            await report(newsroom.reader(), hidden),
            await newsroom.reader().get(f"/comments/{hidden['id']}/report"),
            await newsroom.send(newsroom.reader(), f"/comments/{hidden['id']}/report"),
            await newsroom.reader().post(f"/api/v1/comments/{hidden['id']}/like"),
        ]
        assert {answer.status_code for answer in answers} == {404}


async def test_the_menus_form_reports_and_offers_to_undo(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    reader = newsroom.reader()
    path = f"/comments/{comment['id']}/report"

    sent = await newsroom.send(reader, path, reason="spam")
    undone = await newsroom.send(reader, f"{path}/undo")

    assert sent.status_code == 200
    assert "Reported. Thank you" in sent.text
    assert undone.status_code == 303


async def test_a_refused_report_keeps_what_was_written(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    reader = newsroom.reader()
    path = f"/comments/{comment['id']}/report"
    fields = {"note": "My explanation.", "contact": "me@mail.example"}

    unknown = await newsroom.send(reader, path, reason="boring", **fields)
    old = await newsroom.send(reader, path, reason="illegal", token="20200101.x", **fields)

    assert (unknown.status_code, old.status_code) == (422, 403)
    assert "My explanation.</textarea>" in unknown.text
    assert "My explanation.</textarea>" in old.text
    assert "me@mail.example" in old.text


async def test_a_like_by_form_leads_back_to_the_comment(
    newsroom: Newsroom, comment: dict[str, Any]
) -> None:
    answer = await newsroom.send(newsroom.reader(), f"/comments/{comment['id']}/like")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/comments/{comment['id']}#c-{comment['id']}"
    read = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert read["likes"] == 1


async def test_a_like_by_form_is_taken_back_by_a_second_one(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "The figures are in the annex.")
    reader = newsroom.reader()
    likes = []

    for _ in range(2):
        await newsroom.send(reader, f"/comments/{comment['id']}/like")
        now = await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")
        likes.append(now.json()["likes"])

    assert likes == [1, 0]


async def test_a_reader_is_told_what_came_of_a_report_and_of_the_authors_appeal(
    newsroom: Newsroom,
) -> None:
    author, reader = newsroom.reader(), newsroom.reader()
    comment = await newsroom.post(author, "Read my letter about rents.", name="Nora Named")
    await report(reader, comment, "spam")
    assert "A moderator has not looked yet." in (await reader.get("/reports")).text
    first, second = await newsroom.moderator("Una One"), await newsroom.moderator("Theo Two")

    await first.rule(comment["id"], "remove", clause="spam")
    agreed = (await reader.get("/reports")).text
    await author.post(f"/api/v1/comments/{comment['id']}/appeals", json={"text": "It is no ad."})
    await second.rule(comment["id"], "publish", message="It isn't.")
    reversed_ = (await reader.get("/reports")).text

    assert "A moderator agreed with you, and took the comment down." in agreed
    assert "put it back" not in agreed
    assert "On an appeal another moderator looked again and put it back." in reversed_
    for private in ("Nora Named", "Read my letter", "It is no ad", "Una One", "Theo Two"):
        assert private not in agreed + reversed_
    assert "You have reported no comment" in (await newsroom.reader().get("/reports")).text
