"""A comment's Markdown becomes a small, safe subset of HTML; everything else stays text."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from belowline.conversation.markup import render

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("ol", "start")}

PIECES = st.sampled_from(
    [
        *("<script>", "</p>", "<img src=x onerror=y>", "<a href='javascript:a'>", "<!--", "]]>"),
        *("[a](", "](javascript:x)", "](data:text/html,x)", "](//x)", "<https://a.example>"),
        *("[x](https://a.example 't')", "![x](https://a.example)", "`", "```\n", "    ", "> "),
        *("- ", "1. ", "*", "**", "_", "\n", "\n\n", "&lt;", "&#106;", "&colon;", '"', "'", ">"),
        *("java\nscript:", "vbscript:", "https://a.example", "\\", "[", "]", "(", ")", "# "),
    ]
)
MESSY = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join)


class Shape(HTMLParser):
    """Note every tag and attribute of some HTML, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


@given(MESSY)
@example('<a href="javascript:alert(1)">x</a>')
@example("[x](javascript&colon;alert(1))")
@example("[x]()")
@example("[x](https://a.example 't')")
@example("[x](/desk) [y](//a.example) [z](?q) [w](#f) [v](http:x) [u](https:/x)")
@example("[x][y]\n\n[y]: /desk")
@example("<https://a.example/\"onmouseover='x'>")
@example("```<b>\n</code></pre><script>\n```")
def test_whatever_a_reader_types_comes_out_as_the_subset_and_nothing_else(text: str) -> None:
    shape = Shape(render(text))

    assert set(shape.tags) <= TAGS
    assert shape.other == []
    assert {(tag, name) for tag, name, _ in shape.attributes} <= ATTRIBUTES
    for tag, name, value in shape.attributes:
        assert value is not None
        if name == "href":
            assert value.lower().startswith(("http://", "https://"))
        if (tag, name) == ("ol", "start"):
            assert value.isdecimal()


@given(MESSY)
def test_every_link_is_marked_as_a_readers_own(text: str) -> None:
    shape = Shape(render(text))
    links = shape.tags.count("a")
    rels = [value for tag, name, value in shape.attributes if (tag, name) == ("a", "rel")]

    assert rels == ["ugc nofollow noopener noreferrer"] * links


@given(st.text(st.characters(categories=["L", "N"]), max_size=60))
def test_plain_words_come_out_as_they_are(text: str) -> None:
    assert Shape(render(text)).text.strip() == text.strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*soft* and **loud**", "<p><em>soft</em> and <strong>loud</strong></p>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("```\na\n```", "<pre><code>a\n</code></pre>"),
        (r"\*plain\*", "<p>*plain*</p>"),
        ("&copy; &amp;", "<p>© &amp;</p>"),
    ],
)
def test_the_subset_is_rendered(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize("typed", ["[here](https://a.example/x?y=1&z=2)", "<https://a.example/>"])
def test_links_of_the_web_are_links(typed: str) -> None:
    shape = Shape(render(typed))

    assert shape.tags == ["p", "a"]
    assert ("a", "href") in {(tag, name) for tag, name, _ in shape.attributes}


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "[x](mailto:ada@example.org)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](/desk)",
        "[x](//a.example)",
        "[x](http:/a.example)",
        "[x](#top)",
        "[x]()",
    ],
)
def test_other_links_lead_nowhere(typed: str) -> None:
    assert "href" not in {name for _, name, _ in Shape(render(typed)).attributes}


@pytest.mark.parametrize(
    "typed",
    [
        "# A heading",
        "| a | b |",
        "<b>loud</b>",
        "<script>alert(1)</script>",
        "<!-- hidden -->",
        "~~gone~~",
        "***",
        "Line\n====",
        "https://a.example is only text",
    ],
)
def test_everything_else_stays_the_text_it_is(typed: str) -> None:
    shape = Shape(render(typed))

    assert set(shape.tags) <= {"p", "br", "a"}
    for word in typed.split():
        assert word in unescape(render(typed))


def test_a_picture_is_never_loaded() -> None:
    assert "<img" not in render("![x](https://a.example/x.png)")


@pytest.mark.parametrize("sign", [">", "> ", "- ", "1. ", "> - "])
@pytest.mark.parametrize("times", [1, 3, 5, 6, 7, 11, 12, 13, 500])
def test_no_word_is_lost_however_deep_it_is_nested(sign: str, times: int) -> None:
    html = render(sign * times + "deep")

    assert "deep" in html
    assert html.count("<blockquote>") + html.count("<li>") <= 12


@pytest.mark.parametrize("typed", ["***", "---", "#", ">", ">>", "-", "1.", "```", "> -", "[]()"])
def test_a_comment_of_signs_alone_is_seen(typed: str) -> None:
    assert Shape(render(typed)).text.strip()


def test_bare_lines_of_a_text_that_is_nested_too_deep_stay_lines() -> None:
    deep = ">" * 13

    assert render(f"one\n\n{deep} two\n{deep} <b>three</b>") == (
        f"<p>one</p>\n<p>{'&gt;' * 13} two<br>\n{'&gt;' * 13} &lt;b&gt;three&lt;/b&gt;</p>"
    )
