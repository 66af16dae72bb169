"""Turn a comment's Markdown into the safe HTML that everyone is shown."""

from functools import cache

import nh3
from markdown_it import MarkdownIt

# Everything that is not in these rules stays the text it is: headings, images, tables, HTML.
_RULES = (
    "paragraph",
    "blockquote",
    "list",
    "fence",
    "newline",
    "escape",
    "backticks",
    "emphasis",
    "link",
    "autolink",
    "entity",
    "balance_pairs",
    "fragments_join",
)
_TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}

# Nested quotes and lists deeper than this only push text off a phone's screen.
_DEEPEST = 6


def render(text: str) -> str:
    """Return HTML for the subset: emphasis, links, quotes, lists and code.

    The result is sanitised by nh3 (ammonia): only our tags, only http and https links, marked
    `ugc nofollow noopener` so that nobody gains by posting them.
    """
    return nh3.clean(
        _markdown().render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="ugc nofollow noopener noreferrer",
    ).strip()


@cache
def _markdown() -> MarkdownIt:
    options = {"maxNesting": _DEEPEST * 2, "breaks": True, "html": False, "linkify": False}
    return MarkdownIt("zero", options).enable(list(_RULES))
