"""The private link to the reasons for a ruling: who gets it, who can open it, what it takes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.web.newsroom import Newsroom, token_in

pytestmark = pytest.mark.anyio

REJECTED = "What the fuck is this."


async def test_an_author_gets_the_link_with_the_answer_and_anybody_with_it_reads_the_reasons(
    newsroom: Newsroom,
) -> None:
    comment = await newsroom.post(newsroom.reader(), REJECTED)

    answer = await newsroom.reader().get(comment["statement"])

    assert answer.status_code == 200
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers.get_list("referrer-policy") == ["same-origin"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert "The machine alone." in answer.text
    assert "Profanity" in answer.text


async def test_nobody_else_is_given_the_link(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    comment = await newsroom.post(author, "Buy my book, again and again.")
    await newsroom.post(newsroom.reader(), "A reply.", parent_id=comment["id"])
    desk = await newsroom.moderator("Nosy Parker")
    await desk.rule(comment["id"], "remove", clause="spam", message="An advertisement.")
    path = f"/api/v1/comments/{comment['id']}"

    told = (await author.get(path)).json()["statement"]
    secret = told.rpartition("/")[2]

    for page in (path, f"/comments/{comment['id']}", f"/stories/{newsroom.rent.story_id}"):
        for anybody in (newsroom.reader(), desk.browser):
            assert secret not in (await anybody.get(page)).text, page
    assert secret not in (await desk.browser.get(f"/desk/comments/{comment['id']}")).text
    me = (await author.get(f"/api/v1/stories/{newsroom.rent.story_id}/me")).json()
    assert [each["statement"] for each in me["taken"] if each["id"] == comment["id"]] == [told]


async def test_the_database_holds_no_secret(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), REJECTED)
    secret = comment["statement"].rpartition("/")[2]

    path = newsroom.belowline.settings.data / "belowline.db"
    with closing(sqlite3.connect(path)) as connection:
        kept = "\n".join(connection.iterdump())

    assert comment["id"] in kept
    assert secret not in kept


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "..%2f", "é"])
async def test_a_link_that_is_none_opens_nothing(newsroom: Newsroom, token: str) -> None:
    opened = await newsroom.reader().get(f"/statements/{token}")
    sent = await newsroom.send(newsroom.reader(), f"/statements/{token}/appeal", text="Why?")

    assert (opened.status_code, sent.status_code) == (404, 404)


async def test_an_appeal_from_a_stale_form_gives_the_words_back(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), REJECTED)
    path = f"{comment['statement']}/appeal"

    stale = await newsroom.reader().post(path, data={"token": "20200101.x", "text": "Kept words."})
    page = await newsroom.reader().get(comment["statement"])
    sent = await newsroom.reader().post(path, data={"token": token_in(page.text), "text": "Why?"})
    twice = await newsroom.reader().post(path, data={"token": token_in(page.text), "text": "Why?"})

    assert (stale.status_code, sent.status_code, twice.status_code) == (403, 303, 409)
    assert "Kept words." in stale.text
    assert sent.headers["location"] == f"{comment['statement']}#appeal"


async def test_what_a_reader_or_moderator_wrote_is_no_code_on_the_page(newsroom: Newsroom) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    comment = await newsroom.post(newsroom.reader(), f"{REJECTED} {attack}")
    page = await newsroom.reader().get(comment["statement"])
    fields = {"token": token_in(page.text), "text": attack}
    await newsroom.reader().post(f"{comment['statement']}/appeal", data=fields)
    desk = await newsroom.moderator("Atta Cker")
    await desk.rule(comment["id"], "reject", clause="profanity", message=attack)

    page = await newsroom.reader().get(comment["statement"])

    assert "<img" not in page.text
    assert page.text.count("&lt;script&gt;alert(1)") == 3
