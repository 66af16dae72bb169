"""Write a page's comments as HTML, out of the pieces that are kept of each."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from sys import getsizeof

from belowline.conversation.comment import Comment
from belowline.conversation.read import Node
from belowline.stories.story import Story
from belowline.web.fragments import Fragment, Fragments, Pieces, as_bytes
from belowline.web.languages import spoken
from belowline.web.present.comments import DEEPEST_LEVEL, part_view
from belowline.web.render import Renderer

_ITEM, _END_OF_ITEM = b"<li>", b"</li>"
_REPLIES, _END_OF_REPLIES = b'<ol class="replies">', b"</ol>"
# In the seal, where replies begin and end; a piece's own seal is longer.
_DEEPER, _BACK = b"(", b")"


@dataclass(frozen=True, slots=True)
class About:
    """Everything that a comment's HTML shows beside the comment itself.

    `said` is all of it in one text, which is quickly compared.
    """

    story_id: str
    is_open: bool
    token: str
    reasons: tuple[tuple[str, str], ...]
    language: str
    said: str

    @property
    def values(self) -> dict[str, object]:
        """Return what the template is given; what is missing here makes it stumble."""
        return {
            "site": {"reasons": self.reasons},
            "story": {"id": self.story_id, "open": self.is_open},
            "token": self.token,
            "focus": "",
            "own": False,
        }


def about(story: Story, token: str, reasons: Sequence[tuple[str, str]]) -> About:
    """Return it for a page of the story in the language that is spoken."""
    choice = spoken()
    listed = tuple((name, label) for name, label in reasons)
    said = repr((story.story_id, story.open, token, listed, choice))
    # What the address asked for says as much as the language: links go along with it.
    place = f"{choice.language}{choice.goes_along:d}"
    return About(story.story_id, story.open, token, listed, place, said)


@dataclass(frozen=True, slots=True)
class _Written:
    """What has been written so far, and the seals of its pieces."""

    plain: list[bytes]
    seals: list[bytes]


@dataclass(frozen=True, slots=True)
class Branches:
    """Writes branches; `more_of` says where the rest of a root's branch is."""

    renderer: Renderer
    fragments: Fragments
    about: About

    def __call__(self, roots: Sequence[tuple[Node, str | None]]) -> Pieces:
        """Return the items of a list: each root with its replies, and where further ones are."""
        to = _Written([], [])
        for root, more in roots:
            self._write(root, 0, None, more, to)
        return Pieces(b"".join(to.plain), hashlib.sha256(b"".join(to.seals)).digest())

    def _write(
        self, node: Node, level: int, above: Comment | None, more: str | None, to: "_Written"
    ) -> None:
        fragment = self._fragment(node, level, above, more)
        to.plain.extend((_ITEM, fragment.opening))
        to.seals.append(fragment.seal)
        if node.children:
            to.plain.append(_REPLIES)
            to.seals.append(_DEEPER)
            for child in node.children:
                self._write(child, min(level + 1, DEEPEST_LEVEL), node.comment, None, to)
            to.plain.append(_END_OF_REPLIES)
            to.seals.append(_BACK)
        to.plain.extend((fragment.closing, _END_OF_ITEM))

    def _fragment(
        self, node: Node, level: int, above: Comment | None, more: str | None
    ) -> Fragment:
        comment = node.comment
        # Whom a comment answers is said where its place doesn't show it.
        answered = above if comment.depth > DEEPEST_LEVEL else None
        made_of = (comment, level, answered, more, node.more, self.about.said)

        def make() -> Fragment:
            view = part_view(comment, level=level, above=answered, more=more, more_count=node.more)
            opening = self.renderer.part("branch.html", "opening", view, self.about.values)
            closing = self.renderer.part("branch.html", "closing", view)
            beside = getsizeof(comment.text) + getsizeof(comment.html)
            return Fragment(as_bytes(opening), as_bytes(closing), beside)

        return self.fragments((comment.comment_id, self.about.language), made_of, make)
