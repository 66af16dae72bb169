"""Keep what authors write and what is ruled on it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, insert, update
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
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import RulingId
from belowline.people.reader import Reader
from belowline.store.arrivals import Arrival, Arrivals
from belowline.store.changes import add_ruling_row, change, log_ruling, off_desk, ruled_meanwhile
from belowline.store.escalations import answer_escalation
from belowline.store.records import (
    revision_values,
)
from belowline.store.removals import keep_removal
from belowline.store.schema import revisions
from belowline.store.search_write import forget_words, keep_words
from belowline.store.settling import open_weight, settle
from belowline.store.traces import forget_traces, keep_traces
from belowline.store.undoing import remember
from belowline.store.visibility import (
    Standing,
    lock_comment,
)

_ADD_REVISION = insert(revisions)
_BLANK_REVISIONS = (
    update(revisions)
    .where(
        revisions.c.site_id == bindparam("of_site"),
        revisions.c.comment_id == bindparam("of_comment"),
    )
    .values(text="", html="", known=None)
)

# What an author's edit or the engine must not take off the desk.
_RAISED_BY_READERS = (Attention.REPORTED, Attention.APPEALED, Attention.ILLEGAL)


class CommentsWrite(Arrivals):
    """The half of `belowline.conversation.ports.CommentStore` that authors and rulings change."""

    async def add_comment(
        self,
        comment: Comment,
        ruling: RulingRecord,
        *,
        traces: Traces = NO_TRACES,
        told: str | None = None,
        newcomer: Reader | None = None,
    ) -> Comment:
        """Keep a new comment, its first revision, its ruling and the event."""
        return await self.arrive(Arrival(comment, ruling, traces, told, newcomer))

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
            return await keep_ruling(connection, changed, ruling, seen=seen)

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


async def keep_ruling(
    connection: AsyncConnection, changed: Comment, ruling: RulingRecord, *, seen: RulingId
) -> Comment:
    """Keep a ruling as `add_ruling` does, in a transaction; Conflict before anything is written."""
    before = await _as_seen(connection, changed, seen)
    await remember(connection, before.comment, ruling)
    await answer_escalation(connection, ruling)
    return await _rule(connection, before, changed, ruling)


def _since(comment: Comment, at: datetime) -> datetime | None:
    """Return when a comment came onto the desk: never nothing while it is there."""
    return None if comment.attention is None else comment.attention_since or at


async def _add_revision_row(
    connection: AsyncConnection, comment: Comment, revision: Revision, traces: Traces
) -> None:
    await connection.execute(_ADD_REVISION, revision_values(comment, revision, traces))
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
