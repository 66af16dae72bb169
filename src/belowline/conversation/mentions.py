"""Find whom an @ and a name mean: somebody who wrote in the same thread, and nobody else there."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from belowline.conversation.words import LONGEST_NAME
from belowline.kernel.ids import CommentId, SiteId, StoryId

# Whom one comment can call upon; who names more shouts into the room.
MOST_MENTIONED = 8
# "Anna Maria van der Berg" has five; longer names are rarely typed out.
MOST_WORDS = 6
# As many names as fit under a box on a phone.
SUGGESTED = 6
# Whoever wrote longer ago is no longer part of a conversation that went on so far.
RECENT = 2_000

# Not in an e-mail address.
_AT = re.compile(r"(?<![\w@/])@(?=\S)")
_WORD_END = re.compile(r"\S(?=\s|$)|\w(?!\w)")
# A link of ours: no reader can write one, since Markdown's own lead to the web only.
_LINK = re.compile(r'<a href="/comments/([0-9a-f-]{36})"[^>]*>@')


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody who wrote in the thread, and their newest public comment there.

    `comment_id` is None where several have this name, so that nobody knows who is meant.
    """

    name: str
    comment_id: CommentId | None


class WriterStore(Protocol):
    """Knows who wrote in a thread, among its `RECENT` newest public comments."""

    async def writers(
        self, site_id: SiteId, story_id: StoryId, names: Collection[str]
    ) -> Sequence[Writer]:
        """Return those of these names under which somebody wrote, each name once."""
        ...

    async def writers_like(
        self, site_id: SiteId, story_id: StoryId, beginning: str, *, limit: int
    ) -> Sequence[Writer]:
        """Return those whose name has a word that begins so, in any case; who wrote last first.

        Names that several have are left out: they lead to nobody.
        """
        ...


# A name that is known and leads nowhere is several people's.
Mentions = Mapping[str, CommentId | None]


async def mentioned(store: WriterStore, site_id: SiteId, story_id: StoryId, text: str) -> Mentions:
    """Return the names that the text calls upon and the thread knows, with where they lead."""
    names = {name for place in places(text) for name in candidates(text, place)}
    if not names:
        return {}
    found = await store.writers(site_id, story_id, names)
    return {writer.name: writer.comment_id for writer in found}


def mentioned_in(html: str) -> Sequence[CommentId]:
    """Return the comments of those whom a comment's HTML mentions."""
    return [CommentId(each) for each in dict.fromkeys(_LINK.findall(html))]


def places(text: str) -> Sequence[int]:
    """Return where the first names after an @ begin."""
    return [match.end() for match in _AT.finditer(text)][:MOST_MENTIONED]


def candidates(text: str, place: int) -> Sequence[str]:
    """Return what the name that begins here may be, the longest first."""
    rest = text[place : place + LONGEST_NAME].split("\n", 1)[0]
    ends = [match.end() for match in _WORD_END.finditer(rest)]
    names = dict.fromkeys(rest[:end] for end in ends if len(rest[:end].split()) <= MOST_WORDS)
    return list(names)[::-1]


def cut(text: str, mentions: Mentions) -> Sequence[tuple[str, CommentId | None]]:
    """Cut a text where names begin and end; those that mean one person come with their comment.

    The longest name that is known is meant: where several are called so, nobody is, and none with
    a shorter name either.
    """
    pieces: list[tuple[str, CommentId | None]] = []
    done = 0
    for place in places(text):
        name = next((each for each in candidates(text, place) if each in mentions), None)
        if name is None or place <= done:
            continue
        pieces += [(text[done : place - 1], None), (f"@{name}", mentions[name])]
        done = place + len(name)
    pieces.append((text[done:], None))
    return [piece for piece in pieces if piece[0]]


def begins(name: str, beginning: str) -> bool:
    """Say whether the name, or a word in it, begins so."""
    whole, wanted = name.casefold(), beginning.casefold()
    return whole.startswith(wanted) or any(word.startswith(wanted) for word in whole.split())
