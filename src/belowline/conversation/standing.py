"""Tell readers what moderators imposed on them, and take their appeals against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.conversation.words import check_note
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, NotFound, Refused
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.sanctions import Measure, Sanction, SanctionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowStanding:
    """The use case; call it for all that was ever imposed on a reader, oldest first."""

    store: SanctionStore
    clock: Clock

    async def __call__(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Sanction]:
        """Return what stands; what its moderator took back at once was never said."""
        found = await self.store.sanctions(site_id, reader_id)
        return [each for each in found if each.undone_at is None]

    async def read(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Note that the reader has read all of it, so that it is not told them again."""
        await self.store.read_sanctions(site_id, reader_id, self.clock())

    async def appeal(
        self, site_id: SiteId, reader_id: ReaderId, sanction_id: str, text: str
    ) -> None:
        """Keep an appeal, to be decided by another moderator.

        Raises NotFound for a sanction that is not theirs, Refused `appeal-late` or
        `nothing-to-appeal`, Conflict `appealed`.
        """
        text = check_note(text, field="text")
        sanction = await self.store.sanction(site_id, sanction_id)
        if sanction is None or sanction.reader_id != reader_id or sanction.undone_at is not None:
            raise NotFound("There is nothing to appeal against here.")
        if sanction.measure is Measure.LIFT:
            raise Refused("Nothing was imposed on you by this.", code="nothing-to-appeal")
        now = self.clock()
        if now > sanction.appeal_until:
            raise Refused("The six months for an appeal are over.", code="appeal-late")
        if not await self.store.complain(sanction, text, now):
            raise Conflict("You have appealed against this already.", code="appealed")
