"""Turn what a search found into what its page shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from belowline.conversation.comment import State
from belowline.desk.search import Found, Hit, Query, words_around
from belowline.desk.search_words import search_words
from belowline.web.present.comments import moment
from belowline.web.views import Moment

STATES = {
    State.PUBLISHED: "Public",
    State.HELD: "Held",
    State.REJECTED: "Rejected",
    State.REMOVED: "Removed",
    State.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class HitView:
    """A comment that was found: `pieces` are its words as (text, is it looked for)."""

    address: str
    author: str
    author_id: str
    state: str
    waits: bool
    is_earlier: bool
    created: Moment
    headline: str
    story_id: str
    pieces: Sequence[tuple[str, bool]]


def hit_view(hit: Hit, found: Found, query: Query) -> HitView:
    """Return a comment with the words that were looked for marked."""
    comment = hit.comment
    story = found.stories.get(comment.story_id)
    start, end = words_around(hit.text, query)
    shown = f"{'…' if start else ''}{hit.text[start:end]}{'…' if end < len(hit.text) else ''}"
    return HitView(
        address=f"/desk/comments/{comment.comment_id}",
        author=comment.author.name,
        author_id=comment.author.reader_id,
        state=STATES[comment.state],
        waits=comment.attention is not None,
        is_earlier=hit.number not in (comment.revision, comment.pending),
        created=moment(comment.created_at),
        headline=story.headline if story else "",
        story_id=comment.story_id,
        pieces=_pieces(shown, query),
    )


def _pieces(text: str, query: Query) -> list[tuple[str, bool]]:
    exact = {word for term in query.wanted for word in term.words}
    begun = tuple(term.words[-1] for term in query.wanted if term.is_prefix)
    pieces: list[tuple[str, bool]] = []
    for part in re.split(r"(\w+)", text):
        folded = search_words(part)
        is_wanted = any(word in exact or word.startswith(begun) for word in folded)
        if pieces and pieces[-1][1] == is_wanted:
            pieces[-1] = (pieces[-1][0] + part, is_wanted)
        elif part:
            pieces.append((part, is_wanted))
    return pieces
