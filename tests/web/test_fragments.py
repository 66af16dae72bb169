"""A piece is kept as long as it is made of the same, and all of them within so many bytes."""

from __future__ import annotations

import pytest

from belowline.conversation.paging import Sort
from belowline.conversation.read import ReadThread
from belowline.web.fragments import Body, Fragment, Fragments, Pieces
from belowline.web.languages import Spoken, speaking
from belowline.web.present.branches import Branches, about
from belowline.web.present.comments import tree_view
from tests.web.newsroom import SITE, Newsroom


def piece(words: str) -> Fragment:
    return Fragment(words.encode())


def test_a_piece_is_made_once_of_the_same_and_anew_of_anything_else() -> None:
    fragments = Fragments()

    made = [
        fragments("here", made_of, lambda made_of=made_of: piece(repr(made_of)))  # type: ignore[misc]
        for made_of in (("a", 1), ("a", 1), ("a", 2), ("a", 1))
    ]

    assert made[0] is made[1]
    assert [each.opening for each in made] == [b"('a', 1)", b"('a', 1)", b"('a', 2)", b"('a', 1)"]
    assert fragments.made == 3


def test_the_piece_used_least_goes_first_and_one_too_large_is_not_kept() -> None:
    size = piece("x").size
    fragments = Fragments(limit=2 * size)
    for place in ("a", "b", "a", "c"):
        fragments(place, (), lambda: piece("x"))
    before = fragments.made

    fragments("a", (), lambda: piece("x"))
    assert fragments.made == before
    assert fragments("b", (), lambda: piece("y" * 2 * size)).opening.startswith(b"yy")
    assert fragments.size <= 2 * size
    fragments("b", (), lambda: piece("x"))
    assert fragments.made == before + 2


@pytest.mark.anyio
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_pieces_joined_are_what_a_branch_is_written_whole(
    newsroom: Newsroom, language: str
) -> None:
    story = await newsroom.story(f"joined-{language}")
    root = await newsroom.post(newsroom.reader(), "The council should publish it.", story)
    above = root
    for _ in range(4):
        above = await newsroom.post(
            newsroom.reader(), "I read the minutes.", story, parent_id=above["id"]
        )
    services = newsroom.belowline.services
    read = ReadThread(store=services.comments)
    page = await read(SITE, story.story_id, sort=Sort.NEWEST, after=None)

    with speaking(Spoken(language, language, goes_along=language != "en")):
        around = about(story, "token", services.renderer.reasons())
        joined = Branches(services.renderer, Fragments(), around)(
            [(node, "/comments/x?after=y") for node in page.nodes]
        )
        whole = "".join(
            services.renderer.part(
                "branch.html",
                "branch",
                tree_view(node, next_address="/comments/x?after=y"),
                around.values,
            )
            for node in page.nodes
        )

    assert joined.plain.decode() == f"<li>{whole}</li>"
    assert whole.count("<article") == 5


def test_a_tag_says_which_pieces_a_page_has_and_where() -> None:
    fragments, other = Fragments(), Fragments()
    one, two = Pieces(b"one", piece("one").seal), Pieces(b"two", piece("two").seal)

    def body(of: Fragments, before: str, pieces: Pieces, behind: str = "") -> Body:
        return of.put_in(f"{before}{of.mark}{behind}", pieces)

    first = body(fragments, "a", one, "b")

    assert first == body(other, "a", one, "b")
    assert first.plain == b"aoneb"
    tags = {
        each.etag
        for each in (
            first,
            body(fragments, "a", two, "b"),
            body(fragments, "ab", one),
            body(fragments, "", one, "ab"),
        )
    }
    assert len(tags) == 4
    assert Fragment(b"ab", b"c").seal != Fragment(b"a", b"bc").seal
