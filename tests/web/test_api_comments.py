"""API v1: comments are posted, listed in three orders, answered, and read one by one."""

from __future__ import annotations

import pytest

from belowline.stories.story import Story
from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

# DESIGN.md section 6.
FIELDS = {
    "id",
    "story_id",
    "parent_id",
    "author",
    "text",
    "html",
    "created_at",
    "edited_at",
    "state",
    "likes",
    "replies",
}
MANY = 45


@pytest.fixture(scope="module")
async def crowded(newsroom: Newsroom) -> Story:
    """Lend a story with 45 comments, some liked."""
    story = await newsroom.story("crowded")
    for number in range(MANY):
        comment = await newsroom.post(
            newsroom.reader(), f"Argument number {number} in this debate.", story
        )
        for _ in range(number % 3):
            await newsroom.reader().post(f"/api/v1/comments/{comment['id']}/like")
    return story


async def test_a_posted_comment_comes_back_whole_with_its_ruling(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "I *agree* with the Assembly.")

    assert set(comment) >= FIELDS | {"ruling"}
    assert comment["story_id"] == newsroom.rent.story_id
    assert comment["parent_id"] is None
    assert comment["author"]["name"] == "Ada Reader"
    assert comment["text"] == "I *agree* with the Assembly."
    assert comment["html"] == "<p>I <em>agree</em> with the Assembly.</p>"
    assert comment["created_at"] == "2026-11-23T12:00:00Z"
    assert (comment["edited_at"], comment["likes"], comment["replies"]) == (None, 0, 0)
    assert comment["state"] == "published"
    assert comment["ruling"]["action"] == "publish"
    assert comment["ruling"]["findings"] == []


async def test_strangers_read_a_comment_without_its_ruling(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "The cap is too low for my taste.")

    read = (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).json()

    assert set(read) >= FIELDS
    assert read["text"] == comment["text"]
    assert read["ruling"] is None
    assert read["edit_until"] is None


async def test_line_ends_are_plain_and_outer_blanks_go(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "  First line.\r\nSecond line.\r\n\r\n")

    assert comment["text"] == "First line.\nSecond line."


