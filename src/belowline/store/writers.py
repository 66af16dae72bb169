"""Find who wrote in a thread by their names."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select

from belowline.conversation.mentions import RECENT, Writer, begins
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow
from belowline.store.schema import IS_PUBLISHED, comments

_recent = (
    select(comments.c.author_name, comments.c.author_id, comments.c.comment_id)
    .where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.story_id == bindparam("story_id"),
        IS_PUBLISHED,
    )
    .order_by(comments.c.comment_id.desc())
    .limit(RECENT)
    .subquery("recent")
)
_WRITERS = select(
    _recent.c.author_name,
    func.max(_recent.c.comment_id).label("newest"),
    func.count(_recent.c.author_id.distinct()).label("people"),
).group_by(_recent.c.author_name)
_OF_NAMES = _WRITERS.where(_recent.c.author_name.in_(bindparam("names", expanding=True)))
_LATEST_FIRST = _WRITERS.order_by(func.max(_recent.c.comment_id).desc())


class Writers(OnDatabase):
    """Who wrote in which thread; see `belowline.conversation.mentions.WriterStore`."""

    async def writers(
        self, site_id: SiteId, story_id: StoryId, names: Collection[str]
    ) -> Sequence[Writer]:
        """Return those of these names under which somebody wrote."""
        if not names:
            return ()
        key = {"site_id": site_id, "story_id": story_id, "names": sorted(names)}
        async with self._database.reading() as connection:
            return [_writer(row) for row in await connection.execute(_OF_NAMES, key)]

    async def writers_like(
        self, site_id: SiteId, story_id: StoryId, beginning: str, *, limit: int
    ) -> Sequence[Writer]:
        """Return those whose name has a word that begins so, in any case; who wrote last first."""
        key = {"site_id": site_id, "story_id": story_id}
        async with self._database.reading() as connection:
            everybody = map(_writer, await connection.execute(_LATEST_FIRST, key))
            # Compared here, so that both databases know small and capital letters alike.
            found = [each for each in everybody if each.comment_id and begins(each.name, beginning)]
        return found[:limit]


def _writer(row: AnyRow) -> Writer:
    its = CommentId(row.newest) if row.people == 1 else None
    return Writer(name=row.author_name, comment_id=its)
