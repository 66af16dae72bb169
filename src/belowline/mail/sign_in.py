"""Send sign-in links by e-mail: to the desk for staff, to the thread for everybody else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, ReaderId, SiteId, StoryId
from belowline.mail.compose import Facts, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind
from belowline.mail.ports import TellingStore
from belowline.people.members import MEMBER_LINK_LASTS, Members
from belowline.people.signin import SignIn

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForLink:
    """The use case. Nobody learns from it which addresses are known."""

    store: TellingStore
    members: Members
    links: Links
    clock: Clock
    new_id: NewId

    async def to_desk(self, site_id: SiteId, email: str) -> None:
        """Queue a link for the member of staff with this address, if there is one."""
        reader = await self.store.reader_by_email(site_id, email)
        if reader is not None and reader.role.is_staff:
            await self._queue(site_id, MailKind.SIGN_IN, self.new_id(), reader.reader_id)

    async def to_thread(
        self, site_id: SiteId, email: str, story_id: StoryId | None, language: str | None = None
    ) -> None:
        """Queue a link for whoever owns this address; staff get theirs to the desk."""
        reader = await self.store.reader_by_email(site_id, email)
        if reader is not None and reader.role.is_staff:
            await self.to_desk(site_id, email)
            return
        request_id = await self.members.ask(site_id, email, story_id, language)
        await self._queue(site_id, MailKind.MEMBER_LINK, request_id, None)

    async def _queue(
        self, site_id: SiteId, kind: MailKind, subject: str, reader_id: ReaderId | None
    ) -> None:
        now = self.clock()
        await self.store.add_mail(
            Mail(
                site_id=site_id,
                mail_id=self.new_id(),
                kind=kind,
                subject=subject,
                comment_id=None,
                reader_id=reader_id,
                created_at=now,
                due_at=now,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWriter:
    """Sign-in links; see `belowline.mail.compose.Writer`. Each is made as its e-mail goes, so that
    no queue holds a secret."""

    store: TellingStore
    sign_in: SignIn
    members: Members
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return {MailKind.SIGN_IN: self.desk, MailKind.MEMBER_LINK: self.thread}.get(kind)

    async def desk(self, mail: Mail) -> Facts | None:
        """A link to the desk, while its receiver works there."""
        reader = await reader_of(self.store, mail)
        if reader is None or reader.email is None or not reader.role.is_staff:
            return None
        token = await self.sign_in.make_link(reader, lasts=MEMBER_LINK_LASTS)
        return Facts(
            reader.email,
            {
                "name": reader.name,
                "minutes": MEMBER_LINK_LASTS // _MINUTE,
                "link": self.links.page(f"/desk/enter?link={token}"),
            },
        )

    async def thread(self, mail: Mail) -> Facts | None:
        """A link for readers, while the request for it is not used or too old."""
        made = await self.members.make_link(mail.site_id, mail.subject)
        if made is None:
            return None
        request, token = made
        owner = await self.store.reader_by_email(mail.site_id, request.email)
        return Facts(
            request.email,
            {
                "minutes": MEMBER_LINK_LASTS // _MINUTE,
                "link": self.links.page(f"/sign-in/enter?link={token}"),
            },
            language=request.language,
            owner=owner.reader_id if owner else None,
        )
