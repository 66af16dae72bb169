"""An @ and a name lead to what that reader wrote in the thread; to nobody where it is not sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.markup import render
from belowline.conversation.mentions import candidates, cut, mentioned, mentioned_in, places
from belowline.kernel.ids import CommentId
from belowline.stories.story import Story
from tests.conversation.room import Room

ADA = CommentId("01900000-0000-7000-8000-000000000001")
LINK = f'<a href="/comments/{ADA}" rel="ugc nofollow noopener noreferrer">'


def test_a_name_in_running_text_is_a_link() -> None:
    html = render("Well said, @Ada Ridley, *and @Ada Ridley!*", {"Ada Ridley": ADA})

    assert html == f"<p>Well said, {LINK}@Ada Ridley</a>, <em>and {LINK}@Ada Ridley</a>!</em></p>"
    assert mentioned_in(html) == [ADA]


@pytest.mark.parametrize(
    "text",
    [
        "Write to me@Ada Ridley",
        "`@Ada Ridley`",
        "[@Ada Ridley](https://example.com)",
        "@@Ada",
        "@",
        "@Adam",
    ],
)
def test_addresses_code_and_links_mention_nobody(text: str) -> None:
    assert mentioned_in(render(text, {"Ada Ridley": ADA, "Ada": ADA})) == []


def test_the_longest_name_that_is_known_is_meant() -> None:
    one, other = CommentId(f"{ADA[:-1]}2"), CommentId(f"{ADA[:-1]}3")
    known = {"Ada": ADA, "Ada Ridley": one, "Ada R.": other}

    pieces = cut("@Ada Ridley @Ada R. @Ada, @Adam", known)

    assert [piece for piece in pieces if piece[1]] == [
        ("@Ada Ridley", one),
        ("@Ada R.", other),
        ("@Ada", ADA),
    ]


def test_where_two_have_the_name_nobody_is_meant_and_nobody_with_a_shorter_one() -> None:
    html = render("I agree with @Ada Ridley.", {"Ada Ridley": None, "Ada": ADA})

    assert html == "<p>I agree with @Ada Ridley.</p>"


@pytest.mark.parametrize(
    "text",
    [
        f"[@Ada](/comments/{ADA})",
        f'<a href="/comments/{ADA}">@Ada</a>',
        f"</comments/{ADA}>",
    ],
)
def test_a_link_that_a_reader_writes_leads_to_the_web_only(text: str) -> None:
    html = render(text, {"Grace": ADA})

    assert mentioned_in(html) == []
    assert "<a" not in html


@given(st.text(), st.sampled_from(["Ada", "x", "<b>", "Ada Ridley"]))
def test_no_word_is_lost_or_added(text: str, name: str) -> None:
    pieces = cut(f"{text}@{name} {text}", {name: ADA})

    assert "".join(words for words, _ in pieces) == f"{text}@{name} {text}"


@given(st.text())
def test_candidates_are_what_stands_behind_the_sign(text: str) -> None:
    for place in places(text):
        assert all(text.startswith(name, place) for name in candidates(text, place))


@pytest.mark.anyio
async def test_whoever_wrote_in_the_thread_is_found_and_nobody_else(
    room: Room, story: Story
) -> None:
    ada = await room.newsroom.post(story)

    known = await mentioned(room.store, story.site_id, story.story_id, "As @Ada says, @Grace too.")

    assert known == {ada.author.name: ada.comment_id}
    assert await mentioned(room.store, story.site_id, story.story_id, "Nobody is named.") == {}
