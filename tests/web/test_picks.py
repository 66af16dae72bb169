"""What the editors pick stands first below the line; what is too hard goes to them."""

from __future__ import annotations

import re

import pytest

from belowline.people.reader import Role
from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."
CLEAN = "Read the committee's minutes before you vote."


async def test_a_pick_stands_first_is_marked_and_can_be_given_up(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), CLEAN)
    desk, anybody = await newsroom.moderator("Petra Pick"), newsroom.reader()
    story = f"/stories/{newsroom.rent.story_id}"
    before = (await anybody.get(story)).text

    picked = await desk.rule(comment["id"], "feature")
    page = (await anybody.get(story)).text
    listed = (await anybody.get(f"/api/v1{story}/featured")).json()
    shown = (await anybody.get(f"/api/v1/comments/{comment['id']}")).json()
    given_up = await desk.rule(comment["id"], "unfeature")
    after = (await anybody.get(story)).text

    assert "Editors’ pick" not in before
    assert picked.json()["verdict"] == "published and featured"
    assert page.index('class="highlights"') < page.index('class="thread"')
    assert 'class="picked"' in page
    assert [each["id"] for each in listed["items"]] == [comment["id"]]
    assert shown["featured"] is True
    assert given_up.json()["verdict"] == "published, no longer featured"
    assert "Editors’ pick" not in after


async def test_a_held_comment_is_published_and_featured_in_one_go(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), HELD)
    desk = await newsroom.moderator("Paula Picks")

    answer = await desk.browser.post(
        f"/desk/comments/{comment['id']}/rule",
        data={"token": desk.token, "verdict": "feature", "seen": await desk.seen(comment["id"])},
    )

    assert answer.headers["location"] == "/desk?notice=published%20and%20featured"
    told = await desk.browser.get(answer.headers["location"])
    assert "Published and featured." in told.text
    shown = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert (shown["state"], shown["featured"]) == ("published", True)


async def test_approving_a_reported_pick_leaves_it_one(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), CLEAN)
    desk = await newsroom.moderator("Pia Picked")
    await desk.rule(comment["id"], "feature")
    path = f"/api/v1/comments/{comment['id']}/reports"
    await newsroom.reader().post(path, json={"reason": "spam"})

    await desk.rule(comment["id"], "publish")

    shown = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()
    assert shown["featured"] is True


async def test_a_handed_over_comment_is_the_editors_with_the_note(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), HELD)
    mo = await newsroom.moderator("Mo Asks")
    grace = await newsroom.moderator("Grace Decides", Role.EDITOR)
    seen = await mo.seen(comment["id"])

    given = await mo.rule(comment["id"], "escalate", note="Is this satire?", seen=seen)
    barred = await mo.rule(comment["id"], "publish", seen=seen)
    waiting = await grace.waiting(comment["id"])
    page = (await grace.browser.get("/desk?escalated=yes")).text
    mine = (await mo.browser.get(f"/desk/comments/{comment['id']}")).text
    ruled = await grace.rule(comment["id"], "publish")

    assert (given.status_code, given.json()["verdict"]) == (201, "handed to the editors")
    assert (barred.status_code, barred.json()["code"]) == (403, "escalated")
    assert await mo.waiting(comment["id"]) is None
    assert waiting is not None
    assert waiting["escalated"]["note"] == "Is this satire?"
    assert "Is this satire?" in page
    assert re.search(r'href="/desk\?escalated=yes" aria-current="page"', page)
    assert "An editor is asked to decide about it." in mine
    assert ruled.status_code == 201


async def test_what_was_handed_over_is_taken_back_at_once(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), HELD)
    mo = await newsroom.moderator("Mo Slips")
    given = await mo.rule(comment["id"], "escalate", note="Is this satire?")

    undone = await mo.browser.post(
        f"/api/v1/desk/comments/{comment['id']}/rulings/{given.json()['ruling_id']}/undo",
        headers={"x-csrf-token": mo.token},
    )

    assert undone.status_code == 200
    assert await mo.waiting(comment["id"]) is not None


async def test_the_form_asks_for_a_note_to_the_editors(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), HELD)
    mo = await newsroom.moderator("Mo Terse")

    answer = await mo.browser.post(
        f"/desk/comments/{comment['id']}/rule",
        data={"token": mo.token, "verdict": "escalate", "seen": await mo.seen(comment["id"])},
    )

    assert answer.status_code == 422
    assert "Say in a note to the editors" in answer.text


async def test_the_record_tells_of_picks_and_of_what_was_handed_over(newsroom: Newsroom) -> None:
    public, held = [await newsroom.post(newsroom.reader(), text) for text in (CLEAN, HELD)]
    grace = await newsroom.moderator("Grace Reads", Role.EDITOR)
    await grace.rule(public["id"], "feature")
    await grace.rule(held["id"], "escalate", note="Is this satire?")

    page = (await grace.browser.get("/desk/record")).text

    assert "Published and featured" in page
    assert "Handed to the editors" in page
    assert "Is this satire?" not in page
