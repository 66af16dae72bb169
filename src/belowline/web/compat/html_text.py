"""Read the words out of the little HTML that a comment box makes."""

from __future__ import annotations

from html.parser import HTMLParser

# What Coral's editor and linkifier make; any other tag is something that a reader typed.
_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "s", "del", "span", "code", "img"})
_BLOCKS = frozenset({"p", "div", "br", "blockquote", "ul", "ol", "li", "pre", "hr"})


def text_of(body: str) -> str:
    """Return what a reader sees of a body, with the addresses that its links lead to.

    A body that is plain text comes back as it is, but for tags of the box's own kind.
    """
    if "<" not in body and "&" not in body:
        return body
    reader = _Words()
    reader.feed(body)
    reader.close()
    return "".join(reader.words).strip("\n")


class _Words(HTMLParser):
    """Collects the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.words.append("\n")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag not in _INLINE:
            self.words.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "blockquote", "li", "pre"):
            self.words.append("\n")
        elif tag == "a" and self._links:
            link = self._links.pop()
            if link and link not in "".join(self.words):
                self.words.append(f" {link} ")
        elif tag not in _INLINE and tag not in _BLOCKS:
            self.words.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.words.append(data)

    def handle_decl(self, decl: str) -> None:
        self.words.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.words.append(data)

    def handle_pi(self, data: str) -> None:
        self.words.append(data)
