"""Keep who asked for a sign-in link, and make members, in dicts."""

from dataclasses import replace
from datetime import datetime

from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.members import LinkRequest
from belowline.people.reader import Reader, Role
from tests.memory_store.tables import OnTables


class MemoryMembers(OnTables):
    """See `belowline.people.members.MemberStore`."""

    async def add_request(self, request: LinkRequest, *, now: datetime) -> None:
        """Keep a request, and forget those that have expired."""
        kept = [each for each in self._tables.link_requests if each.expires_at > now]
        self._tables.link_requests = [*kept, request]

    async def set_link(
        self, site_id: SiteId, request_id: str, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Keep the digest of the link that answers a request."""
        for number, each in enumerate(self._tables.link_requests):
            if (each.site_id, each.request_id) == (site_id, request_id) and each.expires_at > now:
                self._tables.link_requests[number] = replace(each, digest=digest)
                return self._tables.link_requests[number]
        return None

    async def request_of(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> LinkRequest | None:
        """Return the request that a link answers, without using it."""
        for each in self._tables.link_requests:
            if (each.site_id, each.digest) == (site_id, digest) and each.expires_at > now:
                return each
        return None

    async def become_member(
        self, site_id: SiteId, digest: str, new: Reader, *, guest: ReaderId | None, now: datetime
    ) -> Reader | None:
        """Use a link up, for one caller, and return its reader."""
        request = await self.request_of(site_id, digest, now=now)
        if request is None:
            return None
        self._tables.link_requests.remove(request)
        key = request.email.strip().casefold()
        for reader in self._tables.readers.values():
            known = (reader.email or "").strip().casefold()
            if reader.site_id == site_id and reader.role is not Role.GUEST and known == key:
                return reader
        kept = self._tables.readers.get((site_id, guest)) if guest else None
        if kept is not None and kept.role is Role.GUEST:
            new = replace(kept, role=Role.MEMBER, name=new.name, email=new.email)
        self._tables.readers[site_id, new.reader_id] = new
        return new
