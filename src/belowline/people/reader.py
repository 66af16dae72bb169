"""A person who reads, writes or moderates."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from belowline.kernel.ids import ReaderId, SiteId


class Role(StrEnum):
    """What a reader is to the publication, least rights first."""

    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    EDITOR = "editor"
    OWNER = "owner"

    @property
    def is_staff(self) -> bool:
        """Say whether this role works at the desk."""
        return self in (Role.MODERATOR, Role.EDITOR, Role.OWNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person. `email` and `password_hash` never leave the server.

    `reports_upheld` and `reports_dismissed` count how past reports by this reader ended. `badges`
    are words that the publisher's own accounts give a reader, shown beside the name.
    """

    site_id: SiteId
    reader_id: ReaderId
    name: str
    role: Role
    email: str | None
    password_hash: str | None
    reports_upheld: int
    reports_dismissed: int
    created_at: datetime
    badges: tuple[str, ...] = ()
