"""Read everything that is kept about a reader, and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, delete, select

from belowline.conversation.own_data import OwnData, Row
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.sessions import Session
from belowline.store.database import OnDatabase
from belowline.store.schema import (
    appeals,
    comments,
    likes,
    reports,
    revisions,
    rulings,
    sessions,
    stories,
)
from belowline.store.tables.accounts import accounts
from belowline.store.tables.digests import follows
from belowline.store.tables.languages import reader_languages
from belowline.store.tables.passkeys import passkeys
from belowline.store.tables.sanctions import sanction_appeals, sanctions

_SITE: BindParameter[str] = bindparam("site_id")
_READER: BindParameter[str] = bindparam("reader_id")
_MINE = (comments.c.site_id == _SITE, comments.c.author_id == _READER)

_COMMENTS = (
    select(
        comments.c.comment_id.label("id"),
        stories.c.url.label("story"),
        comments.c.parent_id,
        comments.c.author_name.label("name"),
        comments.c.author_badges.label("badges"),
        comments.c.state,
        comments.c.text,
        comments.c.created_at,
        comments.c.edited_at,
        comments.c.likes,
    )
    .join(
        stories,
        (stories.c.site_id == comments.c.site_id) & (stories.c.story_id == comments.c.story_id),
    )
    .where(*_MINE)
    .order_by(comments.c.comment_id)
)
_REVISIONS = (
    select(revisions.c.comment_id, revisions.c.number, revisions.c.text, revisions.c.created_at)
    .join(
        comments,
        (comments.c.site_id == revisions.c.site_id)
        & (comments.c.comment_id == revisions.c.comment_id),
    )
    .where(*_MINE)
    .order_by(revisions.c.comment_id, revisions.c.number)
)
_RULINGS = (
    select(
        rulings.c.comment_id,
        rulings.c.revision,
        rulings.c.verdict,
        rulings.c.source,
        rulings.c.clause,
        rulings.c.scores,
        rulings.c.policy_version,
        rulings.c.engine_version,
        rulings.c.created_at,
    )
    .join(
        comments,
        (comments.c.site_id == rulings.c.site_id) & (comments.c.comment_id == rulings.c.comment_id),
    )
    .where(*_MINE)
    .order_by(rulings.c.comment_id, rulings.c.created_at)
)
_REPORTS = (
    select(
        reports.c.comment_id,
        reports.c.reason,
        reports.c.note,
        reports.c.contact,
        reports.c.address.label("network_hash"),
        reports.c.outcome,
        reports.c.created_at,
    )
    .where(reports.c.site_id == _SITE, reports.c.reader_id == _READER)
    .order_by(reports.c.created_at)
)
_LIKES = (
    select(likes.c.comment_id)
    .where(likes.c.site_id == _SITE, likes.c.reader_id == _READER)
    .order_by(likes.c.comment_id)
)
_APPEALS = (
    select(appeals.c.comment_id, appeals.c.text, appeals.c.outcome, appeals.c.created_at)
    .where(appeals.c.site_id == _SITE, appeals.c.reader_id == _READER)
    .order_by(appeals.c.created_at)
)
_SANCTIONS = (
    select(
        sanctions.c.measure,
        sanctions.c.reason,
        sanctions.c.until,
        sanctions.c.created_at,
        sanctions.c.undone_at,
        sanction_appeals.c.text.label("appeal"),
        sanction_appeals.c.granted,
        sanction_appeals.c.reply,
    )
    .outerjoin(
        sanction_appeals,
        (sanction_appeals.c.site_id == sanctions.c.site_id)
        & (sanction_appeals.c.sanction_id == sanctions.c.sanction_id),
    )
    .where(sanctions.c.site_id == _SITE, sanctions.c.reader_id == _READER)
    .order_by(sanctions.c.created_at)
)
_ACCOUNTS = select(accounts.c.provider, accounts.c.issued_at).where(
    accounts.c.site_id == _SITE, accounts.c.reader_id == _READER
)
_SESSIONS = (
    select(sessions.c.expires_at)
    .where(sessions.c.site_id == _SITE, sessions.c.reader_id == _READER)
    .order_by(sessions.c.expires_at)
)
_PASSKEYS = (
    select(passkeys.c.name, passkeys.c.created_at, passkeys.c.used_at)
    .where(passkeys.c.site_id == _SITE, passkeys.c.reader_id == _READER)
    .order_by(passkeys.c.created_at, passkeys.c.passkey_id)
)
_FOLLOWS = (
    select(stories.c.url.label("story"), follows.c.created_at)
    .join(
        stories,
        (stories.c.site_id == follows.c.site_id) & (stories.c.story_id == follows.c.story_id),
    )
    .where(follows.c.site_id == _SITE, follows.c.reader_id == _READER)
    .order_by(follows.c.created_at, follows.c.story_id)
)
_LANGUAGES = select(reader_languages.c.language, reader_languages.c.is_chosen).where(
    reader_languages.c.site_id == _SITE, reader_languages.c.reader_id == _READER
)


class OwnDataOfReaders(OnDatabase):
    """See `belowline.conversation.own_data.OwnDataStore` and `people.sessions.SessionStore`."""

    async def own_data(self, site_id: SiteId, reader_id: ReaderId) -> OwnData:
        """Return everything that is kept about the reader."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:

            async def rows(query: Select[tuple[object, ...]]) -> Sequence[Row]:
                found = await connection.execute(query, key)
                return [dict(row._mapping) for row in found]

            return OwnData(
                comments=await rows(_COMMENTS),
                revisions=await rows(_REVISIONS),
                rulings=await rows(_RULINGS),
                reports=await rows(_REPORTS),
                likes=await rows(_LIKES),
                appeals=await rows(_APPEALS),
                sanctions=await rows(_SANCTIONS),
                accounts=await rows(_ACCOUNTS),
                sessions=await rows(_SESSIONS),
                passkeys=await rows(_PASSKEYS),
                follows=await rows(_FOLLOWS),
                languages=await rows(_LANGUAGES),
            )

    async def sessions_of(
        self, site_id: SiteId, reader_id: ReaderId, now: datetime
    ) -> Sequence[Session]:
        """Return the sessions that have not expired."""
        query = (
            select(sessions.c.digest, sessions.c.expires_at)
            .where(
                sessions.c.site_id == site_id,
                sessions.c.reader_id == reader_id,
                sessions.c.expires_at > now,
            )
            .order_by(sessions.c.expires_at.desc(), sessions.c.digest)
        )
        async with self._database.reading() as connection:
            return [Session(**row._mapping) for row in await connection.execute(query)]

    async def providers_of(self, site_id: SiteId, reader_id: ReaderId) -> frozenset[str]:
        """Return whose accounts the reader signs in with."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            found = await connection.execute(_ACCOUNTS, key)
            return frozenset(row.provider for row in found)

    async def end_sessions(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """End all sessions of a reader."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(sessions).where(
                    sessions.c.site_id == site_id, sessions.c.reader_id == reader_id
                )
            )
