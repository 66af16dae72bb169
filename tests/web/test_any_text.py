"""Whatever Unicode a reader types, it is answered, and shown with our few tags only."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from belowline.conversation.markup import render
from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}

# Text with all that Markdown, HTML and our own rules trip over.
TRICKS = st.sampled_from(
    [
        *("<script>", "</p>", "<a href='javascript:x'>", "&lt;", "&#106;", "&", "<!--", "]]>"),
        *("[a](javascript:x)", "[a](https://a.example)", "<https://a.example>", "![a](b)"),
        *("> ", "- ", "1. ", "99999999999. ", "```", "`", "**", "__", "\\", "    ", "\n\n", "\n"),
        *("\u202e", "\u200b", "\0", "\u0301", "👩‍🚀", "\U000e0041", "\ufdfd", "\uffff", "İ", "ﬃ"),
        *("fuck", "idiot", "(202) 555-0142", "a@b.example", "{{7*7}}"),
    ]
)
ANY_TEXT = st.lists(st.one_of(st.text(max_size=30), TRICKS), max_size=12).map("".join)


class Markup(HTMLParser):
    """Fails on a tag or attribute that is not one of ours."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, ()), (tag, name)
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://")), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")


@given(text=ANY_TEXT, name=st.one_of(st.just("Ada"), ANY_TEXT))
@settings(max_examples=40)
@example(text="<" * 9_999, name="Ada")
@example(text="[" * 9_999, name="Ada")
@example(text="> " * 4_999 + "x", name="Ada")
@example(text="*_" * 4_999 + "x", name="Ada")
@example(text="- " * 4_999 + "x", name="Ada")
@example(text="`" * 4_999 + "x", name="Ada")
async def test_any_text_gets_one_of_three_answers_or_a_reason(
    newsroom: Newsroom, text: str, name: str
) -> None:
    async with newsroom.reader() as reader:
        path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"
        posted = await reader.post(path, json={"text": text, "name": name})
        checked = await reader.post("/api/v1/check", json={"text": text})
        form = await newsroom.send(
            reader, f"/stories/{newsroom.rent.story_id}/comments", text=text, name=name
        )

    assert posted.status_code in (201, 422), posted.text
    assert checked.status_code in (200, 422), checked.text
    assert form.status_code in (303, 422)
    if posted.status_code == 201:
        comment = posted.json()
        assert comment["state"] in ("published", "held", "rejected")
        Markup(comment["html"])
        for finding in comment["ruling"]["findings"]:
            start, end = finding["start"], finding["end"]
            assert (start is None and end is None) or 0 <= start < end <= len(comment["text"])
    else:
        assert posted.json()["code"]


@given(ANY_TEXT)
@settings(max_examples=300)
def test_rendered_text_holds_our_tags_only(text: str) -> None:
    Markup(render(text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_anything_may_stand_in_a_query(text: str) -> None:
    Markup(render(f"[{text}](https://a.example/?q={text})"))
