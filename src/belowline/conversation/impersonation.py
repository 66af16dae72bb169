"""Refuse a name that passes for somebody whom readers know: staff, and regulars with an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from belowline.kernel.errors import Refused
from belowline.kernel.ids import SiteId
from belowline.moderation.looks import look_of, plain_of
from belowline.people.reader import Reader, Role

# Who has said this much under a name is known by it; a member of yesterday can't reserve one.
REGULAR = 20


class NameStore(Protocol):
    """Knows who is known by which name."""

    async def known_by(self, site_id: SiteId, look: str, *, regular: int) -> Sequence[Reader]:
        """Return staff, and members with so many published comments, whose name has this look."""
        ...


@dataclass(frozen=True, slots=True)
class GuardNames:
    """The use case; call it with who wants to write under which name."""

    store: NameStore

    async def __call__(
        self, site_id: SiteId, name: str, *, reader: Reader | None, is_vouched: bool = True
    ) -> None:
        """Return if the name passes for nobody else; raises Refused.

        Two people may have one name, and the publisher says so of those with an account: they are
        refused only what is another name in disguise. Guests, and who types a name of their own
        (`is_vouched` is False), are refused both.
        """
        role = reader.role if reader else Role.GUEST
        if role.is_staff:
            return
        for known in await self.store.known_by(site_id, look_of(name), regular=REGULAR):
            is_same_person = reader is not None and known.reader_id == reader.reader_id
            is_vouched_for = is_vouched and role is not Role.GUEST
            is_namesake = is_vouched_for and plain_of(known.name) == plain_of(name)
            if not is_same_person and not is_namesake:
                raise Refused(
                    "This name looks like that of somebody who is known here. Choose another one.",
                    code="name-taken",
                    field="name",
                )
