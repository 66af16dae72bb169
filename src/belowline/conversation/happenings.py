"""What happened to a comment, as programs of the publisher's own are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from belowline.conversation.answers import clauses_of
from belowline.conversation.comment import (
    Appeal,
    Comment,
    Report,
    RulingRecord,
    State,
    Verdict,
)
from belowline.conversation.ports import CommentStore, EventStore
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, SiteId
from belowline.stories.ports import StoryStore

KINDS = (
    "comment.published",
    "comment.held",
    "comment.rejected",
    "comment.removed",
    "comment.withdrawn",
    "ruling.made",
    "report.made",
    "appeal.made",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to be told: ids and decisions, no words and no names.

    `key` is the same each time it is told, so that whoever hears it twice can know.
    """

    key: str
    kind: str
    at: datetime
    data: Mapping[str, Any]


class HappeningStore(CommentStore, EventStore, StoryStore, Protocol):
    """Where to look up what an event was about."""

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return all reports on a comment."""
        ...

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return all appeals about a comment."""
        ...


async def happenings(store: HappeningStore, event: Event) -> list[Happening]:
    """Return what an event of the outbox means, in the order in which it is told.

    An event says that something happened to a comment, and when; what that was carries the same
    time, so nothing has to be written down twice.
    """
    comment = await store.comment(event.site_id, event.comment_id)
    if comment is None:
        return []
    key = (event.site_id, event.comment_id)
    record = await store.rulings(*key)
    rulings = [each for each in record if each.created_at == event.at]
    about = await _about(store, comment)
    state = _became(event, comment, record)
    found: list[tuple[str, Mapping[str, Any]]] = []
    if state is not None:
        found.append((f"comment.{state.value}", {"state": state.value}))
    found += [("ruling.made", _of_ruling(each)) for each in rulings]
    found += [
        ("report.made", {"report_id": each.report_id, "reason": each.reason})
        for each in await store.reports(*key)
        if each.created_at == event.at
    ]
    found += [
        ("appeal.made", {"appeal_id": each.appeal_id, "ruling_id": each.ruling_id})
        for each in await store.appeals(*key)
        if each.created_at == event.at
    ]
    return [
        Happening(f"msg_{event.site_id}_{event.number}_{part}", kind, event.at, {**about, **more})
        for part, (kind, more) in enumerate(found)
    ]


async def _about(store: HappeningStore, comment: Comment) -> dict[str, Any]:
    story = await store.story(comment.site_id, comment.story_id)
    return {
        "comment_id": comment.comment_id,
        "parent_id": comment.parent_id,
        "story_id": comment.story_id,
        "story_url": story.url if story else None,
    }


def _of_ruling(ruling: RulingRecord) -> dict[str, Any]:
    return {
        "ruling_id": ruling.ruling_id,
        "verdict": ruling.verdict.value,
        "source": ruling.source.value,
        "clauses": list(clauses_of(ruling)),
    }


_FIRST = {Verdict.HOLD: State.HELD, Verdict.REJECT: State.REJECTED}
_LATER = {Verdict.HOLD: State.HELD, Verdict.REJECT: State.REMOVED, Verdict.REMOVE: State.REMOVED}


def _became(event: Event, comment: Comment, record: Sequence[RulingRecord]) -> State | None:
    """Say what state the comment came to by this event, None where that stayed as it was.

    It is told later, so how the comment stands now says little.
    """
    kind = event.kind
    ruling = next((each for each in record if each.created_at == event.at), None)
    was_public = any(
        each.verdict is Verdict.PUBLISH and each.created_at < event.at for each in record
    )
    if kind is EventKind.PUBLISHED:
        return State.PUBLISHED
    if kind is EventKind.HIDDEN:
        # Without a ruling its author took it back, or a ruling was undone.
        return _LATER.get(ruling.verdict) if ruling else comment.state
    if kind is EventKind.KEPT and ruling is not None and not was_public:
        return _FIRST.get(ruling.verdict)
    if kind is EventKind.KEPT and ruling is None and comment.state is State.WITHDRAWN:
        return State.WITHDRAWN
    return None
