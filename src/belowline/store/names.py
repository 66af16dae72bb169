"""Find who is known by a name."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, or_, select

from belowline.kernel.ids import SiteId
from belowline.people.reader import Reader, Role
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.records import reader_from
from belowline.store.schema import IS_NO_GUEST, IS_PUBLISHED, comments, readers

_PUBLISHED = (
    select(func.count())
    .select_from(comments)
    .where(
        comments.c.site_id == readers.c.site_id,
        comments.c.author_id == readers.c.reader_id,
        IS_PUBLISHED,
    )
    .scalar_subquery()
)
_KNOWN = Prepared(
    select(readers).where(
        readers.c.site_id == bindparam("site_id"),
        readers.c.look == bindparam("look"),
        IS_NO_GUEST,
        or_(readers.c.role != Role.MEMBER, bindparam("regular") <= _PUBLISHED),
    )
)


class Names(OnDatabase):
    """The names of all sites' people; see `belowline.conversation.impersonation.NameStore`."""

    async def known_by(self, site_id: SiteId, look: str, *, regular: int) -> Sequence[Reader]:
        """Return staff, and members with so many published comments, whose name has this look."""
        key = {"site_id": site_id, "look": look, "regular": regular}
        async with self._database.looking() as connection:
            return tuple(map(reader_from, await _KNOWN.ask(connection, key)))
