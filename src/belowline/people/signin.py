"""Sign staff in: by a one-time link, or by e-mail and password."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.people.ports import Door, PeopleStore
from belowline.people.reader import Reader, Role

# A working day with overtime; a forgotten tab does not stay open for a week.
SESSION_LENGTH = timedelta(hours=14)

# A member comes back to a story for weeks, and may end all sessions at any time.
MEMBER_SESSION_LENGTH = timedelta(days=90)

# Long enough to walk to a colleague's desk with it, short enough to be worthless in an archive.
LINK_LENGTH = timedelta(hours=24)

# NIST SP 800-63B-4 section 3.1.1.2 asks for at least 15 where it is the only factor.
SHORTEST_PASSWORD = 15


def digest(token: str) -> str:
    """Return what the store keeps of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """All ways in and out of the desk."""

    store: PeopleStore
    clock: Clock
    new_id: NewId

    async def add_staff(self, site_id: SiteId, *, name: str, email: str, role: Role) -> Reader:
        """Keep a new member of staff; raises Conflict for an e-mail that is taken."""
        return await self.store.add_reader(
            Reader(
                site_id=site_id,
                reader_id=ReaderId(self.new_id()),
                name=name,
                role=role,
                email=email,
                password_hash=None,
                reports_upheld=0,
                reports_dismissed=0,
                created_at=self.clock(),
            )
        )

    async def set_password(self, reader: Reader, password: str) -> None:
        """Keep a new password (Argon2id); raises Refused for a short one."""
        if len(password) < SHORTEST_PASSWORD:
            raise Refused(
                f"The password needs at least {SHORTEST_PASSWORD} characters.",
                code="password-short",
                field="password",
            )
        await self.store.set_password(
            reader.site_id, reader.reader_id, PasswordHasher().hash(_bytes(password))
        )

    async def make_link(self, reader: Reader, *, lasts: timedelta = LINK_LENGTH) -> str:
        """Return the secret of a new one-time link for this reader."""
        token = secrets.token_urlsafe(32)
        expires = self.clock() + lasts
        await self.store.add_link(reader.site_id, digest(token), reader.reader_id, expires)
        return token

    async def link_owner(self, site_id: SiteId, token: str) -> Reader:
        """Return whose link this is without using it; raises NotFound."""
        owner = await self.store.link_owner(site_id, digest(token), self.clock())
        return _usable(owner)

    async def by_link(self, site_id: SiteId, token: str) -> str:
        """Use the link up and return the secret of a new session; raises NotFound."""
        reader = await self.store.use_link(site_id, digest(token), self.clock())
        return await self._session(_usable(reader), Door.LINK)

    async def by_password(self, site_id: SiteId, email: str, password: str) -> str:
        """Return the secret of a new session; raises Refused, the same for every reason."""
        # PostgreSQL can't even be asked for a text with NUL in it.
        reader = None if "\0" in email else await self.store.reader_by_email(site_id, email)
        stored = reader.password_hash if reader and reader.password_hash else _NOBODY
        # Argon2 takes some 50 ms on purpose; others are served meanwhile.
        matches = await asyncio.to_thread(_matches, stored, password)
        if reader is None or reader.password_hash is None or not matches:
            raise Refused("E-mail and password do not match.", code="sign-in-failed")
        return await self._session(reader, Door.PASSWORD)

    async def reader(self, site_id: SiteId, token: str) -> Reader | None:
        """Return who has this session, None for an unknown or expired one."""
        return await self.store.session_reader(site_id, digest(token), self.clock())

    async def out(self, site_id: SiteId, token: str) -> None:
        """End the session."""
        await self.store.end_session(site_id, digest(token))

    async def by_account(self, reader: Reader) -> str:
        """Return the secret of a new session for somebody whom their publisher vouches for."""
        return await self._session(reader, Door.SIGN_ON)

    async def by_mail(self, reader: Reader) -> str:
        """Return the secret of a new session for who showed that the address is theirs."""
        return await self._session(reader, Door.LINK)

    async def by_passkey(self, reader: Reader) -> str:
        """Return the secret of a new session for whose passkey answered."""
        return await self._session(reader, Door.PASSKEY)

    async def _session(self, reader: Reader, door: Door) -> str:
        token, now = secrets.token_urlsafe(32), self.clock()
        length = SESSION_LENGTH if reader.role.is_staff else MEMBER_SESSION_LENGTH
        await self.store.add_session(
            reader.site_id,
            digest(token),
            reader.reader_id,
            now + length,
            at=now,
            door=door,
        )
        return token


# The hash of a password that nobody has: an unknown e-mail takes as long as a wrong password.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA"
    "$mXPFxhAeq1wUXH6cFyZPXTkcZ7Q9zGg3m9YkZcJ3dOo"
)


def _bytes(password: str) -> bytes:
    """Half a character from a broken client is a wrong password, not a fault."""
    return password.encode("utf-8", "surrogatepass")


def _matches(stored: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(stored, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def _usable(reader: Reader | None) -> Reader:
    if reader is None:
        raise NotFound(
            "This link has been used or has expired. Ask for a new one: belowline user link E-MAIL."
        )
    return reader
