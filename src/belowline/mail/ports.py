"""What mail needs from a store, and from whoever carries it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from belowline.conversation.reported import ReportedStore
from belowline.conversation.statement import FactsStore
from belowline.kernel.ids import NewId, SiteId
from belowline.mail.mail import Mail, MailState, Topic
from belowline.people.email_change import EmailChangeStore
from belowline.people.email_return import EmailReturnStore
from belowline.people.language import LanguageStore
from belowline.people.members import MemberStore
from belowline.people.ports import PeopleStore
from belowline.people.sanctions import SanctionStore


class MailStore(Protocol):
    """Keeps which e-mails are owed, each once, and how far they have come."""

    async def begin_mail(self, site_id: SiteId) -> None:
        """Remember from which event on people are told by e-mail; a second time changes nothing."""
        ...

    async def gather_mail(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue what the next events mean for people, and move on behind these events, in one
        transaction; say whether there were any.

        Each is queued once, however often it is gathered and by how many at once; nobody without an
        e-mail address gets anything.
        """
        ...

    async def add_mail(self, mail: Mail) -> bool:
        """Queue one e-mail; False, and nothing, where there is one of this kind and subject."""
        ...

    async def claim_mail(
        self, site_id: SiteId, *, claim: str, now: datetime, until: datetime
    ) -> Mail | None:
        """Take the e-mail that has been due the longest, for whoever `claim` names and nobody else
        until then; counts an attempt.

        One whose sender was cut off while the server took it becomes `unsure`.
        """
        ...

    async def hand_over(self, mail: Mail) -> bool:
        """Note, durably, that the server is about to take the e-mail; False where the claim has
        passed to somebody else, who then sends it."""
        ...

    async def settle_mail(self, mail: Mail) -> None:
        """Keep the state, problem and times of an e-mail that this claim held, and let go of it.

        Changes nothing where somebody else holds it now.
        """
        ...

    async def drop_mail(self, mail: Mail) -> None:
        """Forget an e-mail that is owed no more; if it is owed anew, it is queued anew."""
        ...

    async def mails(
        self, site_id: SiteId, states: Sequence[MailState], *, limit: int
    ) -> Sequence[Mail]:
        """Return the e-mails in these states, oldest first."""
        ...

    async def count_mail(self, site_id: SiteId) -> dict[MailState, int]:
        """Count the e-mails in each state; those without any are left out."""
        ...

    async def retry_mail(self, site_id: SiteId, mail_id: str, *, now: datetime) -> bool:
        """Let one that is dead or unsure wait again; False where there is no such one."""
        ...

    async def stopped(self, site_id: SiteId, person: str) -> frozenset[Topic]:
        """Return what a person wants no e-mail about; `person` is a keyed hash of the address."""
        ...

    async def stop_mail(self, site_id: SiteId, person: str, topics: frozenset[Topic]) -> None:
        """Keep what a person wants no e-mail about, instead of what was kept before."""
        ...


class TellingStore(
    MailStore,
    FactsStore,
    ReportedStore,
    PeopleStore,
    MemberStore,
    SanctionStore,
    EmailChangeStore,
    EmailReturnStore,
    LanguageStore,
    Protocol,
):
    """All that e-mails are made of."""


class NotTaken(Exception):
    """The server did not take an e-mail; `problem` is its code, and never an address.

    `is_final` says that it never will, `is_away` that it would take no other either.
    """

    def __init__(self, problem: str, *, is_final: bool = False, is_away: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final
        self.is_away = is_away


class Unanswered(Exception):
    """Everything was handed over, and no answer came: the server may have it or not."""


class Delivery(Protocol):
    """One connection to a mail server."""

    async def offer(self, message: bytes, *, sender: str, to: str) -> None:
        """Hand everything over but the last line, without which no server keeps it.

        Raises NotTaken.
        """
        ...

    async def conclude(self) -> None:
        """Hand over the last line; raises NotTaken, or Unanswered."""
        ...

    async def abandon(self) -> None:
        """Break off what was offered."""
        ...


class Carrier(Protocol):
    """The way to other people's inboxes."""

    def deliver(self) -> AbstractAsyncContextManager[Delivery]:
        """Lend a connection, made with the first use."""
        ...
