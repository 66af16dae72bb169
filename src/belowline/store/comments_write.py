"""Keep what authors write and what is ruled on it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import (
    NO_TRACES,
    Attention,
    Comment,
    Revision,
    RulingRecord,
    Source,
    State,
    Traces,
)
from belowline.conversation.ranking import best_score
from belowline.kernel.errors import Conflict, Refused
from belowline.kernel.events import EventKind
from belowline.kernel.ids import RulingId
from belowline.store.changes import add_ruling_row, change, log_ruling, off_desk, ruled_meanwhile
from belowline.store.database import OnDatabase
from belowline.store.escalations import answer_escalation
from belowline.store.events import record
from belowline.store.records import (
    comment_values,
    first_revision,
    revision_values,
    was_public_at_birth,
)
from belowline.store.removals import keep_removal
from belowline.store.schema import comments, revisions
from belowline.store.search_write import forget_words, keep_words
from belowline.store.settling import open_weight, settle
from belowline.store.tables_redress import statements
from belowline.store.traces import forget_traces, keep_traces
from belowline.store.undoing import remember
from belowline.store.visibility import (
    Standing,
    is_shown,
    lock_comment,
    lock_story,
    move_story,
    tell_ancestors,
)
from belowline.store.waiting import place

_ADD = insert(comments)
_ADD_REVISION = insert(revisions)
_PARENT_STATE = select(comments.c.state).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id == bindparam("comment_id"),
)
_BLANK_REVISIONS = (
    update(revisions)
    .where(
        revisions.c.site_id == bindparam("of_site"),
        revisions.c.comment_id == bindparam("of_comment"),
    )
    .values(text="", html="")
)

# What an author's edit or the engine must not take off the desk.
_RAISED_BY_READERS = (Attention.REPORTED, Attention.APPEALED, Attention.ILLEGAL)


class CommentsWrite(OnDatabase):
    """The half of `belowline.conversation.ports.CommentStore` that authors and rulings change."""

    async def add_comment(
        self,
        comment: Comment,
        ruling: RulingRecord,
        *,
        traces: Traces = NO_TRACES,
        told: str | None = None,
    ) -> Comment:
        """Keep a new comment, its first revision, its ruling and the event."""
        kept = _as_new(comment)
        async with self._database.writing() as connection:
            await _check_open(connection, kept)
            await _check_parent(connection, kept)
            await connection.execute(_ADD, comment_values(kept))
            await _add_revision_row(connection, kept, first_revision(kept), traces)
            await add_ruling_row(connection, ruling)
            if told is not None:
                await connection.execute(insert(statements), _told_values(ruling, told))
            if kept.shown:
                await move_story(connection, kept, published=+1)
                await tell_ancestors(connection, kept, +1)
            if kept.attention is not None:
                await place(connection, kept)
            kind = EventKind.PUBLISHED if kept.shown else EventKind.KEPT
            await record(connection, kept, kind, kept.created_at)
        return kept

    async def add_revision(
        self,
        changed: Comment,
        revision: Revision,
        ruling: RulingRecord,
        *,
        seen: RulingId,
        traces: Traces = NO_TRACES,
    ) -> Comment:
        """Keep an edit, its ruling and the comment as it stands after both."""
        async with self._database.writing() as connection:
            before = await _as_seen(connection, changed, seen)
            await _add_revision_row(connection, changed, revision, traces)
            return await _rule(connection, before, changed, ruling)

    async def add_ruling(
        self, changed: Comment, ruling: RulingRecord, *, seen: RulingId
    ) -> Comment:
        """Keep a ruling and the comment as it stands after it, and settle what it answers."""
        async with self._database.writing() as connection:
            before = await _as_seen(connection, changed, seen)
            await remember(connection, before.comment, ruling)
            await answer_escalation(connection, ruling)
            return await _rule(connection, before, changed, ruling)

    async def withdraw(self, comment: Comment) -> Comment:
        """Take a comment back; a second time changes nothing."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, comment.site_id, comment.comment_id)
            kept = before.comment
            if kept.state is State.WITHDRAWN:
                return kept
            key = {"of_site": kept.site_id, "of_comment": kept.comment_id}
            await connection.execute(_BLANK_REVISIONS, key)
            await forget_traces(connection, kept)
            await forget_words(connection, kept)
            blank = off_desk(replace(kept, state=State.WITHDRAWN, text="", html="", pending=None))
            blank = replace(blank, featured_at=None)
            return await change(connection, before, blank, at=self._clock())


