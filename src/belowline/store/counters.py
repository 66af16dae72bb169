"""Count a site's threads anew, and name every counter that says something else."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import fsum, isclose

from sqlalchemy import ColumnElement, Table, and_, select

from belowline.conversation.comment import State
from belowline.conversation.ranking import best_score
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.records import comment_from
from belowline.store.schema import comments, likes, reports, stories
from belowline.store.tables.voices import voices
from belowline.store.visibility import Standing, is_shown

Found = tuple[str, str, object, object]


class Counters(OnDatabase):
    """The counters of all sites, which must always be what counting gives."""

    async def check_counters(self, site_id: SiteId, of: StoryId | None = None) -> list[str]:
        """Return one sentence for each counter that is wrong, of one story or of all.

        Nobody writes while it reads; for a whole site that is for tests.
        """

        def of_site(table: Table) -> ColumnElement[bool]:
            here = table.c.site_id == site_id
            return here if of is None else and_(here, table.c.story_id == of)

        async with self._database.writing() as connection:
            rows = await connection.execute(select(comments).where(of_site(comments)))
            standings = [Standing(comment_from(row)) for row in rows]
            liked = await connection.execute(select(likes.c.comment_id).where(of_site(likes)))
            like_counts = Counter[str](liked.scalars())
            spoken = await connection.execute(select(voices).where(voices.c.site_id == site_id))
            circles = _circles((row.comment_id, row.circle, row.weight) for row in spoken)
            weighed = await connection.execute(
                select(reports.c.comment_id, reports.c.weight).where(
                    of_site(reports), reports.c.outcome.is_(None)
                )
            )
            weights = [(row.comment_id, row.weight) for row in weighed]
            told = await connection.execute(
                select(stories.c.story_id, stories.c.comment_count).where(of_site(stories))
            )
            counts = {row.story_id: row.comment_count for row in told}
        return [
            *_differences(_story_counters(standings, counts)),
            *_differences(_comment_counters(standings, circles)),
            *_differences(_voice_counters(standings, like_counts, weights)),
        ]


def _differences(counters: Iterable[Found]) -> list[str]:
    return [
        f"{thing} {name} is {kept!r}, counted {counted!r}"
        for thing, name, kept, counted in counters
        if kept != counted
    ]


def _story_counters(
    standings: Iterable[Standing], counts: Mapping[StoryId, int]
) -> Iterable[Found]:
    published = Counter(each.comment.story_id for each in standings if each.is_public)
    for story_id, kept in counts.items():
        yield f"story {story_id}", "comment_count", kept, published[story_id]


def _circles(voiced: Iterable[tuple[str, int, int]]) -> Mapping[str, Counter[int]]:
    """Add up the weights of likes, for each comment by circle."""
    circles: dict[str, Counter[int]] = {}
    for comment_id, circle, weight in voiced:
        circles.setdefault(comment_id, Counter())[circle] += weight
    return circles


def _comment_counters(
    standings: Iterable[Standing], circles: Mapping[str, Mapping[int, int]]
) -> Iterable[Found]:
    replies: Counter[CommentId] = Counter()
    descendants: Counter[CommentId] = Counter()
    # Replies are deeper than what they answer, so the deepest first counts each from below.
    for each in sorted(standings, key=lambda each: -each.comment.depth):
        comment = each.comment
        shown = is_shown(
            comment.state, was_public=each.was_public, replies=replies[comment.comment_id]
        )
        if shown and comment.parent_id is not None:
            replies[comment.parent_id] += 1
            descendants[comment.root_id] += 1
        name = f"comment {comment.comment_id}"
        counted = replies[comment.comment_id]
        yield name, "shown", comment.shown, shown
        yield name, "replies", comment.replies, counted
        yield name, "descendants", comment.descendants, descendants[comment.comment_id]
        best = best_score(comment.text, circles.get(comment.comment_id, {}), counted)
        yield name, "best", comment.best, best


def _voice_counters(
    standings: Iterable[Standing],
    like_counts: Mapping[str, int],
    weights: Iterable[tuple[str, float]],
) -> Iterable[Found]:
    by_comment: dict[str, list[float]] = {}
    for comment_id, weight in weights:
        by_comment.setdefault(comment_id, []).append(weight)
    for each in standings:
        comment = each.comment
        name = f"comment {comment.comment_id}"
        counted = fsum(by_comment.get(comment.comment_id, ()))
        yield name, "likes", comment.likes, like_counts.get(comment.comment_id, 0)
        yield name, "weighs right", isclose(comment.report_weight, counted), True
        if comment.state is State.WITHDRAWN:
            yield name, "text", comment.text, ""