async def test_a_guest_is_known_again_and_needs_no_second_name(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    await newsroom.post(reader, "My first word on this.", name="Grace Guest")

    again = await newsroom.post(reader, "My second word on this.", name=None)

    assert again["author"]["name"] == "Grace Guest"


async def test_a_guest_is_known_by_the_token_where_cookies_are_blocked(newsroom: Newsroom) -> None:
    path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"
    first = await newsroom.reader().post(path, json={"text": "Cookies off.", "name": "Cora"})
    token = first.headers["belowline-reader"]

    embed = newsroom.reader(authorization=f"Bearer {token}")
    own = await embed.get(f"/api/v1/comments/{first.json()['id']}")

    assert own.json()["ruling"]["action"] == "publish"


async def test_a_program_may_leave_the_name_out_but_not_empty(newsroom: Newsroom) -> None:
    path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"

    left_out = await newsroom.reader().post(path, json={"text": "Nameless."})
    empty = await newsroom.reader().post(path, json={"text": "Nameless.", "name": ""})

    assert (left_out.status_code, left_out.json()["author"]["name"]) == (201, "Guest")
    assert (empty.status_code, empty.json()["code"]) == (422, "name-missing")
    assert empty.json()["field"] == "name"


@pytest.mark.parametrize("sort", ["newest", "oldest", "best"])
async def test_paging_visits_each_of_45_comments_once(
    newsroom: Newsroom, crowded: Story, sort: str
) -> None:
    found = await newsroom.listing(crowded, sort=sort)

    assert len(found) == MANY
    assert len({comment["id"] for comment in found}) == MANY


async def test_a_page_holds_twenty_and_says_where_the_next_begins(
    newsroom: Newsroom, crowded: Story
) -> None:
    path = f"/api/v1/stories/{crowded.story_id}/comments"

    first = (await newsroom.reader().get(path)).json()
    second = (await newsroom.reader().get(path, params={"after": first["next"]})).json()
    third = (await newsroom.reader().get(path, params={"after": second["next"]})).json()

    assert [len(page["items"]) for page in (first, second, third)] == [20, 20, 5]
    assert third["next"] is None


async def test_newest_and_oldest_are_each_others_mirror(newsroom: Newsroom, crowded: Story) -> None:
    newest = [each["id"] for each in await newsroom.listing(crowded, sort="newest")]
    oldest = [each["id"] for each in await newsroom.listing(crowded, sort="oldest")]
    unsaid = [each["id"] for each in await newsroom.listing(crowded)]

    assert newest == oldest[::-1] == unsaid


async def test_best_shows_what_readers_liked_first(newsroom: Newsroom, crowded: Story) -> None:
    likes = [comment["likes"] for comment in await newsroom.listing(crowded, sort="best")]

    assert likes == sorted(likes, reverse=True)
    assert set(likes) == {0, 1, 2}


async def test_a_comment_that_arrives_meanwhile_repeats_none(newsroom: Newsroom) -> None:
    story = await newsroom.story("arriving")
    reader = newsroom.reader()
    path = f"/api/v1/stories/{story.story_id}/comments"
    for number in range(25):
        await newsroom.post(newsroom.reader(), f"Statement number {number} for the record.", story)
    first = (await reader.get(path)).json()
    await newsroom.post(reader, "A late arrival.", story)

    second = (await reader.get(path, params={"after": first["next"]})).json()

    seen = [each["id"] for each in first["items"] + second["items"]]
    assert len(seen) == len(set(seen)) == 25


async def test_replies_are_listed_under_their_parent_and_counted(newsroom: Newsroom) -> None:
    story = await newsroom.story("replies")
    root = await newsroom.post(newsroom.reader(), "Rents should follow wages.", story)
    other = await newsroom.post(newsroom.reader(), "Rents should follow prices.", story)
    replies = [
        await newsroom.post(newsroom.reader(), f"Reply {number}.", story, parent_id=root["id"])
        for number in range(3)
    ]
    deeper = await newsroom.post(
        newsroom.reader(), "A reply to a reply.", story, parent_id=replies[0]["id"]
    )

    under_root = await newsroom.listing(story, parent_id=root["id"], sort="oldest")
    under_other = await newsroom.listing(story, parent_id=other["id"])
    counted = {each["id"]: each["replies"] for each in await newsroom.listing(story)}

    assert [each["id"] for each in under_root] == [each["id"] for each in replies]
    assert under_other == []
    assert counted[root["id"]] == 3
    assert counted[replies[0]["id"]] == 1
    assert counted[deeper["id"]] == 0
    assert deeper["parent_id"] == replies[0]["id"]


async def test_the_storys_count_follows_its_comments(newsroom: Newsroom) -> None:
    story = await newsroom.story("followed")
    reader = newsroom.reader()
    comment = await newsroom.post(reader, "One.", story)
    await newsroom.post(reader, "What the fuck is this shit.", story)

    path = f"/api/v1/stories/{story.story_id}"
    before = (await reader.get(path)).json()["comment_count"]
    await reader.delete(f"/api/v1/comments/{comment['id']}")
    after = (await reader.get(path)).json()["comment_count"]

    assert (before, after) == (1, 0)


async def test_a_like_counts_once_and_can_be_taken_back(newsroom: Newsroom) -> None:
    comment = await newsroom.post(newsroom.reader(), "A comment that readers like.")
    path = f"/api/v1/comments/{comment['id']}/like"
    fan, other = newsroom.reader(), newsroom.reader()

    counts = [
        (await fan.post(path)).json()["likes"],
        (await fan.post(path)).json()["likes"],
        (await other.post(path)).json()["likes"],
        (await fan.delete(path)).json()["likes"],
        (await fan.delete(path)).json()["likes"],
        (await newsroom.reader().delete(path)).json()["likes"],
    ]

    assert counts == [1, 1, 2, 1, 1, 1]


async def test_what_a_reader_liked_and_reported_is_told_to_nobody_else(newsroom: Newsroom) -> None:
    story = await newsroom.story("personal")
    comment = await newsroom.post(newsroom.reader(), "Like or report me.", story)
    reader = newsroom.reader()
    await reader.post(f"/api/v1/comments/{comment['id']}/like")
    await reader.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})
    path = f"/api/v1/stories/{story.story_id}/me"

    mine = (await reader.get(path)).json()
    theirs = (await newsroom.reader().get(path)).json()

    assert mine["liked"] == [comment["id"]]
    assert mine["reported"] == {comment["id"]: "spam"}
    assert theirs == {
        "name": "",
        "member": False,
        "comments": [],
        "liked": [],
        "reported": {},
        "staff": False,
        "taken": [],
        "standing": None,
    }


async def test_a_reader_finds_their_own_comments_marked(newsroom: Newsroom) -> None:
    story = await newsroom.story("own")
    reader = newsroom.reader()
    shown = await newsroom.post(reader, "My public words.", story)
    held = await newsroom.post(reader, "My number is hidden.", story, name="+1 202 555 0142")

    mine = (await reader.get(f"/api/v1/stories/{story.story_id}/me")).json()["comments"]

    assert {each["id"]: each["state"] for each in mine} == {
        shown["id"]: "published",
        held["id"]: "held",
    }
    assert all(each["edit_until"] == "2026-11-23T12:05:00Z" for each in mine)


async def test_staff_are_marked_and_write_under_their_own_name(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Rita Ridder")

    comment = await newsroom.post(desk.browser, "A word from the newsroom.", name="Somebody Else")

    assert comment["author"] == {"name": "Rita Ridder", "badge": "Moderator", "badges": []}
