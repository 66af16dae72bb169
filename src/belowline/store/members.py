"""Keep who asked for a sign-in link, and make members of guests."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import ReaderId, SiteId
from belowline.moderation.looks import look_of
from belowline.people.members import LinkRequest
from belowline.people.reader import Reader, Role
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.records import email_key, reader_from, reader_values
from belowline.store.schema import IS_NO_GUEST, readers
from belowline.store.tables.members import link_requests

_NOW = bindparam("now", type_=Moment)
_OPEN = (
    link_requests.c.site_id == bindparam("of_site"),
    link_requests.c.expires_at > _NOW,
)
_BY_DIGEST = select(link_requests).where(*_OPEN, link_requests.c.digest == bindparam("of_digest"))
_BY_ID = select(link_requests).where(*_OPEN, link_requests.c.request_id == bindparam("of_request"))
_SET = (
    update(link_requests)
    .where(*_OPEN, link_requests.c.request_id == bindparam("of_request"))
    .values(digest=bindparam("digest"))
)
_MEMBER = select(readers).where(
    readers.c.site_id == bindparam("of_site"),
    readers.c.email_key == bindparam("of_email"),
    IS_NO_GUEST,
)


class MemberRequests(OnDatabase):
    """The members of all sites; see `belowline.people.members.MemberStore`."""

    async def add_request(self, request: LinkRequest, *, now: datetime) -> None:
        """Keep a request, and forget those that have expired."""
        row = {column.name: getattr(request, column.name) for column in link_requests.c}
        async with self._database.writing() as connection:
            await connection.execute(
                delete(link_requests).where(
                    link_requests.c.site_id == request.site_id, link_requests.c.expires_at <= now
                )
            )
            await connection.execute(insert(link_requests), row)

    async def set_link(
        self, site_id: SiteId, request_id: str, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Keep the digest of the link that answers a request."""
        key = {"of_site": site_id, "of_request": request_id, "now": now}
        async with self._database.writing() as connection:
            await connection.execute(_SET, {**key, "digest": digest})
            row = (await connection.execute(_BY_ID, key)).one_or_none()
        return None if row is None else LinkRequest(**row._mapping)

    async def request_of(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Return the request that a link answers, without using it."""
        async with self._database.reading() as connection:
            return await _request(connection, site_id, digest, now)

    async def become_member(
        self, site_id: SiteId, digest: str, new: Reader, *, guest: ReaderId | None, now: datetime
    ) -> Reader | None:
        """Use a link up, for one caller, and return its reader."""
        for _ in range(2):  # Two links for one new address at once: the second finds the first.
            try:
                async with self._database.writing() as connection:
                    return await _enter(connection, site_id, digest, new, guest, now)
            except IntegrityError:
                continue
        return None


async def _request(
    connection: AsyncConnection, site_id: SiteId, digest: str, now: datetime
) -> LinkRequest | None:
    key = {"of_site": site_id, "of_digest": digest, "now": now}
    row = (await connection.execute(_BY_DIGEST, key)).one_or_none()
    return None if row is None else LinkRequest(**row._mapping)


async def _enter(
    connection: AsyncConnection,
    site_id: SiteId,
    digest: str,
    new: Reader,
    guest: ReaderId | None,
    now: datetime,
) -> Reader | None:
    request = await _request(connection, site_id, digest, now)
    if request is None:
        return None
    used = await connection.execute(
        delete(link_requests).where(
            link_requests.c.site_id == site_id, link_requests.c.digest == digest
        )
    )
    if used.rowcount == 0:  # Somebody else was faster by a moment.
        return None
    key: dict[str, Any] = {"of_site": site_id, "of_email": email_key(request.email)}
    row = (await connection.execute(_MEMBER, key)).one_or_none()
    if row is not None:
        return reader_from(row)
    if guest is not None and (member := await _raise_guest(connection, new, guest)):
        return member
    await connection.execute(insert(readers), reader_values(new))
    return new


async def _raise_guest(connection: AsyncConnection, new: Reader, guest: ReaderId) -> Reader | None:
    """Make this guest the member: what they wrote stays theirs."""
    is_guest = (
        readers.c.site_id == new.site_id,
        readers.c.reader_id == guest,
        readers.c.role == Role.GUEST,
    )
    raised = await connection.execute(
        update(readers)
        .where(*is_guest)
        .values(
            role=Role.MEMBER,
            name=new.name,
            look=look_of(new.name),
            email=new.email,
            email_key=email_key(new.email),
        )
    )
    if raised.rowcount == 0:
        return None
    found = await connection.execute(
        select(readers).where(readers.c.site_id == new.site_id, readers.c.reader_id == guest)
    )
    return reader_from(found.one())
