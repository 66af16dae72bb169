"""Keep readers, sessions and links in dicts."""

from dataclasses import replace
from datetime import datetime

from belowline.desk.audit import Act, Note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.ports import Door
from belowline.people.reader import Reader, Role
from tests.memory_store.tables import Link, OnTables


class MemoryPeople(OnTables):
    """See `belowline.people.ports.PeopleStore`."""

    async def add_reader(self, reader: Reader) -> Reader:
        """Keep a new reader."""
        self._check_free(reader)
        self._tables.readers[reader.site_id, reader.reader_id] = reader
        return reader

    async def reader(self, site_id: SiteId, reader_id: ReaderId) -> Reader | None:
        """Return the reader, or None."""
        return self._tables.readers.get((site_id, reader_id))

    async def reader_by_email(self, site_id: SiteId, email: str) -> Reader | None:
        """Return the member or staff reader with this e-mail, or None."""
        for reader in self._tables.readers.values():
            is_known = reader.site_id == site_id and reader.role is not Role.GUEST
            if is_known and _same(reader.email, email):
                return reader
        return None

    async def rename(
        self, site_id: SiteId, reader_id: ReaderId, *, name: str, email: str | None
    ) -> None:
        """Remember the name, and the e-mail unless it is None."""
        reader = self._tables.readers.get((site_id, reader_id))
        if reader is None:
            return
        changed = replace(reader, name=name, email=reader.email if email is None else email)
        self._check_free(changed)
        self._tables.readers[site_id, reader_id] = changed

    async def set_password(self, site_id: SiteId, reader_id: ReaderId, password_hash: str) -> None:
        """Keep a new password hash and end every session of this reader."""
        key = site_id, reader_id
        if key in self._tables.readers:
            reader = self._tables.readers[key]
            self._tables.readers[key] = replace(reader, password_hash=password_hash)
        self._tables.sessions = {
            place: session
            for place, session in self._tables.sessions.items()
            if (place[0], session.reader_id) != key
        }

    async def add_link(
        self, site_id: SiteId, digest: str, reader_id: ReaderId, expires_at: datetime
    ) -> None:
        """Keep a one-time sign-in link."""
        self._tables.links[site_id, digest] = Link(reader_id, expires_at)

    async def link_owner(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return whose link this is while it is valid, without using it."""
        return self._owner(site_id, self._tables.links.get((site_id, digest)), now)

    async def use_link(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Use a link up and return its reader."""
        reader = await self.link_owner(site_id, digest, now)
        if reader is not None:
            del self._tables.links[site_id, digest]
        return reader

    async def add_session(
        self,
        site_id: SiteId,
        digest: str,
        reader_id: ReaderId,
        expires_at: datetime,
        *,
        at: datetime,
        door: Door,
    ) -> None:
        """Keep a session, and an entry in the log that says who came in."""
        self._write(
            Note(
                site_id=site_id,
                at=at,
                act=Act.SIGN_IN,
                by=reader_id,
                subject=reader_id,
                details={"door": door},
            )
        )
        self._tables.sessions[site_id, digest] = Link(reader_id, expires_at)

    async def session_reader(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return the reader of a session that has not expired."""
        return self._owner(site_id, self._tables.sessions.get((site_id, digest)), now)

    async def end_session(self, site_id: SiteId, digest: str) -> None:
        """Forget a session."""
        self._tables.sessions.pop((site_id, digest), None)

    def _owner(self, site_id: SiteId, link: Link | None, now: datetime) -> Reader | None:
        if link is None or link.expires_at <= now:
            return None
        return self._tables.readers[site_id, link.reader_id]

    def _check_free(self, reader: Reader) -> None:
        if reader.role is Role.GUEST or reader.email is None:
            return
        for other in self._tables.readers.values():
            if (
                other.site_id == reader.site_id
                and other.reader_id != reader.reader_id
                and other.role is not Role.GUEST
                and _same(other.email, reader.email)
            ):
                raise Conflict(
                    "Somebody with this e-mail address has an account already.",
                    code="email-taken",
                )


def _same(kept: str | None, asked: str) -> bool:
    return kept is not None and kept.strip().casefold() == asked.strip().casefold()
