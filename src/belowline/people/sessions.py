"""Show somebody where they are signed in, and sign them out everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.reader import Reader
from belowline.people.sign_on import PUBLISHER
from belowline.people.signin import digest


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in until then."""

    digest: str
    expires_at: datetime


class SessionStore(Protocol):
    """Knows the sessions of a reader."""

    async def sessions_of(
        self, site_id: SiteId, reader_id: ReaderId, now: datetime
    ) -> Sequence[Session]:
        """Return those that have not expired, the longest-lived first."""
        ...

    async def providers_of(self, site_id: SiteId, reader_id: ReaderId) -> frozenset[str]:
        """Return whose accounts the reader signs in with."""
        ...

    async def end_sessions(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """End all of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The use cases."""

    store: SessionStore
    clock: Clock

    async def of(self, reader: Reader) -> Sequence[Session]:
        """Return the reader's sessions."""
        return await self.store.sessions_of(reader.site_id, reader.reader_id, self.clock())

    async def end_all(self, reader: Reader) -> None:
        """Sign the reader out everywhere."""
        await self.store.end_sessions(reader.site_id, reader.reader_id)

    async def is_named_elsewhere(self, reader: Reader) -> bool:
        """Say whether the name comes from the publisher, and would be back with the next token."""
        return PUBLISHER in await self.store.providers_of(reader.site_id, reader.reader_id)

    @staticmethod
    def is_this(session: Session, secret: str) -> bool:
        """Say whether the browser with this secret has the session."""
        return bool(secret) and session.digest == digest(secret)
