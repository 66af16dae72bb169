"""Read a page's own words about its story: JSON-LD first, then OpenGraph, then the markup."""

import json
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from belowline.stories.open import StoryFacts

_BLOCKS = {"p": "", "h2": "## ", "h3": "## ", "blockquote": "> "}
_VOID = {"br", "img", "hr", "input", "link", "meta", "source", "track", "wbr", "area", "col"}
# What stands in an article and is not its text.
_BESIDE = {"script", "style", "template", "noscript", "nav", "aside", "footer", "form", "figure"}
_BESIDE |= {"below-line", "button", "svg", "iframe", "select"}

# Nobody writes a story deeper than this, and who nests further wants something else.
_DEEPEST = 200


def facts_in(html: str, url: str) -> StoryFacts:
    """Return what the page says; empty where it says nothing. Never raises for any page."""
    page = _Page()
    page.feed(html.replace("\0", ""))
    page.close()
    told = next(_articles(page.data), {})
    meta = page.meta
    return StoryFacts(
        url=_whole(url, page.canonical or meta.get("og:url", "")),
        headline=_text(told.get("headline")) or meta.get("og:title") or page.title.strip(),
        standfirst=_text(told.get("description"))
        or meta.get("og:description")
        or meta.get("description", ""),
        byline=_names(told.get("author")) or meta.get("author") or meta.get("article:author", ""),
        section=_text(told.get("articleSection")) or meta.get("article:section", ""),
        published_at=_moment(
            _text(told.get("datePublished")) or meta.get("article:published_time", "")
        ),
        body=_text(told.get("articleBody")) or "\n\n".join(page.blocks),
    )


class _Page(HTMLParser):
    """Collects metadata, and the paragraphs of the first <article>, or of <main>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.data: list[Any] = []
        self.canonical = ""
        self.title = ""
        self._open: list[str] = []
        self._text: list[str] = []
        self._found: dict[str, list[str]] = {"article": [], "main": []}

    @property
    def blocks(self) -> list[str]:
        return self._found["article"] or self._found["main"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("property") or given.get("name", "")).lower()
            self.meta.setdefault(name, given.get("content", "").strip())
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = self.canonical or given.get("href", "")
        if tag in _VOID or len(self._open) >= _DEEPEST:
            return
        if tag in _BLOCKS and self._open[-1:] == ["p"]:
            # A paragraph ends where the next begins.
            self._take_block("p")
            self._open.pop()
        if tag in _BLOCKS or (tag == "script" and given.get("type") == "application/ld+json"):
            self._text = []
            tag = "ld+json" if tag == "script" else tag
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and "ld+json" in self._open[-1:]:
            tag = "ld+json"
            self._take_data()
        elif tag in _BLOCKS and tag in self._open:
            self._take_block(tag)
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data
        else:
            self._text.append(data)

    def _take_data(self) -> None:
        try:
            self.data.append(json.loads("".join(self._text)))
        except (ValueError, RecursionError):
            return

    def _take_block(self, tag: str) -> None:
        words = " ".join("".join(self._text).split())
        self._text = []
        if not words or not _BESIDE.isdisjoint(self._open):
            return
        for place, found in self._found.items():
            if place in self._open:
                found.append(_BLOCKS[tag] + words)


def _articles(found: list[Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every article that JSON-LD describes: alone, in a list, in a graph."""
    for each in found if depth < 5 else []:
        if isinstance(each, list):
            yield from _articles(each, depth + 1)
        elif isinstance(each, dict):
            kinds = each.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(
                isinstance(name, str) and name.endswith(("Article", "Posting")) for name in names
            ):
                yield each
            graph = each.get("@graph")
            yield from _articles(graph if isinstance(graph, list) else [], depth + 1)


def _whole(url: str, given: str) -> str:
    try:
        return urljoin(url, given)
    except ValueError:
        return url


def _text(value: Any) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def _names(value: Any) -> str:
    """Return who wrote it: a name, a person, or a list of either."""
    many = value if isinstance(value, list) else [value]
    names = [_text(each.get("name")) if isinstance(each, dict) else _text(each) for each in many]
    return ", ".join(name for name in names if name)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
