"""Keep new comments with all that belongs to them, those that came at once in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, RulingRecord, State, Traces
from belowline.conversation.ranking import best_score
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import BelowlineError, NotFound, Refused
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.people.reader import Reader
from belowline.store.changes import add_first_rulings
from belowline.store.database import Database, OnDatabase
from belowline.store.events import record_all
from belowline.store.prepared import Prepared
from belowline.store.records import (
    Values,
    comment_values,
    first_revision,
    reader_values,
    revision_values,
    was_public_at_birth,
)
from belowline.store.schema import comments, readers, revisions
from belowline.store.search_write import keep_words_of
from belowline.store.tables.redress import statements
from belowline.store.together import Together
from belowline.store.traces import keep_traces_of
from belowline.store.visibility import is_shown, lock_story, move_story, tell_ancestors
from belowline.store.waiting import place_new

_ADD_READER = Prepared(insert(readers))
_ADD_COMMENT = Prepared(insert(comments))
_ADD_REVISION = Prepared(insert(revisions))
_ADD_STATEMENT = Prepared(insert(statements))
_PARENT_STATE = Prepared(
    select(comments.c.state).where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.comment_id == bindparam("comment_id"),
    )
)

StoryKey = tuple[SiteId, StoryId]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new comment and what is kept with it: see `CommentStore.add_comment`."""

    comment: Comment
    ruling: RulingRecord
    traces: Traces
    told: str | None
    newcomer: Reader | None

    @property
    def story(self) -> StoryKey:
        """Return the key of the story that it belongs to."""
        return self.comment.site_id, self.comment.story_id


class Arrivals(OnDatabase):
    """The door through which new comments come in."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        super().__init__(database, clock)
        self._arriving: Together[Arrival, Comment] = Together(self._keep_arrivals)

    async def arrive(self, arrival: Arrival) -> Comment:
        """Keep it with whatever else comes in now; return as soon as it is durable."""
        apart = arrival.story if self._database.writers_apart else None
        return await self._arriving(apart, arrival)

    async def _keep_arrivals(self, arrivals: Sequence[Arrival]) -> list[Comment | Exception]:
        async with self._database.writing() as connection:
            return await keep_arrivals(connection, arrivals)


async def keep_arrivals(
    connection: AsyncConnection, arrivals: Sequence[Arrival]
) -> list[Comment | Exception]:
    """Keep those that may come in, in their order; return each as it is kept, or why it isn't."""
    closed = await _closed(connection, arrivals)
    orphaned = await _orphaned(connection, arrivals)
    answers: list[Comment | Exception] = []
    coming: list[Arrival] = []
    for each in arrivals:
        refusal = closed.get(each.story) or orphaned.get(_parent_key(each))
        if refusal is not None:
            answers.append(refusal)
            continue
        coming.append(replace(each, comment=_as_new(each.comment)))
        answers.append(coming[-1].comment)
    if coming:
        await _add(connection, coming)
        await _tell(connection, coming)
    return answers


async def _add(connection: AsyncConnection, coming: Sequence[Arrival]) -> None:
    """Add the rows: first what others point at."""
    first = [(each.comment, first_revision(each.comment), each.traces) for each in coming]
    newcomers = [each.newcomer for each in coming if each.newcomer is not None]
    await _insert(connection, _ADD_READER, map(reader_values, newcomers))
    await _insert(connection, _ADD_COMMENT, (comment_values(each.comment) for each in coming))
    rows = (revision_values(*each) for each in first)
    await _insert(connection, _ADD_REVISION, rows)
    await keep_traces_of(connection, first)
    await keep_words_of(connection, [(comment, revision) for comment, revision, _ in first])
    await add_first_rulings(connection, [each.ruling for each in coming])
    told = ((each.ruling, each.told) for each in coming if each.told is not None)
    await _insert(connection, _ADD_STATEMENT, (_told_values(*each) for each in told))


async def _tell(connection: AsyncConnection, coming: Sequence[Arrival]) -> None:
    """Move the counters, give each that waits its place, and add the events."""
    shown = [each for each in coming if each.comment.shown]
    of_story = {each.story: each.comment for each in shown}
    for story, count in Counter(each.story for each in shown).items():
        await move_story(connection, of_story[story], published=count, times=count)
    for each in shown:
        await tell_ancestors(connection, each.comment, +1)
    for each in coming:
        if each.comment.attention is not None:
            await place_new(connection, each.comment, each.ruling)
    kinds = ((each.comment, _kind(each.comment)) for each in coming)
    await record_all(connection, [(comment, kind, comment.created_at) for comment, kind in kinds])


async def _insert(connection: AsyncConnection, add: Prepared, rows: Iterable[Values]) -> None:
    if found := list(rows):
        await add.tell(connection, found)


async def _closed(
    connection: AsyncConnection, arrivals: Sequence[Arrival]
) -> dict[StoryKey, BelowlineError]:
    """Lock each story, in one order for all, and say why it takes no comments."""
    closed: dict[StoryKey, BelowlineError] = {}
    for story in sorted({each.story for each in arrivals}):
        try:
            if not await lock_story(connection, *story):
                closed[story] = Refused("Comments on this story are closed.", code="story-closed")
        except NotFound as error:
            closed[story] = error
    return closed


async def _orphaned(
    connection: AsyncConnection, arrivals: Sequence[Arrival]
) -> dict[tuple[SiteId, CommentId | None], BelowlineError]:
    """Say which parents can't be answered any more."""
    orphaned: dict[tuple[SiteId, CommentId | None], BelowlineError] = {}
    for site_id, parent_id in sorted(
        {(each.comment.site_id, each.comment.parent_id) for each in arrivals if _has_parent(each)}
    ):
        key = {"site_id": site_id, "comment_id": parent_id}
        state = (await _PARENT_STATE.ask(connection, key)).scalar_one_or_none()
        if state is not State.PUBLISHED:
            orphaned[site_id, parent_id] = Refused(
                "The comment you answer is no longer there. You can still write one of your own.",
                code="parent-gone",
                field="parent_id",
            )
    return orphaned


def _has_parent(arrival: Arrival) -> bool:
    return arrival.comment.parent_id is not None


def _parent_key(arrival: Arrival) -> tuple[SiteId, CommentId | None]:
    return arrival.comment.site_id, arrival.comment.parent_id


def _as_new(comment: Comment) -> Comment:
    since = None if comment.attention is None else comment.attention_since or comment.created_at
    return replace(
        comment,
        likes=0,
        replies=0,
        descendants=0,
        best=best_score(comment.text, {}, 0),
        shown=is_shown(comment.state, was_public=False, replies=0),
        was_public=was_public_at_birth(comment.state),
        report_weight=0.0,
        attention_since=since,
    )


def _kind(comment: Comment) -> EventKind:
    return EventKind.PUBLISHED if comment.shown else EventKind.KEPT


def _told_values(ruling: RulingRecord, told: str) -> Values:
    return {
        "site_id": ruling.site_id,
        "ruling_id": ruling.ruling_id,
        "comment_id": ruling.comment_id,
        "digest": told,
        "told_at": ruling.created_at,
    }
