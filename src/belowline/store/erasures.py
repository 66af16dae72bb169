"""Keep readers' wishes to be erased, and fulfil them."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, State
from belowline.desk.audit import erasure_note
from belowline.kernel.events import EventKind
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.erasure import FORMER_READER, Erasure
from belowline.people.reader import Role
from belowline.store.audit import append
from belowline.store.changes import change, off_desk
from belowline.store.database import OnDatabase
from belowline.store.events import record
from belowline.store.records import comment_from
from belowline.store.schema import (
    appeals,
    comments,
    metadata,
    readers,
    reports,
    revisions,
)
from belowline.store.search_write import forget_words
from belowline.store.tables.own_data import erasures
from belowline.store.traces import forget_traces
from belowline.store.visibility import lock_story, move_story, standing


class Erasures(OnDatabase):
    """The wishes of all sites' readers; see `belowline.people.erasure.ErasureStore`."""

    async def ask_erasure(self, erasure: Erasure) -> Erasure:
        """Keep the wish, unless there is one already."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(erasures), asdict(erasure))
        except IntegrityError:
            return await self.erasure(erasure.site_id, erasure.reader_id) or erasure
        return erasure

    async def cancel_erasure(self, site_id: SiteId, reader_id: ReaderId) -> bool:
        """Forget the wish."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(erasures).where(
                    erasures.c.site_id == site_id, erasures.c.reader_id == reader_id
                )
            )
            return gone.rowcount > 0

    async def erasure(self, site_id: SiteId, reader_id: ReaderId) -> Erasure | None:
        """Return the wish, None where there is none."""
        query = select(erasures).where(
            erasures.c.site_id == site_id, erasures.c.reader_id == reader_id
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Erasure(**row._mapping)

    async def due_erasures(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Erasure]:
        """Return wishes whose day has come."""
        query = (
            select(erasures)
            .where(erasures.c.site_id == site_id, erasures.c.due_at <= now)
            .order_by(erasures.c.due_at, erasures.c.reader_id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [Erasure(**row._mapping) for row in await connection.execute(query)]

    async def erase(self, erasure: Erasure, *, words_too: bool, at: datetime) -> bool:
        """Erase the reader, all or nothing."""
        site_id, reader_id = erasure.site_id, erasure.reader_id
        async with self._database.writing() as connection:
            wish = await connection.execute(
                delete(erasures).where(
                    erasures.c.site_id == site_id,
                    erasures.c.reader_id == reader_id,
                    erasures.c.due_at <= at,
                )
            )
            if wish.rowcount == 0:
                return False
            await self._erase_comments(connection, erasure, words_too=words_too, at=at)
            await _forget(connection, site_id, reader_id)
            return True

    async def _erase_comments(
        self, connection: AsyncConnection, erasure: Erasure, *, words_too: bool, at: datetime
    ) -> None:
        mine = (comments.c.site_id == erasure.site_id, comments.c.author_id == erasure.reader_id)
        places = select(comments.c.story_id).where(*mine).distinct().order_by(comments.c.story_id)
        # Threads are locked in one order, so that two who are erased don't wait for each other.
        for story_id in (await connection.execute(places)).scalars().all():
            await lock_story(connection, erasure.site_id, story_id)
        # The log is locked behind the threads and in front of the events.
        number = select(func.count()).select_from(comments).where(*mine)
        written = (await connection.execute(number)).scalar_one()
        await append(
            connection, erasure_note(erasure, comments=written, words_too=words_too, at=at)
        )
        await connection.execute(
            update(comments)
            .where(*mine)
            .values(author_name=FORMER_READER, author_badges=None, author_role=Role.GUEST)
        )
        query = select(comments).where(*mine).order_by(comments.c.comment_id)
        for comment in map(comment_from, (await connection.execute(query)).all()):
            if words_too and comment.state is not State.WITHDRAWN:
                await _blank(connection, comment, at)
            elif comment.state is State.PUBLISHED:
                await move_story(connection, comment)
                await record(connection, comment, EventKind.CHANGED, at)


async def _blank(connection: AsyncConnection, comment: Comment, at: datetime) -> None:
    """Take the words away as their author would."""
    before = await standing(connection, comment.site_id, comment.comment_id)
    await connection.execute(
        update(revisions)
        .where(revisions.c.site_id == comment.site_id, revisions.c.comment_id == comment.comment_id)
        .values(text="", html="", known=None)
    )
    await forget_traces(connection, comment)
    await forget_words(connection, comment)
    blank = replace(before.comment, state=State.WITHDRAWN, text="", html="", pending=None)
    await change(connection, before, off_desk(blank), at=at)


async def _forget(connection: AsyncConnection, site_id: SiteId, reader_id: ReaderId) -> None:
    await connection.execute(
        update(reports)
        .where(reports.c.site_id == site_id, reports.c.reader_id == reader_id)
        .values(note=None, contact=None, address="")
    )
    await connection.execute(
        update(appeals)
        .where(appeals.c.site_id == site_id, appeals.c.reader_id == reader_id)
        .values(text="")
    )
    # Nothing is left for an old cookie to lead to, and no name behind the ids that stay.
    them = (readers.c.site_id == site_id) & (readers.c.reader_id == reader_id)
    await _delete_below(connection, site_id, readers, them)
    await connection.execute(delete(readers).where(them))


async def _delete_below(
    connection: AsyncConnection, site_id: SiteId, parent: Table, chosen: ColumnElement[bool]
) -> None:
    """Delete what hangs on the chosen rows, in whatever table: sessions, accounts, sanctions.

    The site is named each time, so that a database that is spread by site looks in one part.
    """
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table is not parent:
                continue
            keys = select(*(each.column for each in constraint.elements)).where(chosen)
            theirs = tuple_(*(each.parent for each in constraint.elements)).in_(keys)
            hanging = (table.c.site_id == site_id) & theirs
            await _delete_below(connection, site_id, table, hanging)
            await connection.execute(delete(table).where(hanging))
