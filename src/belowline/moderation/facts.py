"""The facts about one comment that the engine may know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """A comment's text and its surroundings, gathered by the caller.

    `story` is the story's headline and body, `parent` the text of the comment replied to,
    `author_published` how many comments of this author were published before, `recent` the
    author's latest comment texts, newest first.
    """

    text: str
    story: str = ""
    parent: str = ""
    author_published: int = 0
    recent: tuple[str, ...] = ()
