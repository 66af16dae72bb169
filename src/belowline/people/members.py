"""Make members of readers who show that an e-mail address is theirs: by a link, no password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import NewId, ReaderId, SiteId, StoryId
from belowline.people.reader import Reader, Role
from belowline.people.signin import digest

# Who asked looks into their inbox now.
MEMBER_LINK_LASTS = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """That somebody asked for a link to this address, below which story if any.

    `digest` is of the link, once it is made; `language` is that of the page on which they asked.
    """

    site_id: SiteId
    request_id: str
    email: str
    story_id: StoryId | None
    digest: str | None
    expires_at: datetime
    language: str | None = None


class MemberStore(Protocol):
    """Keeps who asked for a link, and makes members."""

    async def add_request(self, request: LinkRequest, *, now: datetime) -> None:
        """Keep a request, and forget those that have expired with their addresses."""
        ...

    async def set_link(
        self, site_id: SiteId, request_id: str, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Keep the digest of the link that answers a request, instead of an earlier one's; None
        where the request was used, or has expired."""
        ...

    async def request_of(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Return the request that a link answers, without using it; None for an unknown, used or
        expired one."""
        ...

    async def become_member(
        self, site_id: SiteId, digest: str, new: Reader, *, guest: ReaderId | None, now: datetime
    ) -> Reader | None:
        """Use a link up, for one caller, and return its reader; None as `request_of` does.

        The member with this address if there is one; else this guest becomes it, and keeps what
        they wrote; without a guest `new` is kept. The request is forgotten with its address.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The use case: ask, get a link, come in by it."""

    store: MemberStore
    clock: Clock
    new_id: NewId

    async def ask(
        self, site_id: SiteId, email: str, story_id: StoryId | None, language: str | None = None
    ) -> str:
        """Keep that somebody asked for a link to this address; return the id of the request."""
        now = self.clock()
        request = LinkRequest(
            site_id=site_id,
            request_id=self.new_id(),
            email=email,
            story_id=story_id,
            digest=None,
            expires_at=now + MEMBER_LINK_LASTS,
            language=language,
        )
        await self.store.add_request(request, now=now)
        return request.request_id

    async def make_link(self, site_id: SiteId, request_id: str) -> tuple[LinkRequest, str] | None:
        """Return the request and the secret of its link, None where it is too late for one."""
        token = secrets.token_urlsafe(32)
        request = await self.store.set_link(site_id, request_id, digest(token), now=self.clock())
        return (request, token) if request else None

    async def request(self, site_id: SiteId, token: str) -> LinkRequest:
        """Return what a link answers, without using it; raises NotFound."""
        request = await self.store.request_of(site_id, digest(token), now=self.clock())
        if request is None:
            raise _gone()
        return request

    async def enter(
        self, site_id: SiteId, token: str, *, name: str, visitor: Reader | None
    ) -> Reader:
        """Use a link up and return its member; raises NotFound.

        `visitor` is whom the browser that opens the link was known as. Only that guest becomes the
        member: whoever asked for the link may have been somebody else.
        """
        now = self.clock()
        new = Reader(
            site_id=site_id,
            reader_id=ReaderId(self.new_id()),
            name=name,
            role=Role.MEMBER,
            email=(await self.request(site_id, token)).email,
            password_hash=None,
            reports_upheld=0,
            reports_dismissed=0,
            created_at=now,
        )
        guest = visitor.reader_id if visitor and visitor.role is Role.GUEST else None
        member = await self.store.become_member(site_id, digest(token), new, guest=guest, now=now)
        if member is None:
            raise _gone()
        return member


def _gone() -> NotFound:
    return NotFound("This link has been used or has expired. Ask for a new one.")
