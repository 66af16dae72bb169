"""Keep sanctions in a dict."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from belowline.desk.sanction_log import answer_note, sanction_note, undone_note
from belowline.kernel.ids import ReaderId, SiteId, new_id
from belowline.mail.mail import Mail, MailKind
from belowline.mail.timing import SETTLES
from belowline.people.sanctions import Complaint, Sanction, in_force
from tests.memory_store.tables import OnTables


class MemorySanctions(OnTables):
    """See `belowline.people.sanctions.SanctionStore`."""

    async def add_sanction(self, sanction: Sanction) -> bool:
        """Keep a sanction and its entry."""
        if (sanction.site_id, sanction.reader_id) not in self._tables.readers:
            return False
        self._keep(sanction)
        self._write(sanction_note(sanction))
        self._owe(MailKind.SANCTION, sanction, sanction.reader_id, sanction.created_at)
        return True

    async def sanctions(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Sanction]:
        """Return all of a reader's, oldest first."""
        return [each for each in self._all(site_id) if each.reader_id == reader_id]

    async def sanction(self, site_id: SiteId, sanction_id: str) -> Sanction | None:
        """Return one, or None."""
        return self._tables.sanctions.get((site_id, sanction_id))

    async def sanctions_in_force(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Sanction]:
        """Return what limits readers now, newest first."""
        readers = {each.reader_id for each in self._all(site_id)}
        found = [
            limiting
            for reader_id in readers
            if (limiting := in_force(await self.sanctions(site_id, reader_id), now))
        ]
        return sorted(found, key=_order, reverse=True)[:limit]

    async def complaints(self, site_id: SiteId, *, limit: int) -> Sequence[Sanction]:
        """Return sanctions whose readers' appeals wait, the oldest appeal first."""
        waiting = [
            (each.complaint.made_at, each.sanction_id, each)
            for each in self._all(site_id)
            if each.complaint and each.complaint.granted is None
        ]
        return [each for _, _, each in sorted(waiting, key=lambda found: found[:2])][:limit]

    async def sanctions_named(
        self, site_id: SiteId, sanction_ids: Sequence[str]
    ) -> Mapping[str, Sanction]:
        """Return those of the sanctions that exist."""
        return {
            each.sanction_id: each
            for each in self._all(site_id)
            if each.sanction_id in sanction_ids
        }

    async def undo_sanction(self, sanction: Sanction, *, at: datetime) -> bool:
        """Note that it was taken back."""
        kept = self._tables.sanctions[sanction.site_id, sanction.sanction_id]
        if kept.undone_at is not None or kept.complaint is not None:
            return False
        self._keep(replace(kept, undone_at=at))
        self._write(undone_note(sanction, at))
        return True

    async def read_sanctions(self, site_id: SiteId, reader_id: ReaderId, at: datetime) -> None:
        """Note that the reader knows of all that there are."""
        for each in await self.sanctions(site_id, reader_id):
            if each.read_at is None:
                self._keep(replace(each, read_at=at))

    async def complain(self, sanction: Sanction, text: str, at: datetime) -> bool:
        """Keep the reader's appeal."""
        kept = self._tables.sanctions[sanction.site_id, sanction.sanction_id]
        if kept.complaint is not None:
            return False
        self._keep(replace(kept, complaint=Complaint(text=text, made_at=at)))
        return True

    async def answer_complaint(
        self, sanction: Sanction, complaint: Complaint, *, by: ReaderId
    ) -> bool:
        """Keep the answer."""
        kept = self._tables.sanctions[sanction.site_id, sanction.sanction_id]
        if kept.complaint is None or kept.complaint.granted is not None:
            return False
        assert complaint.answered_at is not None
        self._keep(replace(kept, complaint=complaint))
        at = complaint.answered_at
        self._write(answer_note(sanction, complaint, by, at))
        self._owe(MailKind.SANCTION_DECIDED, sanction, sanction.reader_id, at)
        self._owe(MailKind.SANCTION_REVIEWED, sanction, sanction.by, at)
        return True

    def _owe(self, kind: MailKind, sanction: Sanction, to: ReaderId, at: datetime) -> None:
        reader = self._tables.readers.get((sanction.site_id, to))
        if sanction.site_id not in self._tables.mail_cursors or not (reader and reader.email):
            return
        mail = Mail(
            site_id=sanction.site_id,
            mail_id=new_id(),
            kind=kind,
            subject=sanction.sanction_id,
            comment_id=None,
            reader_id=to,
            created_at=at,
            due_at=at + SETTLES,
        )
        self._tables.mails[mail.site_id, mail.mail_id] = mail

    def _all(self, site_id: SiteId) -> list[Sanction]:
        found = [each for (site, _), each in self._tables.sanctions.items() if site == site_id]
        return sorted(found, key=_order)

    def _keep(self, sanction: Sanction) -> None:
        self._tables.sanctions[sanction.site_id, sanction.sanction_id] = sanction


def _order(sanction: Sanction) -> tuple[datetime, str]:
    return sanction.created_at, sanction.sanction_id
