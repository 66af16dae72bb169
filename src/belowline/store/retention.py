"""Forget where somebody wrote from, and guests' e-mails, when their time is over."""

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, select, update

from belowline.kernel.ids import SiteId
from belowline.store.database import OnDatabase
from belowline.store.schema import IS_NO_GUEST, comments, readers, reports
from belowline.store.tables.redress import notices

# Rows at once: nobody's comment waits long behind it.
_BATCH = 500
# Nobody waits for it, and the first round over a large archive goes through all of it.
_SECONDS = 600.0
# What an e-mail's place holds once it is a hash; no e-mail looks like it.
_HASHED = "sha256:"


class RetentionOfTraces(OnDatabase):
    """What is forgotten; see `belowline.people.retention.RetentionStore`."""

    async def forget_addresses(self, site_id: SiteId, *, before: datetime) -> int:
        """Empty the hashes of the networks that reports and notices came from."""
        return sum(
            [
                await self._change(
                    update(table)
                    .where(
                        table.c.site_id == site_id,
                        table.c.created_at < before,
                        table.c.address != "",
                    )
                    .values(address="")
                )
                for table in (reports, notices)
            ]
        )

    async def hash_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Put hashes in the place of guests' e-mails, drop those of reports and notices."""
        dropped = sum(
            [
                await self._change(
                    update(table)
                    .where(
                        table.c.site_id == site_id,
                        table.c.created_at < before,
                        column.is_not(None),
                    )
                    .values({column.name: None})
                )
                for table, column in ((reports, reports.c.contact), (notices, notices.c.email))
            ]
        )
        query = (
            select(readers.c.reader_id, readers.c.email_key)
            .where(_gone_guests(site_id, before), readers.c.email.is_not(None))
            .limit(_BATCH)
        )
        async with self._database.writing(_SECONDS) as connection:
            found = (await connection.execute(query)).all()
            hashed = [
                {
                    "of_site": site_id,
                    "of_reader": reader_id,
                    "key": _HASHED + hashlib.sha256((key or "").encode()).hexdigest(),
                }
                for reader_id, key in found
            ]
            if hashed:
                await connection.execute(_HASH, hashed)
        return dropped + len(hashed)

    async def drop_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Drop the hashes of guests' e-mails."""
        return await self._change(
            update(readers)
            .where(
                _gone_guests(site_id, before),
                readers.c.email.is_(None),
                readers.c.email_key.is_not(None),
            )
            .values(email_key=None)
        )

    async def _change(self, statement: Update) -> int:
        async with self._database.writing(_SECONDS) as connection:
            changed: int = (await connection.execute(statement)).rowcount
            return changed


_HASH = (
    update(readers)
    .where(readers.c.site_id == bindparam("of_site"), readers.c.reader_id == bindparam("of_reader"))
    .values(email=None, email_key=bindparam("key"))
)


def _gone_guests(site_id: SiteId, before: datetime) -> ColumnElement[bool]:
    wrote_since = exists().where(
        comments.c.site_id == readers.c.site_id,
        comments.c.author_id == readers.c.reader_id,
        comments.c.created_at >= before,
    )
    return and_(
        readers.c.site_id == site_id, ~IS_NO_GUEST, readers.c.created_at < before, ~wrote_since
    )
