"""Write a comment's new standing, and draw the consequences for the thread and its followers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Attention, Comment, RulingRecord, State
from belowline.desk.audit import ruling_note
from belowline.kernel.errors import Conflict
from belowline.kernel.events import EventKind
from belowline.store.audit import append
from belowline.store.best import best_now
from belowline.store.events import record
from belowline.store.prepared import Prepared
from belowline.store.records import highlight_values, letter_values, ruling_values
from belowline.store.schema import comments, revisions, rulings
from belowline.store.tables.desk import grounds
from belowline.store.tables.highlights import highlights
from belowline.store.tables.redress import letters
from belowline.store.trials import keep_hits
from belowline.store.visibility import Standing, is_shown, move_story, tell_ancestors
from belowline.store.waiting import engine_grounds, keep_grounds, place

# What a use case decides. The counters are ours: they follow from the rows.
_DECIDED = (
    "state",
    "revision",
    "pending",
    "text",
    "html",
    "edited_at",
    "cleared",
    "attention",
    "attention_since",
    "report_weight",
    "ruling_id",
    "featured_at",
)
_WORDS = ("revision", "text", "html", "edited_at", "featured_at")

_SET = (
    update(comments)
    .where(
        comments.c.site_id == bindparam("of_site"),
        comments.c.comment_id == bindparam("of_comment"),
        comments.c.ruling_id == bindparam("seen"),
    )
    .values(
        was_public=bindparam("was_public"),
        shown=bindparam("shown"),
        best=bindparam("best"),
        **{field: bindparam(f"new_{field}") for field in _DECIDED},
    )
)
_ADD_RULING = Prepared(insert(rulings))
_WORDS_RULED_ON = select(revisions.c.text).where(
    revisions.c.site_id == bindparam("site_id"),
    revisions.c.comment_id == bindparam("comment_id"),
    revisions.c.number == bindparam("number"),
)
_ADD_LETTER = insert(letters)
_ADD_HIGHLIGHT = insert(highlights)
_ADD_GROUND = Prepared(insert(grounds))


async def add_ruling_row(connection: AsyncConnection, ruling: RulingRecord) -> None:
    """Add a ruling to those that there are, and what it tells people."""
    await _ADD_RULING.tell(connection, [ruling_values(ruling)])
    await _add_beside(connection, ruling)
    await keep_grounds(connection, ruling)


async def add_first_rulings(connection: AsyncConnection, first: Sequence[RulingRecord]) -> None:
    """Add the first rulings on comments that are new: nothing was found in them before."""
    await _ADD_RULING.tell(connection, list(map(ruling_values, first)))
    for ruling in first:
        await _add_beside(connection, ruling)
    if found := [row for ruling in first for row in engine_grounds(ruling)]:
        await _ADD_GROUND.tell(connection, found)


async def _add_beside(connection: AsyncConnection, ruling: RulingRecord) -> None:
    if ruling.message is not None or ruling.reply is not None or ruling.asks_edit:
        await connection.execute(_ADD_LETTER, letter_values(ruling))
    if ruling.features is not None:
        await connection.execute(_ADD_HIGHLIGHT, highlight_values(ruling))
    await keep_hits(connection, ruling)


async def log_ruling(connection: AsyncConnection, ruling: RulingRecord) -> None:
    """Write a ruling into the site's log; its row and the words are there already."""
    key = {
        "site_id": ruling.site_id,
        "comment_id": ruling.comment_id,
        "number": ruling.revision,
    }
    words = (await connection.execute(_WORDS_RULED_ON, key)).scalar_one()
    await append(connection, ruling_note(ruling, words))


async def change(
    connection: AsyncConnection,
    before: Standing,
    decided: Comment,
    *,
    at: datetime,
    otherwise: EventKind = EventKind.KEPT,
) -> Comment:
    """Write what was decided, move the counters, add one event; return the comment as it stands.

    `otherwise` is the event where nothing public changed. Conflict where the row has another
    ruling than `before`.
    """
    after = await _placed(connection, before, _standing_after(before, decided))
    changed = await connection.execute(_SET, _parameters(before, after))
    if changed.rowcount == 0:
        raise ruled_meanwhile()
    kind = _public_change(before, after)
    if kind is not None:
        published = int(after.is_public) - int(before.is_public)
        await move_story(connection, decided, published=published)
    if after.comment.shown != before.comment.shown:
        await tell_ancestors(connection, decided, 1 if after.comment.shown else -1)
    if (before.comment.attention or after.comment.attention) is not None:
        await place(connection, after.comment)
    await record(connection, decided, kind or otherwise, at)
    return after.comment


def ruled_meanwhile() -> Conflict:
    """Return the error for who rules or edits by a ruling that is no longer the latest."""
    return Conflict(
        "Somebody ruled on this comment meanwhile. Look at it again before you decide.",
        code="ruled-meanwhile",
    )


def _standing_after(before: Standing, decided: Comment) -> Standing:
    kept = before.comment
    was_public = before.was_public or decided.state is State.PUBLISHED
    return Standing(
        replace(
            kept,
            **{field: getattr(decided, field) for field in _DECIDED},
            shown=is_shown(decided.state, was_public=was_public, replies=kept.replies),
            was_public=was_public,
        )
    )


async def _placed(connection: AsyncConnection, before: Standing, after: Standing) -> Standing:
    """Reckon the place in the order "best" anew where the words are others."""
    new = after.comment
    if new.text == before.comment.text:
        return after
    best = await best_now(
        connection,
        new.site_id,
        new.comment_id,
        text=new.text,
        likes=new.likes,
        replies=new.replies,
    )
    return Standing(replace(new, best=best))


def _parameters(before: Standing, after: Standing) -> dict[str, Any]:
    return {
        "of_site": before.comment.site_id,
        "of_comment": before.comment.comment_id,
        "seen": before.comment.ruling_id,
        "was_public": after.was_public,
        "shown": after.comment.shown,
        "best": after.comment.best,
        **{f"new_{field}": getattr(after.comment, field) for field in _DECIDED},
    }


def _public_change(before: Standing, after: Standing) -> EventKind | None:
    """Say what readers see of it, or None for nothing."""
    if after.is_public and not before.is_public:
        return EventKind.PUBLISHED
    if before.is_public and not after.is_public:
        return EventKind.HIDDEN
    old, new = before.comment, after.comment
    if after.is_public and any(getattr(old, word) != getattr(new, word) for word in _WORDS):
        return EventKind.CHANGED
    if new.shown and not after.is_public and new.state is not old.state:
        # A tombstone may say why it is one.
        return EventKind.HIDDEN
    return None


def on_desk(comment: Comment, reason: Attention, since: datetime) -> Comment:
    """Put a comment on the desk; `illegal` outranks whatever it waits for already."""
    if comment.attention is None:
        return replace(comment, attention=reason, attention_since=since)
    if reason is Attention.ILLEGAL:
        return replace(comment, attention=reason)
    return comment


def off_desk(comment: Comment) -> Comment:
    """Take a comment off the desk."""
    return replace(comment, attention=None, attention_since=None)
