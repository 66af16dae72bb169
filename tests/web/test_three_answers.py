"""Whoever posts gets one of three answers at once: published, held or rejected, and why."""

from __future__ import annotations

import httpx
import pytest

from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

BROKEN = {
    "violence": "I will find out where you live and I will kill you.",
    "racism": "Ukrainians are subhuman vermin, every last one of them.",
    "profanity": "What the fuck is this shit.",
    "vulgarity": "Show us your boobs, love.",
    "doxing": "Her home address is 14 Quarry Street, Apartment 3; her phone is (202) 555-0142.",
    "discourtesy": "Shut up, you pretentious moron.",
    "spam": "I turned $250 into $9,400 in one week with Bitcoin signals, 100% guaranteed profit. "
    "Join here: https://coin-doubler.example/join and WhatsApp me today!!!",
}
HELD = "The mayor of this town is a complete moron."
THREAT = "We will kill every one of them and burn their cities to the ground."


@pytest.mark.parametrize("clause", BROKEN)
async def test_a_comment_that_breaks_a_clause_is_never_public(
    newsroom: Newsroom, clause: str
) -> None:
    comment = await newsroom.post(newsroom.reader(), BROKEN[clause])

    assert comment["state"] in ("held", "rejected")
    assert comment["ruling"]["action"] == {"held": "hold", "rejected": "reject"}[comment["state"]]
    assert clause in {finding["clause"] for finding in comment["ruling"]["findings"]}
    read = await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")
    assert read.status_code == 404
    assert comment["id"] not in {each["id"] for each in await newsroom.listing(newsroom.rent)}


@pytest.mark.parametrize("clause", BROKEN)
async def test_the_form_comes_back_with_the_clause_and_the_text(
    newsroom: Newsroom, clause: str
) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"

    answer = await newsroom.send(reader, path, text=BROKEN[clause], name="Frank Form")

    title = newsroom.belowline.services.policy.clause(clause).title
    page = answer.text if answer.status_code == 422 else await _own_page(reader, answer)
    assert title in page
    assert f'href="/policy#clause-{clause}"' in page


async def test_the_page_of_a_held_comment_is_its_authors_alone(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"

    answer = await newsroom.send(reader, path, text=HELD, name="Hella Held")

    assert answer.status_code == 303
    own = await reader.get(answer.headers["location"])
    assert "Held for a moderator" in own.text
    assert "complete moron" in own.text
    strangers = await newsroom.reader().get(answer.headers["location"])
    assert strangers.status_code == 404
    assert "complete moron" not in strangers.text


async def test_a_published_comment_is_shown_where_the_form_leads(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"

    answer = await newsroom.send(reader, path, text="The steps were crowded.", name="Paul Public")

    assert answer.status_code == 303
    page, _, place = answer.headers["location"].partition("#")
    assert page == f"/stories/{newsroom.rent.story_id}"
    shown = (await newsroom.reader().get(page)).text
    assert f'id="{place}"' in shown
    assert "The steps were crowded." in shown


async def test_a_reply_by_form_leads_to_its_conversation(newsroom: Newsroom) -> None:
    root = await newsroom.post(newsroom.reader(), "Who danced on the steps?")
    reader = newsroom.reader()
    story = f"/stories/{newsroom.rent.story_id}"
    form = await reader.get(f"{story}/reply", params={"to": root["id"]})
    assert "Reply to Ada Reader" in form.text

    answer = await newsroom.send(
        reader, f"{story}/comments", text="The tenants did.", name="Rex", parent_id=root["id"]
    )

    assert answer.status_code == 303
    page = await newsroom.reader().get(answer.headers["location"])
    assert "The tenants did." in page.text
    assert "Who danced on the steps?" in page.text


async def test_spans_point_into_the_text_as_it_was_typed(newsroom: Newsroom) -> None:
    text = "Hello 👩‍🚀🏳️‍🌈 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 people: what the fuck is that?"

    comment = await newsroom.post(newsroom.reader(), text)

    found = [f for f in comment["ruling"]["findings"] if f["detector"] == "profanity"]
    (finding,) = found
    assert text[finding["start"] : finding["end"]] == "fuck"
    assert finding["reason"]


async def test_check_says_what_post_would_and_keeps_nothing(newsroom: Newsroom) -> None:
    story = await newsroom.story("checked")
    reader = newsroom.reader()
    before = await newsroom.belowline.store.last_event(SITE)

    answers = {
        text: (
            await reader.post("/api/v1/check", json={"text": text, "story_id": story.story_id})
        ).json()
        for text in ("A fair point.", HELD, *BROKEN.values())
    }

    assert await newsroom.belowline.store.last_event(SITE) == before
    assert await newsroom.listing(story) == []
    for text, checked in answers.items():
        posted = (await newsroom.post(newsroom.reader(), text, story))["ruling"]
        assert checked["action"] == posted["action"], text


async def test_a_reader_who_quotes_the_war_story_is_published(newsroom: Newsroom) -> None:
    quote = f"“{THREAT}” Who says such a thing on television?"

    under_war = await newsroom.post(newsroom.reader(), quote, newsroom.war)

    assert under_war["state"] == "published"
    assert [each["id"] for each in await newsroom.listing(newsroom.war)] == [under_war["id"]]


async def test_the_same_words_said_by_a_reader_are_not(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), THREAT, newsroom.rent)

    assert comment["state"] == "rejected"


async def test_a_private_parent_is_not_told_by_the_check(newsroom: Newsroom) -> None:
    hidden = await newsroom.post(newsroom.reader(), f"{THREAT} I swear.")
    reader = newsroom.reader()

    with_parent = await reader.post(
        "/api/v1/check", json={"text": f"“{THREAT}”", "parent_id": hidden["id"]}
    )
    without = await reader.post("/api/v1/check", json={"text": f"“{THREAT}”"})

    assert with_parent.json() == without.json()


async def test_the_policy_holds_for_names(newsroom: Newsroom) -> None:
    path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"

    answer = await newsroom.reader().post(
        path, json={"text": "A civil comment.", "name": "Johnny Fuckface"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "name-not-allowed")
    assert answer.json()["field"] == "name"


async def test_a_name_that_a_person_must_see_holds_the_comment(newsroom: Newsroom) -> None:
    comment = await newsroom.post(
        newsroom.reader(), "A civil comment.", name="ada.private@mail.example"
    )

    assert comment["state"] == "held"
    finding = next(f for f in comment["ruling"]["findings"] if f["clause"] == "doxing")
    assert (finding["start"], finding["end"]) == (None, None)
    assert finding["reason"].startswith("In the name: ")
    desk = await newsroom.moderator("Nora Names")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert waiting["author"] == "ada.private@mail.example"


async def _own_page(reader: httpx.AsyncClient, answer: httpx.Response) -> str:
    assert answer.status_code == 303
    return (await reader.get(answer.headers["location"])).text
