"""The policy at the desk: it is tried, saved, holds at once, and can be gone back to."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from belowline.moderation import Moderator
from belowline.people.reader import Role
from tests.web.newsroom import SITE, Desk, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

API = "/api/v1/desk/policy"
SOFAS = """extends = "no-tolerance"
[line]
thanks = "Thanks for keeping off the furniture."
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
mode = "hold"
reason = "No furniture."
"""
BAD = """extends = "no-tolerance"
[clause.spam]
hold_at = 7
[[phrases]]
clause = "furniture"
phrases = ["sofa"]
"""
WORDS = "A sofa for sale"


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: a policy that one saves would be in another's way."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


@pytest.fixture
async def editor(newsroom: Newsroom) -> Desk:
    """Lend the desk of somebody who may."""
    return await newsroom.moderator("Ed Itor", Role.EDITOR)


async def save(desk: Desk, text: str, *, seen: int = 0, reason: str = "Furniture.") -> Any:
    return await desk.browser.post(
        API,
        json={"text": text, "reason": reason, "seen": seen},
        headers={"x-csrf-token": desk.token},
    )


async def preview(desk: Desk, text: str) -> Any:
    headers = {"x-csrf-token": desk.token}
    return await desk.browser.post(f"{API}/preview", json={"text": text}, headers=headers)


def textarea(page: str, name: str = "text") -> str:
    """Return what stands in a field of a page."""
    found = re.findall(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[-1])


async def test_a_saved_policy_rules_the_next_comment_without_a_restart(
    newsroom: Newsroom, editor: Desk
) -> None:
    reader = newsroom.reader()
    before = await newsroom.post(reader, f"{WORDS}, one.")

    saved = await save(editor, SOFAS)

    after = await newsroom.post(reader, f"{WORDS}, two.")
    assert (before["state"], after["state"]) == ("published", "held")
    assert saved.status_code == 201
    assert saved.json()["number"] == 2
    assert after["ruling"]["findings"][0]["reason"] == "No furniture."
    kept = await newsroom.belowline.store.rulings(SITE, after["id"])
    assert kept[-1].policy_version == saved.json()["version"]


async def test_every_page_has_the_words_of_the_policy_that_holds(
    newsroom: Newsroom, editor: Desk
) -> None:
    reader, words = newsroom.reader(), "Thanks for keeping off the furniture."
    story = f"/stories/{newsroom.rent.story_id}"
    first = await reader.get(story)
    assert words not in first.text
    assert (
        await reader.get(story, headers={"if-none-match": first.headers["etag"]})
    ).status_code == 304

    saved = await save(editor, SOFAS)

    again = await reader.get(story, headers={"if-none-match": first.headers["etag"]})
    assert words in again.text
    policy = await reader.get("/policy")
    assert words in policy.text
    assert saved.json()["version"] in policy.text


async def test_scores_for_other_programs_follow_too(newsroom: Newsroom, editor: Desk) -> None:
    async def score() -> str:
        answer = await newsroom.reader().post("/api/v1/score", json={"texts": [f"{WORDS}."]})
        action: str = answer.json()["items"][0]["action"]
        return action

    before = await score()
    await save(editor, SOFAS)

    assert (before, await score()) == ("publish", "hold")


async def test_an_old_ruling_shows_the_policy_that_it_was_made_under(
    newsroom: Newsroom, editor: Desk
) -> None:
    await save(editor, SOFAS)
    held = await newsroom.post(newsroom.reader(), f"{WORDS}.")
    await save(editor, SOFAS.replace("[line]", '[clause.spam]\ntitle = "Other"\n[line]'), seen=2)

    page = await editor.browser.get(f"/desk/comments/{held['id']}")

    ruling = (await newsroom.belowline.store.rulings(SITE, held["id"]))[-1]
    assert ruling.policy_version in page.text
    assert ruling.policy_version != newsroom.belowline.services.policy.version
    text = await newsroom.belowline.store.policy_text(SITE, ruling.policy_version)
    assert text is not None
    assert "furniture" in text


async def test_a_preview_says_what_would_have_changed_and_changes_nothing(
    newsroom: Newsroom, editor: Desk
) -> None:
    reader = newsroom.reader()
    for number in range(3):
        await newsroom.post(reader, f"{WORDS}, {number} crowns.")
    await newsroom.post(reader, "The tram was late again.")
    version = newsroom.belowline.services.policy.version

    answer = await preview(editor, SOFAS)

    found = answer.json()
    assert answer.status_code == 200
    assert (found["comments"], found["of"], found["changed"]) == (4, 4, 3)
    change = {"before": "publish", "after": "hold", "comments": 3}
    assert found["by_clause"] == {"spam": [change]}
    assert found["changes"] == [change]
    assert found["rules"][0] | {"name": "sofas", "comments": 3} == found["rules"][0]
    assert {each["text"] for each in found["examples"]} == {
        f"{WORDS}, {number} crowns." for number in range(3)
    }
    assert newsroom.belowline.services.policy.version == version
    assert await newsroom.belowline.store.saved_policy(SITE) is None


async def test_who_asks_is_told_line_by_line_how_far_the_preview_is(
    newsroom: Newsroom, editor: Desk
) -> None:
    for number in range(25):
        await newsroom.post(newsroom.reader(), f"{WORDS} number {number}.")
    headers = {"x-csrf-token": editor.token, "accept": "application/x-ndjson"}

    answer = await editor.browser.post(f"{API}/preview", json={"text": SOFAS}, headers=headers)

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert lines[-1]["changed"] == 25
    assert all(set(line) == {"done", "total"} for line in lines[:-1])


async def test_every_mistake_is_named_by_line_and_field(newsroom: Newsroom, editor: Desk) -> None:
    for answer in (await preview(editor, BAD), await save(editor, BAD)):
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "policy-invalid"
        found = {(each["line"], each["field"]) for each in answer.json()["problems"]}
        assert found == {(3, "clause.spam.hold_at"), (5, "phrases.0.clause")}
    assert await newsroom.belowline.store.saved_policy(SITE) is None


async def test_only_editors_and_owners_come_near_it(newsroom: Newsroom) -> None:
    moderator = await newsroom.moderator("Mo Derator")

    assert (await moderator.browser.get("/desk/policy/text")).status_code == 403
    assert (await moderator.browser.get(API)).status_code == 403
    assert (await save(moderator, SOFAS)).status_code == 403
    assert (await newsroom.reader().get(API)).status_code == 401
    owner = await newsroom.moderator("Ow Ner", Role.OWNER)
    assert (await owner.browser.get("/desk/policy/text")).status_code == 200
    forged = await owner.browser.post(API, json={"text": SOFAS, "reason": "x", "seen": 0})
    assert (forged.status_code, forged.json()["code"]) == (403, "form-token")


async def test_of_two_editors_the_second_is_told_and_loses_nothing(
    newsroom: Newsroom, editor: Desk
) -> None:
    second = await newsroom.moderator("Sec Ond", Role.EDITOR)
    await save(editor, SOFAS)
    mine = SOFAS.replace("sofas", "couches")

    late = await save(second, mine)
    form = {"token": second.token, "text": mine, "reason": "Couches.", "seen": "0"}
    page = await second.browser.post("/desk/policy/save", data=form)

    assert (late.status_code, late.json()["code"]) == (409, "policy-changed")
    assert page.status_code == 409
    assert textarea(page.text) == mine
    assert 'value="Couches."' in page.text
    assert "Somebody saved another version meanwhile" in page.text


async def test_the_form_goes_from_text_to_preview_to_history(
    newsroom: Newsroom, editor: Desk
) -> None:
    await newsroom.post(newsroom.reader(), f"{WORDS}.")
    browser, token = editor.browser, editor.token

    tried = await browser.post(
        "/desk/policy/preview", data={"token": token, "seen": "0", "text": SOFAS}
    )
    assert tried.status_code == 200
    assert "1 comment would have been ruled on differently" in tried.text
    assert textarea(tried.text) == SOFAS
    form = {"token": token, "seen": "0", "text": SOFAS.replace("\n", "\r\n"), "reason": "Sofas."}
    sent = await browser.post("/desk/policy/save", data=form)
    assert sent.headers["location"] == "/desk/policy/history?saved=1"

    history = await browser.get(sent.headers["location"])
    assert "Version 2 is in force." in history.text
    assert "Sofas." in history.text
    assert "Ed Itor" in history.text
    version = await browser.get("/desk/policy/versions/2")
    assert "<ins>phrases = [&#34;sofa&#34;]</ins>" in version.text
    record = await browser.get("/desk/record?act=policy")
    assert f"Policy {newsroom.belowline.services.policy.version} came into force" in record.text


async def test_a_bad_text_comes_back_whole_with_what_is_wrong(
    newsroom: Newsroom, editor: Desk
) -> None:
    fields = {"token": editor.token, "seen": "0", "text": BAD, "reason": "Because."}

    for path in ("preview", "save"):
        page = await editor.browser.post(f"/desk/policy/{path}", data=fields)
        assert page.status_code == 422
        assert textarea(page.text) == BAD
        assert "line 3: “hold_at” is 7" in page.text
        assert "line 5: no clause is called “furniture”" in page.text


async def test_a_policy_is_not_saved_without_a_reason_or_a_change(editor: Desk) -> None:
    silent = await save(editor, SOFAS, reason="  ")
    await save(editor, SOFAS)
    same = await save(editor, SOFAS, seen=2)

    assert (silent.status_code, silent.json()["code"]) == (422, "reason-missing")
    assert (same.status_code, same.json()["code"]) == (422, "policy-same")


async def test_going_back_is_a_new_version_with_the_same_text(
    newsroom: Newsroom, editor: Desk
) -> None:
    shipped = newsroom.belowline.services.policy.version
    await save(editor, SOFAS)
    first = (await editor.browser.get(f"{API}/versions/1")).json()

    back = await save(editor, first["text"], seen=2, reason="Sofas are back.")

    assert (back.json()["number"], back.json()["version"]) == (3, shipped)
    assert (await newsroom.post(newsroom.reader(), f"{WORDS}."))["state"] == "published"
    listed = (await editor.browser.get(f"{API}/versions")).json()
    assert [(each["number"], each["by"]) for each in listed["items"]] == [
        (3, "Ed Itor"),
        (2, "Ed Itor"),
        (1, None),
    ]
    assert (await editor.browser.get(f"{API}/versions/9")).status_code == 404


async def test_what_was_saved_holds_after_a_restart_whatever_file_is_given(
    engine: Moderator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('extends = "balanced"\n')
    async with open_newsroom(tmp_path, policy=file, moderator=engine) as room:
        await save(await room.moderator("Ed Itor", Role.EDITOR), SOFAS)
        version = room.belowline.services.policy.version

    async with open_newsroom(tmp_path, policy=file) as room:
        assert room.belowline.services.policy.version == version
        held = await room.post(room.reader(), f"{WORDS}.")
        assert held["state"] == "held"
    assert "the policy saved at the desk holds" in caplog.text
    assert str(file) in caplog.text
