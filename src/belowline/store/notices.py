"""Keep notices of illegal content, and which ruling answered them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Attention, Comment, RulingRecord, State
from belowline.conversation.notice import IllegalNotice
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.changes import change, on_desk
from belowline.store.database import OnDatabase
from belowline.store.tables.redress import notice_answers, notices
from belowline.store.visibility import lock_comment

WITH_ANSWERS = (
    select(notices, notice_answers.c.ruling_id.label("answered_by"), notice_answers.c.answered_at)
    .outerjoin(
        notice_answers,
        (notice_answers.c.site_id == notices.c.site_id)
        & (notice_answers.c.notice_id == notices.c.notice_id),
    )
    .where(notices.c.site_id == bindparam("site_id"))
)
_OF_COMMENT = WITH_ANSWERS.where(notices.c.comment_id == bindparam("comment_id")).order_by(
    notices.c.created_at, notices.c.notice_id
)
_BY_DIGEST = WITH_ANSWERS.where(notices.c.digest == bindparam("digest"))
_IS_OPEN = (
    notices.c.site_id == bindparam("of_site"),
    notices.c.comment_id == bindparam("of_comment"),
    ~select(notice_answers.c.notice_id)
    .where(
        notice_answers.c.site_id == notices.c.site_id,
        notice_answers.c.notice_id == notices.c.notice_id,
    )
    .exists(),
)
_OPEN = select(notices.c.notice_id).where(*_IS_OPEN)


class Notices(OnDatabase):
    """The notices of all sites; see `belowline.conversation.notice.NoticeStore`."""

    async def add_notice(self, notice: IllegalNotice) -> None:
        """Keep a notice and put the comment on the desk."""
        row = {column.name: getattr(notice, column.name) for column in notices.c}
        async with self._database.writing() as connection:
            before = await lock_comment(connection, notice.site_id, notice.comment_id)
            await connection.execute(insert(notices), row)
            noticed = before.comment
            if noticed.state is not State.WITHDRAWN:
                noticed = on_desk(noticed, Attention.ILLEGAL, notice.created_at)
            await change(
                connection, before, noticed, at=notice.created_at, otherwise=EventKind.REPORTED
            )

    async def notices(self, site_id: SiteId, comment_id: CommentId) -> Sequence[IllegalNotice]:
        """Return the notices about a comment, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            found = await connection.execute(_OF_COMMENT, key)
            return [IllegalNotice(**row._mapping) for row in found]

    async def notice_by(self, site_id: SiteId, digest: str) -> IllegalNotice | None:
        """Return what a private link is about, or None."""
        key = {"site_id": site_id, "digest": digest}
        async with self._database.reading() as connection:
            row = (await connection.execute(_BY_DIGEST, key)).one_or_none()
        return None if row is None else IllegalNotice(**row._mapping)


async def has_open_notice(connection: AsyncConnection, comment: Comment) -> bool:
    """Say whether a notice about the comment waits for an answer."""
    key = {"of_site": comment.site_id, "of_comment": comment.comment_id}
    return (await connection.execute(_OPEN.limit(literal(1)), key)).first() is not None


async def answer_notices(
    connection: AsyncConnection, comment: Comment, ruling: RulingRecord
) -> None:
    """Note that this ruling answers the notices that wait."""
    key = {"of_site": comment.site_id, "of_comment": comment.comment_id}
    rows = [
        {
            "site_id": comment.site_id,
            "notice_id": notice_id,
            "ruling_id": ruling.ruling_id,
            "answered_at": ruling.created_at,
        }
        for notice_id in (await connection.execute(_OPEN, key)).scalars()
    ]
    if rows:
        await connection.execute(insert(notice_answers), rows)
