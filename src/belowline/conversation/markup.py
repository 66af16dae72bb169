"""Turn a comment's Markdown into the safe HTML that everyone is shown."""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from belowline.conversation.mentions import Mentions, cut

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

# Where a mention leads. No reader can write such a link: Markdown's own lead to the web only.
_OUR_COMMENT = re.compile(r"/comments/[0-9a-f-]{36}")

# Nested quotes and lists deeper than this only push text off a phone's screen. The parser would
# leave out what lies deeper, so a text that goes there is shown as it was typed.
_DEEPEST = 12
_CONTAINERS = {"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"}


def render(text: str, mentions: Mentions | None = None) -> str:
    """Return HTML for the subset: emphasis, links, quotes, lists and code.

    The result is sanitised by nh3 (ammonia): only our tags, only http and https links, marked
    `ugc nofollow noopener` so that nobody gains by posting them. `mentions` are the names that lead
    to a comment of the same thread.
    """
    return _sanitiser().clean(_html(text, mentions or {})).strip()


class _Markdown(MarkdownIt):
    """Markdown in which a link is to the web or is no link."""

    def validateLink(self, url: str) -> bool:
        """Say whether an address may be linked to."""
        return _is_web(url)


def _html(text: str, mentions: Mentions) -> str:
    """Render the Markdown, or the bare text where nothing of it would be seen or not all."""
    environment: dict[str, object] = {}
    tokens = _markdown().parse(text, environment)
    if mentions:
        _link_names(tokens, mentions)
    too_deep = any(token.type in _CONTAINERS and token.level >= _DEEPEST - 1 for token in tokens)
    if too_deep or not any(_has_words(token) for token in tokens):
        return str(_bare_text().render(text))
    return str(_markdown().renderer.render(tokens, _markdown().options, environment))


def _link_names(tokens: list[Token], mentions: Mentions) -> None:
    """Make links of the names in running text; code and links stay what they are."""
    for token in tokens:
        children: list[Token] = []
        in_link = 0
        for child in token.children or []:
            in_link += child.nesting if child.type in ("link_open", "link_close") else 0
            is_plain = child.type == "text" and not in_link
            children += _with_links(child.content, mentions) if is_plain else [child]
        if token.children:
            token.children = children


def _with_links(text: str, mentions: Mentions) -> list[Token]:
    found: list[Token] = []
    for words, comment_id in cut(text, mentions):
        said = Token("text", "", 0, content=words)
        if comment_id is None:
            found.append(said)
            continue
        begin = Token("link_open", "a", 1, attrs={"href": f"/comments/{comment_id}"})
        found += [begin, said, Token("link_close", "a", -1)]
    return found


def _has_words(token: Token) -> bool:
    return any(part.content.strip() for part in token.children or [token])


def _only_to_the_web(_: str, attribute: str, value: str) -> str | None:
    is_ours = _OUR_COMMENT.fullmatch(value) is not None
    return value if attribute != "href" or is_ours or _is_web(value) else None


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


@cache
def _sanitiser() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        attribute_filter=_only_to_the_web,
        link_rel="ugc nofollow noopener noreferrer",
    )


@cache
def _markdown() -> MarkdownIt:
    options = {"maxNesting": _DEEPEST, "breaks": True, "html": False, "linkify": False}
    return _Markdown("zero", options).enable(list(_RULES))


@cache
def _bare_text() -> MarkdownIt:
    return MarkdownIt("zero", {"breaks": True, "html": False}).enable("newline")
