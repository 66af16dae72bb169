"""Read single comments with their revisions and rulings."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from sqlalchemy import bindparam, select

from belowline.conversation.comment import Comment, Revision, RulingRecord
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import comment_from, revision_from, ruling_from
from belowline.store.schema import comments, revisions, rulings
from belowline.store.undoing import STANDS, WITH_LETTERS

_OF_SITE = select(comments).where(comments.c.site_id == bindparam("site_id"))
_ONE = _OF_SITE.where(comments.c.comment_id == bindparam("comment_id"))
_SOME = _OF_SITE.where(comments.c.comment_id.in_(bindparam("comment_ids", expanding=True)))
_REVISIONS = (
    select(revisions)
    .where(
        revisions.c.site_id == bindparam("site_id"),
        revisions.c.comment_id == bindparam("comment_id"),
    )
    .order_by(revisions.c.number)
)
_REVISION = _REVISIONS.where(revisions.c.number == bindparam("number"))
_RULINGS = WITH_LETTERS.where(
    rulings.c.site_id == bindparam("site_id"),
    rulings.c.comment_id == bindparam("comment_id"),
    STANDS,
).order_by(rulings.c.created_at, rulings.c.ruling_id)


class Comments(OnDatabase):
    """The comments of all sites, one by one; see `belowline.conversation.ports.CommentStore`."""

    def one_look(self) -> AbstractAsyncContextManager[object]:
        """Read what is asked for inside on one connection."""
        return self._database.looking()

    async def comment(self, site_id: SiteId, comment_id: CommentId) -> Comment | None:
        """Return the comment in any state, or None."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            row = (await connection.execute(_ONE, key)).one_or_none()
        return None if row is None else comment_from(row)

    async def comments(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Comment]:
        """Return those of the comments that exist."""
        if not comment_ids:
            return ()
        key = {"site_id": site_id, "comment_ids": list(comment_ids)}
        async with self._database.reading() as connection:
            return tuple(map(comment_from, await connection.execute(_SOME, key)))

    async def revision(
        self, site_id: SiteId, comment_id: CommentId, number: int
    ) -> Revision | None:
        """Return one revision, or None."""
        key = {"site_id": site_id, "comment_id": comment_id, "number": number}
        async with self._database.reading() as connection:
            row = (await connection.execute(_REVISION, key)).one_or_none()
        return None if row is None else revision_from(row)

    async def revisions(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Revision]:
        """Return all revisions, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            return tuple(map(revision_from, await connection.execute(_REVISIONS, key)))

    async def rulings(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return all rulings on the comment, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            return tuple(map(ruling_from, await connection.execute(_RULINGS, key)))
