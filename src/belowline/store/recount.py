"""Count one story's thread from its rows, and say where a counter says something else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum, isclose
from typing import Any

from sqlalchemy import Select, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, State
from belowline.conversation.ranking import best_score
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.records import comment_from
from belowline.store.schema import comments, likes, reports, stories
from belowline.store.tables.desk import waiting
from belowline.store.tables.voices import voices
from belowline.store.visibility import is_shown

# What stands in the queue of a comment, as far as it is the comment's own: the rest is reckoned
# when it is put there, from what may change behind it.
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A counter of a story or a comment, what it says, and what counting gives."""

    thing: str
    key: str
    name: str
    kept: object
    counted: object

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"{self.thing} {self.key} {self.name} is {self.kept!r}, counted {self.counted!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The rows that the counters of one story, or of all, are counted from."""

    comments: list[Comment]
    counts: Mapping[StoryId, int]
    likes: Mapping[str, int]
    circles: Mapping[str, Mapping[int, int]]
    weights: Mapping[str, list[float]]
    places: Mapping[str, Place]

    def faults(self) -> list[Fault]:
        """Return every counter that is wrong."""
        told = (*self._of_stories(), *self._of_answers(), *self._of_voices(), *self._of_queue())
        return [each for each in told if each.kept != each.counted]

    def _of_stories(self) -> Iterator[Fault]:
        public = (each for each in self.comments if each.state is State.PUBLISHED)
        published = Counter(each.story_id for each in public)
        for story_id, kept in self.counts.items():
            yield Fault("story", story_id, "comment_count", kept, published[story_id])

    def _of_answers(self) -> Iterator[Fault]:
        replies: Counter[CommentId] = Counter()
        descendants: Counter[CommentId] = Counter()
        # Replies are deeper than what they answer, so the deepest first counts each from below.
        for each in sorted(self.comments, key=lambda each: -each.depth):
            key = each.comment_id
            shown = is_shown(each.state, was_public=each.was_public, replies=replies[key])
            if shown and each.parent_id is not None:
                replies[each.parent_id] += 1
                descendants[each.root_id] += 1
            best = best_score(each.text, self.circles.get(key, {}), replies[key])
            yield Fault("comment", key, "shown", each.shown, shown)
            yield Fault("comment", key, "replies", each.replies, replies[key])
            yield Fault("comment", key, "descendants", each.descendants, descendants[key])
            yield Fault("comment", key, "best", each.best, best)

    def _of_voices(self) -> Iterator[Fault]:
        for each in self.comments:
            key, weight = each.comment_id, fsum(self.weights.get(each.comment_id, ()))
            yield Fault("comment", key, "likes", each.likes, self.likes.get(key, 0))
            if not isclose(each.report_weight, weight):
                yield Fault("comment", key, "report_weight", each.report_weight, weight)
            if each.state is State.WITHDRAWN:
                yield Fault("comment", key, "text", each.text, "")

    def _of_queue(self) -> Iterator[Fault]:
        for each in self.comments:
            wanted: Place | None = None
            if each.attention is not None:
                number = each.pending or each.revision
                wanted = each.attention.value, each.state.value, number
            kept = self.places.get(each.comment_id)
            yield Fault("comment", each.comment_id, "waiting", kept, wanted)


async def read_thread(connection: AsyncConnection, site_id: SiteId, of: StoryId | None) -> Thread:
    """Read one story, or all; the connection sees one moment, or nobody writes meanwhile."""

    def here(table: Table) -> Any:
        mine = table.c.site_id == site_id
        return mine if of is None else and_(mine, table.c.story_id == of)

    def below(table: Table, *columns: Any) -> Select[Any]:
        # By the comments of the story: what hangs on them is found by its key.
        is_of = (table.c.site_id == comments.c.site_id) & (
            table.c.comment_id == comments.c.comment_id
        )
        return select(table.c.comment_id, *columns).join(comments, is_of).where(here(comments))

    found = await connection.execute(select(comments).where(here(comments)))
    told = select(stories.c.story_id, stories.c.comment_count).where(here(stories))
    spoken = await connection.execute(below(voices, voices.c.circle, voices.c.weight))
    open_reports = below(reports, reports.c.weight).where(reports.c.outcome.is_(None))
    queue = below(waiting, waiting.c.attention, waiting.c.state, waiting.c.number)
    return Thread(
        comments=list(map(comment_from, found)),
        counts={row.story_id: row.comment_count for row in await connection.execute(told)},
        likes=Counter[str]((await connection.execute(below(likes))).scalars()),
        circles=_circles((row.comment_id, row.circle, row.weight) for row in spoken),
        weights=_weights(await connection.execute(open_reports)),
        places={
            row.comment_id: (row.attention.value, row.state.value, row.number)
            for row in await connection.execute(queue)
        },
    )


def _circles(voiced: Iterable[tuple[str, int, int]]) -> Mapping[str, Counter[int]]:
    """Add up the weights of likes, for each comment by circle."""
    circles: dict[str, Counter[int]] = {}
    for comment_id, circle, weight in voiced:
        circles.setdefault(comment_id, Counter())[circle] += weight
    return circles


def _weights(rows: Iterable[Any]) -> Mapping[str, list[float]]:
    weights: dict[str, list[float]] = {}
    for row in rows:
        weights.setdefault(row.comment_id, []).append(row.weight)
    return weights
