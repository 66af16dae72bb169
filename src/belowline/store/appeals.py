"""Keep authors' appeals, and put the comment before a person."""

from sqlalchemy import bindparam, insert, select

from belowline.conversation.comment import Appeal, Attention
from belowline.store.changes import change, on_desk
from belowline.store.database import OnDatabase
from belowline.store.records import appeal_values
from belowline.store.schema import appeals
from belowline.store.visibility import lock_comment

_AGAINST = select(appeals.c.appeal_id).where(
    appeals.c.site_id == bindparam("site_id"), appeals.c.ruling_id == bindparam("ruling_id")
)


class Appeals(OnDatabase):
    """The appeals of all sites; see `belowline.conversation.ports.CommentStore`."""

    async def add_appeal(self, appeal: Appeal) -> bool:
        """Keep an appeal and put the comment on the desk; False if this ruling has one already."""
        key = {"site_id": appeal.site_id, "ruling_id": appeal.ruling_id}
        async with self._database.writing() as connection:
            before = await lock_comment(connection, appeal.site_id, appeal.comment_id)
            if (await connection.execute(_AGAINST, key)).first() is not None:
                return False
            await connection.execute(insert(appeals), appeal_values(appeal))
            waiting = on_desk(before.comment, Attention.APPEALED, appeal.created_at)
            await change(connection, before, waiting, at=appeal.created_at)
        return True
