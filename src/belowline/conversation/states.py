"""The state machine: where a ruling takes a comment, and where an edit does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from belowline.conversation.comment import (
    Attention,
    Comment,
    Revision,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.kernel.errors import Conflict


def first_state(verdict: Verdict) -> State:
    """Return the state of a new comment after the engine's verdict."""
    return {
        Verdict.PUBLISH: State.PUBLISHED,
        Verdict.HOLD: State.HELD,
        Verdict.REJECT: State.REJECTED,
        Verdict.REMOVE: State.REJECTED,
    }[verdict]


def attention_of(ruling: RulingRecord) -> Attention | None:
    """Say why a comment with this engine ruling waits for a person, None if it doesn't."""
    if ruling.verdict is not Verdict.HOLD:
        return None
    return Attention.UNCHECKED if ruling.unchecked else Attention.HELD


def after_ruling(comment: Comment, ruling: RulingRecord, judged: Revision) -> Comment:
    """Return the comment as it stands after a person ruled on the revision `judged`.

    Where an edit of a public comment waits and is refused, the public text stays. Raises Conflict
    for a comment that its author has withdrawn: there is nothing left to rule on.
    """
    if comment.state is State.WITHDRAWN:
        raise Conflict("Its author has withdrawn this comment.", code="withdrawn")
    settled = replace(comment, ruling_id=ruling.ruling_id, attention=None, attention_since=None)
    if ruling.verdict is Verdict.PUBLISH:
        published = replace(
            _with_words(settled, judged, ruling.created_at),
            state=State.PUBLISHED,
            cleared=True,
            pending=None,
        )
        return _picked(published, ruling)
    if ruling.verdict is Verdict.HOLD:
        return replace(
            settled,
            state=State.HELD,
            cleared=False,
            attention=Attention.HELD,
            attention_since=ruling.created_at,
            featured_at=None,
        )
    edit_waits = comment.state is State.PUBLISHED and comment.pending is not None
    if ruling.verdict is Verdict.REJECT and edit_waits:
        return replace(settled, pending=None)
    return replace(
        settled,
        state=State.REMOVED if comment.was_public else State.REJECTED,
        cleared=False,
        pending=None,
        featured_at=None,
    )


def after_edit(
    comment: Comment, revision: Revision, ruling: RulingRecord, *, held_by: Source
) -> Comment:
    """Return the comment as it stands after the engine ruled on an edit by its author.

    `held_by` is who last ruled on the comment but for edits (see `holder`). An edit that the
    engine would publish becomes the text; it also frees a comment that only the engine held,
    never one that readers' reports or a moderator held. An edit that it holds waits while the
    old text stands. A rejected edit changes nothing but the record.
    """
    ruled = replace(comment, ruling_id=ruling.ruling_id)
    if ruling.verdict is Verdict.REJECT:
        return ruled
    if comment.state is State.PUBLISHED:
        if ruling.verdict is Verdict.PUBLISH:
            return _after_clean_edit(ruled, revision)
        return replace(
            ruled,
            pending=revision.number,
            attention=_edit_attention(comment, ruling),
            attention_since=comment.attention_since or revision.created_at,
        )
    by_engine = held_by is Source.ENGINE and not comment.was_public
    freed = ruling.verdict is Verdict.PUBLISH and by_engine
    held = replace(_with_words(ruled, revision, revision.created_at), cleared=False, pending=None)
    if freed:
        return replace(held, state=State.PUBLISHED, attention=None, attention_since=None)
    return replace(held, attention=comment.attention or attention_of(ruling))


def after_second_look(comment: Comment, ruling: RulingRecord) -> Comment:
    """Return a public comment as it stands after the engine ruled again on the words that stand.

    Either it waits for a moderator out of sight (hold), or where readers see it (publish): the
    engine alone takes nothing that was public away for good.
    """
    is_held = ruling.verdict is Verdict.HOLD
    return replace(
        comment,
        state=State.HELD if is_held else State.PUBLISHED,
        featured_at=None if is_held else comment.featured_at,
        ruling_id=ruling.ruling_id,
        attention=attention_of(ruling) or Attention.HELD,
        attention_since=ruling.created_at,
    )


def holder(rulings: Sequence[RulingRecord]) -> Source:
    """Return who holds a comment: readers or a moderator if they ever ruled, else the engine.

    The engine rules on every edit; that takes nothing back of what people decided.
    """
    people = (each.source for each in reversed(rulings) if each.source is not Source.ENGINE)
    return next(people, Source.ENGINE)


def _after_clean_edit(comment: Comment, revision: Revision) -> Comment:
    """Take the new words; what waited only because of an older edit waits no longer."""
    changed = replace(_with_words(comment, revision, revision.created_at), cleared=False)
    if comment.pending is None:
        return changed
    waits_for_edit = comment.attention in (Attention.EDITED, Attention.UNCHECKED)
    return replace(
        changed,
        pending=None,
        attention=None if waits_for_edit else comment.attention,
        attention_since=None if waits_for_edit else comment.attention_since,
    )


def _edit_attention(comment: Comment, ruling: RulingRecord) -> Attention:
    if comment.attention in (Attention.ILLEGAL, Attention.REPORTED, Attention.APPEALED):
        return comment.attention
    return Attention.UNCHECKED if ruling.unchecked else Attention.EDITED


def _with_words(comment: Comment, revision: Revision, at: datetime) -> Comment:
    if revision.number == comment.revision:
        return comment
    return replace(
        comment,
        revision=revision.number,
        text=revision.text,
        html=revision.html,
        edited_at=at,
        # The editors picked other words.
        featured_at=None,
    )


def _picked(comment: Comment, ruling: RulingRecord) -> Comment:
    if ruling.features is None:
        return comment
    return replace(comment, featured_at=ruling.created_at if ruling.features else None)
