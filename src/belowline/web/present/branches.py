"""Write a page's comments as HTML, out of the pieces that are kept of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.conversation.comment import Comment
from belowline.conversation.read import Node
from belowline.stories.story import Story
from belowline.web.fragments import Fragment, Fragments, as_bytes
from belowline.web.languages import spoken
from belowline.web.present.comments import DEEPEST_LEVEL, part_view
from belowline.web.render import Renderer

_ITEM, _END_OF_ITEM = b"<li>", b"</li>"
_REPLIES, _END_OF_REPLIES = b'<ol class="replies">', b"</ol>"


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
class Branches:
    """Writes branches; `more_of` says where the rest of a root's branch is."""

    renderer: Renderer
    fragments: Fragments
    about: About

    def __call__(self, roots: Sequence[tuple[Node, str | None]]) -> bytes:
        """Return the items of a list: each root with its replies, and where further ones are."""
        written: list[bytes] = []
        for root, more in roots:
            self._write(root, 0, None, more, written)
        return b"".join(written)

    def _write(
        self, node: Node, level: int, above: Comment | None, more: str | None, to: list[bytes]
    ) -> None:
        fragment = self._fragment(node, level, above, more)
        to += (_ITEM, fragment.opening)
        if node.children:
            to.append(_REPLIES)
            for child in node.children:
                self._write(child, min(level + 1, DEEPEST_LEVEL), node.comment, None, to)
            to.append(_END_OF_REPLIES)
        to += (fragment.closing, _END_OF_ITEM)

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
            return Fragment(as_bytes(opening), as_bytes(closing))

        return self.fragments((comment.comment_id, self.about.language), made_of, make)