def _as_new(comment: Comment) -> Comment:
    return replace(
        comment,
        likes=0,
        replies=0,
        descendants=0,
        best=best_score(comment.text, {}, 0),
        shown=is_shown(comment.state, was_public=False, replies=0),
        was_public=was_public_at_birth(comment.state),
        report_weight=0.0,
        attention_since=_since(comment, comment.created_at),
    )


def _since(comment: Comment, at: datetime) -> datetime | None:
    """Return when a comment came onto the desk: never nothing while it is there."""
    return None if comment.attention is None else comment.attention_since or at


async def _check_open(connection: AsyncConnection, comment: Comment) -> None:
    if not await lock_story(connection, comment.site_id, comment.story_id):
        raise Refused("Comments on this story are closed.", code="story-closed")


async def _check_parent(connection: AsyncConnection, comment: Comment) -> None:
    if comment.parent_id is None:
        return
    key = {"site_id": comment.site_id, "comment_id": comment.parent_id}
    state = (await connection.execute(_PARENT_STATE, key)).scalar_one_or_none()
    if state is not State.PUBLISHED:
        raise Refused(
            "The comment you answer is no longer there. You can still write one of your own.",
            code="parent-gone",
            field="parent_id",
        )


async def _add_revision_row(
    connection: AsyncConnection, comment: Comment, revision: Revision, traces: Traces
) -> None:
    await connection.execute(_ADD_REVISION, revision_values(comment, revision))
    await keep_traces(connection, comment, revision, traces)
    await keep_words(connection, comment, revision)


async def _as_seen(connection: AsyncConnection, changed: Comment, seen: RulingId) -> Standing:
    before = await lock_comment(connection, changed.site_id, changed.comment_id)
    if before.comment.ruling_id != seen:
        raise ruled_meanwhile()
    if before.comment.state is State.WITHDRAWN:
        raise Conflict(
            "The author took this comment back meanwhile; there is nothing left to rule on.",
            code="withdrawn-meanwhile",
        )
    return before


async def _rule(
    connection: AsyncConnection, before: Standing, changed: Comment, ruling: RulingRecord
) -> Comment:
    await add_ruling_row(connection, ruling)
    await settle(connection, before.comment, changed, ruling)
    if ruling.source is not Source.ENGINE or before.is_public:
        await log_ruling(connection, ruling)
    decided = replace(
        _keep_notices(before.comment, changed, ruling),
        ruling_id=ruling.ruling_id,
        report_weight=await open_weight(connection, before.comment),
    )
    decided = replace(decided, attention_since=_since(decided, ruling.created_at))
    await keep_removal(connection, before.comment, decided, ruling)
    return await change(connection, before, decided, at=ruling.created_at)


def _keep_notices(kept: Comment, changed: Comment, ruling: RulingRecord) -> Comment:
    """Keep on the desk what readers put there while an author was editing.

    A report moves no ruling, so an edit that began before it would wipe it off the desk unseen.
    Only a moderator answers readers.
    """
    if ruling.source is Source.MODERATOR or kept.attention not in _RAISED_BY_READERS:
        return changed
    if changed.attention is None or kept.attention is Attention.ILLEGAL:
        return replace(changed, attention=kept.attention, attention_since=kept.attention_since)
    return changed


def _told_values(ruling: RulingRecord, told: str) -> dict[str, object]:
    return {
        "site_id": ruling.site_id,
        "ruling_id": ruling.ruling_id,
        "comment_id": ruling.comment_id,
        "digest": told,
        "told_at": ruling.created_at,
    }
