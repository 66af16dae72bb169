"""Give a reader without an account a place to hang their comments and likes on."""

from dataclasses import dataclass

from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.people.ports import PeopleStore
from belowline.people.reader import Reader, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """Makes guests, and remembers the name they gave last."""

    store: PeopleStore
    clock: Clock
    new_id: NewId

    async def new(self, site_id: SiteId, *, name: str = "", email: str | None = None) -> Reader:
        """Keep and return a new guest."""
        return await self.store.add_reader(self.made(site_id, name=name, email=email))

    def made(self, site_id: SiteId, *, name: str = "", email: str | None = None) -> Reader:
        """Return a new guest whom nobody keeps yet."""
        return Reader(
            site_id=site_id,
            reader_id=ReaderId(self.new_id()),
            name=name,
            role=Role.GUEST,
            email=email,
            password_hash=None,
            reports_upheld=0,
            reports_dismissed=0,
            created_at=self.clock(),
        )

    async def named(self, reader: Reader, *, name: str, email: str | None) -> None:
        """Remember name and e-mail of a guest; others keep what their account says."""
        changed = name != reader.name or (email is not None and email != reader.email)
        if reader.role is Role.GUEST and changed:
            await self.store.rename(reader.site_id, reader.reader_id, name=name, email=email)
