"""Find what readers are told of sanctions against them, and both sides of an appeal's answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from belowline.mail.compose import Facts, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind
from belowline.mail.ports import TellingStore
from belowline.people.sanctions import Measure, Sanction


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingWriter:
    """Sanctions, and appeals against them; see `belowline.mail.compose.Writer`."""

    store: TellingStore
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return {
            MailKind.SANCTION: self.imposed,
            MailKind.SANCTION_DECIDED: self.decided,
            MailKind.SANCTION_REVIEWED: self.decided,
        }.get(kind)

    async def imposed(self, mail: Mail) -> Facts | None:
        """What was imposed or lifted, while it stands."""
        found = await self._sanction(mail)
        if found is None or not found[0].stands:
            return None
        sanction, email = found
        return Facts(email, self._values(sanction))

    async def decided(self, mail: Mail) -> Facts | None:
        """What became of an appeal, for the reader or for the moderator."""
        found = await self._sanction(mail)
        if found is None:
            return None
        sanction, email = found
        complaint = sanction.complaint
        if complaint is None or complaint.granted is None:
            return None
        answer = {"granted": complaint.granted, "reply": complaint.reply}
        return Facts(email, self._values(sanction) | answer)

    async def _sanction(self, mail: Mail) -> tuple[Sanction, str] | None:
        sanction = await self.store.sanction(mail.site_id, mail.subject)
        reader = await reader_of(self.store, mail)
        if sanction is None or reader is None or reader.email is None:
            return None
        return sanction, reader.email

    def _values(self, sanction: Sanction) -> dict[str, object]:
        return {
            "measure": sanction.measure.value,
            "reason": sanction.reason,
            "imposed": sanction.created_at.date(),
            "until": sanction.until.date() if sanction.until else "",
            "may_appeal": sanction.measure is not Measure.LIFT,
            "appeal_until": sanction.appeal_until.date(),
            "link": f"{self.links.standing(sanction.reader_id)}#sanction-{sanction.sanction_id}",
            "desk": self.links.page(f"/desk/readers/{sanction.reader_id}"),
        }
