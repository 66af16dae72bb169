"""What people need from a store."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.reader import Reader


class Door(StrEnum):
    """By what somebody signed in."""

    LINK = "link"
    PASSWORD = "password"
    SIGN_ON = "sign-on"
    PASSKEY = "passkey"


class PeopleStore(Protocol):
    """Keeps readers, their sessions and their one-time links.

    Tokens arrive as SHA-256 digests in hexadecimal: the store never sees a secret.
    """

    async def add_reader(self, reader: Reader) -> Reader:
        """Keep a new reader. A second with the same site and e-mail (if any, compared without
        case) among staff and members raises Conflict with code `email-taken`; guests may share
        an address, since nobody checked that it is theirs."""
        ...

    async def reader(self, site_id: SiteId, reader_id: ReaderId) -> Reader | None:
        """Return the reader, or None."""
        ...

    async def reader_by_email(self, site_id: SiteId, email: str) -> Reader | None:
        """Return the member or staff reader with this e-mail, compared without case, or None."""
        ...

    async def rename(
        self, site_id: SiteId, reader_id: ReaderId, *, name: str, email: str | None
    ) -> None:
        """Remember the name, and the e-mail unless it is None, that a guest gave last."""
        ...

    async def set_password(self, site_id: SiteId, reader_id: ReaderId, password_hash: str) -> None:
        """Keep a new password hash and end every session of this reader."""
        ...

    async def add_link(
        self, site_id: SiteId, digest: str, reader_id: ReaderId, expires_at: datetime
    ) -> None:
        """Keep a one-time sign-in link."""
        ...

    async def link_owner(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return whose link this is while it is unused and has not expired, without using it."""
        ...

    async def use_link(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Use a link up and return its reader: once, for one caller, before it expires."""
        ...

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
        """Keep a session, and in the same transaction an entry in the log that says who came in."""
        ...

    async def session_reader(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return the reader of a session that has not expired."""
        ...

    async def end_session(self, site_id: SiteId, digest: str) -> None:
        """Forget a session; an unknown one is no error."""
        ...
