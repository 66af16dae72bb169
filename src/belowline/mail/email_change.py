"""Confirm a member's new e-mail address by a link that goes there, and tell the old one of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId
from belowline.mail.choices import Choices
from belowline.mail.compose import Facts
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind
from belowline.mail.ports import TellingStore
from belowline.people.email_change import EmailChange, EmailChanges
from belowline.people.email_return import EmailReturns
from belowline.people.members import MEMBER_LINK_LASTS
from belowline.people.reader import Reader

PATH = "/me/email/confirm"
RETURN_PATH = "/me/email/back"

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEmail:
    """The use cases: ask for another address, and open the link that came there."""

    store: TellingStore
    changes: EmailChanges
    returns: EmailReturns
    choices: Choices
    clock: Clock
    new_id: NewId

    async def ask(self, reader: Reader, email: str) -> None:
        """Queue a link to the new address; nobody learns whether somebody else has it."""
        change = await self.changes.ask(reader, email)
        await self._queue(MailKind.EMAIL_CONFIRM, change)

    async def fulfil(self, reader: Reader, token: str) -> EmailChange:
        """Use the link up; what is wanted and what isn't moves along, the old address is told."""
        change = await self.changes.fulfil(reader, token)
        if change.old_email:
            await self._queue(MailKind.EMAIL_CHANGED, change)
            await self.choices.move(change.old_email, change.email)
        return change

    async def _queue(self, kind: MailKind, change: EmailChange) -> None:
        now = self.clock()
        await self.store.add_mail(
            Mail(
                site_id=change.site_id,
                mail_id=self.new_id(),
                kind=kind,
                subject=change.change_id,
                comment_id=None,
                reader_id=change.reader_id,
                created_at=now,
                due_at=now,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWriter:
    """Finds what is told about a new address; see `belowline.mail.compose.Writer`."""

    store: TellingStore
    changes: EmailChanges
    returns: EmailReturns
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return {
            MailKind.EMAIL_CONFIRM: self.confirm,
            MailKind.EMAIL_CHANGED: self.changed,
        }.get(kind)

    async def confirm(self, mail: Mail) -> Facts | None:
        """A link to the new address, unless somebody else has it."""
        made = await self.changes.make_link(mail.site_id, mail.subject)
        if made is None:
            return None
        change, token = made
        reader = await self.store.reader(mail.site_id, change.reader_id)
        owner = await self.store.reader_by_email(mail.site_id, change.email)
        if reader is None or owner is not None:
            return None
        return Facts(
            change.email,
            {
                "name": reader.name,
                "minutes": MEMBER_LINK_LASTS // _MINUTE,
                "link": self.links.page(f"{PATH}?link={token}"),
            },
        )

    async def changed(self, mail: Mail) -> Facts | None:
        """The notice to the old address, with the link that takes it back; it doesn't name the new
        one."""
        made = await self.returns.make_link(mail.site_id, mail.subject)
        if made is None:
            return None
        change, token = made
        reader = await self.store.reader(mail.site_id, change.reader_id)
        if not change.old_email or reader is None:
            return None
        return Facts(
            change.old_email,
            {
                "name": reader.name,
                "until": change.expires_at.date(),
                "back": self.links.page(f"{RETURN_PATH}?link={token}"),
            },
        )
