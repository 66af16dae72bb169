"""The desk: who may enter, what waits, and two moderators who rule on the same comment."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."


@pytest.fixture
async def held(newsroom: Newsroom) -> dict[str, Any]:
    """Lend a comment that waits."""
    return await newsroom.post(newsroom.reader(), HELD)


async def test_the_first_of_two_moderators_rules_and_the_second_is_told(
    newsroom: Newsroom, held: dict[str, Any]
) -> None:
    first, second = await newsroom.moderator("Fiona First"), await newsroom.moderator("Sam Second")
    seen = await first.seen(held["id"])
    assert await second.seen(held["id"]) == seen

    ruled = await first.rule(held["id"], "reject", clause="vulgarity", seen=seen)
    late = await second.rule(held["id"], "publish", seen=seen)

    assert ruled.status_code == 201
    assert ruled.json() | {"ruling_id": "", "at": ""} == {
        "verdict": "rejected",
        "who": "Fiona First",
        "at": "",
        "state": "rejected",
        "ruling_id": "",
    }
    assert (late.status_code, late.json()["code"]) == (409, "ruled-meanwhile")
    assert "Fiona First" in late.json()["detail"]
    assert "vulgarity" in late.json()["detail"].lower()
    assert (await newsroom.reader().get(f"/api/v1/comments/{held['id']}")).status_code == 404


async def test_the_desks_form_tells_the_second_moderator_too(
    newsroom: Newsroom, held: dict[str, Any]
) -> None:
    first, second = await newsroom.moderator("Flo Form"), await newsroom.moderator("Sue Slow")
    seen = await second.seen(held["id"])
    path = f"/desk/comments/{held['id']}/rule"

    ruled = await first.browser.post(
        path, data={"token": first.token, "verdict": "publish", "seen": seen}
    )
    late = await second.browser.post(
        path,
        data={"token": second.token, "verdict": "reject", "clause": "spam", "seen": seen},
    )

    assert (ruled.status_code, ruled.headers["location"]) == (303, "/desk?notice=published")
    assert late.status_code == 409
    assert "Flo Form" in late.text
    assert "Look again before you rule" in late.text


async def test_an_edit_meanwhile_stops_a_ruling_on_the_old_words(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    comment = await newsroom.post(author, HELD)
    desk = await newsroom.moderator("Ed Itor")
    seen = await desk.seen(comment["id"])
    await author.patch(f"/api/v1/comments/{comment['id']}", json={"text": HELD + " Truly."})

    answer = await desk.rule(comment["id"], "publish", seen=seen)

    assert answer.status_code == 409


async def test_a_removed_comment_keeps_its_place_but_not_its_words(newsroom: Newsroom) -> None:
    story = await newsroom.story("removed")
    comment = await newsroom.post(
        newsroom.reader(), "Words that will be removed.", story, name="Remo Ved"
    )
    await newsroom.post(newsroom.reader(), "A reply.", story, parent_id=comment["id"])
    desk = await newsroom.moderator("Re Mover")

    ruled = await desk.rule(comment["id"], "remove", clause="spam", note="An advertisement.")

    assert ruled.json()["state"] == "removed"
    read = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert (read["state"], read["text"], read["html"]) == ("removed", "", "")
    assert read["author"] == {"name": "", "badge": None, "badges": []}
    page = (await newsroom.reader().get(f"/stories/{story.story_id}")).text
    assert "Removed: it broke the house policy." in page
    assert "Words that will be removed." not in page
    assert "Remo Ved" not in page
    assert "An advertisement." not in page


async def test_upheld_reports_make_the_next_ones_count_for_more(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Tru Sted")
    reporters = [newsroom.reader() for _ in range(3)]
    for _ in range(4):
        comment = await newsroom.post(newsroom.reader(), "Buy my book, again.")
        for reporter in reporters:
            path = f"/api/v1/comments/{comment['id']}/reports"
            await reporter.post(path, json={"reason": "spam"})
        await desk.rule(comment["id"], "remove", clause="spam")

    last = await newsroom.post(newsroom.reader(), "Buy my book once more.")
    for reporter in [*reporters, newsroom.reader()]:
        await reporter.post(f"/api/v1/comments/{last['id']}/reports", json={"reason": "spam"})

    assert (await newsroom.reader().get(f"/api/v1/comments/{last['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"verdict": "burn"}, "unknown-verdict"),
        ({"verdict": ""}, "unknown-verdict"),
        ({"verdict": "reject"}, "unknown-clause"),
        ({"verdict": "remove", "clause": "boredom"}, "unknown-clause"),
        ({"verdict": "publish", "note": "x" * 2_001}, "too-long"),
    ],
)
async def test_an_order_that_makes_no_sense_is_refused(
    newsroom: Newsroom, held: dict[str, Any], order: dict[str, str], code: str
) -> None:
    desk = await newsroom.moderator(f"No Sense {code} {order}")

    answer = await desk.rule(held["id"], order["verdict"], **_but_verdict(order))

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await desk.waiting(held["id"]) is not None


async def test_the_queue_goes_from_the_longest_waiting_page_by_page(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Quentin Queue")
    reader = newsroom.reader()
    for number in range(25):
        newsroom.clock.advance(seconds=1)
        await newsroom.post(reader, f"{HELD} {number}")

    page = (await desk.browser.get("/api/v1/desk/queue")).json()
    everything = await desk.queue()
    first = (await desk.browser.get("/desk")).text

    assert len(page["items"]) == 20
    assert len({each["comment_id"] for each in everything}) == len(everything) == page["size"]
    assert [each["comment_id"] for each in everything[:20]] == re.findall(
        r'data-item="([^"]+)"', first
    )
    assert everything[-1]["text"] == f"{HELD} 24"


@pytest.mark.parametrize("after", ["x", "%00", "é", "AAAA", "99999999999999999999.x"])
async def test_a_place_that_is_not_in_the_queue_is_refused(newsroom: Newsroom, after: str) -> None:
    desk = await newsroom.moderator(f"After {after}")

    answers = [
        await desk.browser.get("/api/v1/desk/queue", params={"after": after}),
        await desk.browser.get("/desk", params={"after": after}),
    ]

    assert {answer.status_code for answer in answers} <= {404, 422}


async def test_the_desk_shows_the_words_marked_and_what_they_answer(newsroom: Newsroom) -> None:
    parent = await newsroom.post(newsroom.reader(), "What were those two doing?")
    comment = await newsroom.post(newsroom.reader(), HELD, parent_id=parent["id"])
    desk = await newsroom.moderator("Mark Marked")

    page = (await desk.browser.get(f"/desk/comments/{comment['id']}")).text

    assert "Held by the engine" in page
    assert "What were those two doing?" in page
    assert re.search(r"<mark>(<span[^>]*>[^<]*</span>)?is a complete moron", page)


async def test_a_withdrawn_comment_cannot_be_ruled_on(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    comment = await newsroom.post(author, HELD)
    desk = await newsroom.moderator("Wit Drawn")
    seen = await desk.seen(comment["id"])
    await author.delete(f"/api/v1/comments/{comment['id']}")

    answer = await desk.rule(comment["id"], "publish", seen=seen)

    assert answer.status_code == 409
    assert await desk.waiting(comment["id"]) is None


def _but_verdict(order: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in order.items() if key != "verdict"}


async def test_a_moderator_pauses_a_thread_and_readers_are_told_on_its_page(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story("paused")
    comment = await newsroom.post(newsroom.reader(), HELD, story)
    desk = await newsroom.moderator("Pau Sing")
    item = f"/desk/comments/{comment['id']}"
    path = f"/desk/stories/{story.story_id}/thread"
    form = {"token": desk.token, "at": comment["id"], "mode": "paused"}
    assert "Thread: Open" in (await desk.browser.get(item)).text

    sent = await desk.browser.post(path, data=form)
    foreign = await desk.browser.post(path, data={**form, "token": "x", "mode": "open"})
    unknown = await desk.browser.post(path, data={**form, "mode": "shut"})
    stranger = await newsroom.reader().post(path, data=form)

    assert (sent.status_code, sent.headers["location"]) == (303, item)
    assert [each.status_code for each in (foreign, unknown, stranger)] == [403, 422, 401]
    page = (await newsroom.reader().get(f"/stories/{story.story_id}")).text
    assert "Comments are paused" in page
    assert "Post comment" not in page
    assert "Thread: Paused" in (await desk.browser.get(item)).text
    await desk.browser.post(path, data={**form, "mode": "held"})
    assert "Post comment" in (await newsroom.reader().get(f"/stories/{story.story_id}")).text
    assert (await newsroom.post(newsroom.reader(), "A fair point.", story))["state"] == "held"
