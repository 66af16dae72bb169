"""Keep when authors were told of rulings, and how their appeals were answered before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from belowline.conversation.comment import Answer
from belowline.conversation.statement import Told
from belowline.kernel.ids import ReaderId, RulingId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.tables.redress import answers, statements

_OF_SITE = select(statements).where(statements.c.site_id == bindparam("site_id"))
_OF_RULING = _OF_SITE.where(statements.c.ruling_id == bindparam("ruling_id"))
_BY_DIGEST = _OF_SITE.where(statements.c.digest == bindparam("digest"))
_ANSWERS = (
    select(answers.c.answer, answers.c.answered_at)
    .where(
        answers.c.site_id == bindparam("site_id"),
        answers.c.reader_id == bindparam("reader_id"),
        answers.c.answered_at >= bindparam("since"),
    )
    .order_by(answers.c.answered_at, answers.c.appeal_id)
)


class Statements(OnDatabase):
    """What authors were told; see `belowline.conversation.statement.StatementStore`."""

    async def tell(self, told: Told) -> Told:
        """Keep that the author was told, once; return when it was first."""
        kept = await self._told(told.site_id, told.ruling_id)
        if kept is not None:
            return kept
        row = {column.name: getattr(told, column.name) for column in statements.c}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(statements), row)
        except IntegrityError:
            if (kept := await self._told(told.site_id, told.ruling_id)) is None:
                raise
            return kept
        return told

    async def told(self, site_id: SiteId, digest: str) -> Told | None:
        """Return what a link is about, or None."""
        key = {"site_id": site_id, "digest": digest}
        async with self._database.reading() as connection:
            row = (await connection.execute(_BY_DIGEST, key)).one_or_none()
        return None if row is None else Told(**row._mapping)

    async def answers_since(
        self, site_id: SiteId, reader_id: ReaderId, since: datetime
    ) -> Sequence[tuple[Answer, datetime]]:
        """Return how this author's appeals were answered since then, oldest first."""
        key = {"site_id": site_id, "reader_id": reader_id, "since": since}
        async with self._database.reading() as connection:
            found = await connection.execute(_ANSWERS, key)
            return [(row.answer, row.answered_at) for row in found]

    async def _told(self, site_id: SiteId, ruling_id: RulingId) -> Told | None:
        key = {"site_id": site_id, "ruling_id": ruling_id}
        async with self._database.reading() as connection:
            row = (await connection.execute(_OF_RULING, key)).one_or_none()
        return None if row is None else Told(**row._mapping)
