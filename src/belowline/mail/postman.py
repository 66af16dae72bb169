"""Send what is due: claim it, write it, hand it over, and note each step before the next.

An e-mail is noted as handed over between its text and the last line, without which a server keeps
nothing. Cut off before, it is sent again; cut off behind, it isn't, and a person is shown it.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from belowline.kernel.background import Job, NotNow, Payload
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import NewId, SiteId
from belowline.mail.compose import Compose
from belowline.mail.digest import DigestStore
from belowline.mail.mail import Mail, MailState
from belowline.mail.message import Letterhead, encoded
from belowline.mail.ports import Carrier, Delivery, MailStore, NotTaken, Unanswered
from belowline.mail.timing import CLAIMED_FOR, again_at

LOG = logging.getLogger("belowline.mail")

# Nobody waits for most mail; who waits for a link waits for this on top of the way.
ROUND_SECONDS = 1
# A server that is down is not asked each second.
PAUSE_SECONDS = 60.0
# A round ends, so that it can be told from one that hangs; what is left is the next one's.
_ROUND_LASTS_SECONDS = 60.0
# The last e-mail of a round may wait for each answer of a slow server.
_LONGEST_SECONDS = 600.0


class PostStore(MailStore, DigestStore, Protocol):
    """Keeps what is owed, and what becomes owed with the time."""


@dataclass(slots=True, kw_only=True)
class Postman:
    """Goes round in the background; any number of them may share one store."""

    site_id: SiteId
    store: PostStore
    compose: Compose
    carrier: Carrier
    head: Letterhead
    clock: Clock
    new_id: NewId
    _stops: bool = False

    async def begin(self) -> None:
        """Remember from when on people are told."""
        await self.store.begin_mail(self.site_id)

    def jobs(self) -> Sequence[Job]:
        """Return what is done in the background."""
        job = Job(
            name="mail",
            run=self._go_round,
            seconds=_LONGEST_SECONDS,
            pause_seconds=PAUSE_SECONDS,
            every_seconds=ROUND_SECONDS,
        )
        return (job,)

    def stop(self) -> None:
        """Finish the e-mail that is under way, and begin no other."""
        self._stops = True

    async def _go_round(self, _: Payload) -> None:
        try:
            goes_on = await self.round()
        except Unavailable:
            # It is back soon, or nothing is owed that anybody knows of.
            LOG.warning("mail waits: the database is away")
            return
        if not goes_on:
            raise NotNow("the mail server takes nothing")

    async def round(self) -> bool:
        """Queue what is new and send what is due; False where the server takes nothing now."""
        while await self.store.gather_mail(self.site_id, now=self.clock(), new_id=self.new_id):
            pass
        while await self.store.issue_digest(self.site_id, now=self.clock(), new_id=self.new_id):
            pass
        until = asyncio.get_running_loop().time() + _ROUND_LASTS_SECONDS
        async with self.carrier.deliver() as delivery:
            while self._may_go_on(until) and (mail := await self._claimed()):
                if not await self._send(mail, delivery):
                    return False
        return True

    def _may_go_on(self, until: float) -> bool:
        return not self._stops and asyncio.get_running_loop().time() < until

    async def _claimed(self) -> Mail | None:
        now = self.clock()
        return await self.store.claim_mail(
            self.site_id, claim=secrets.token_hex(8), now=now, until=now + CLAIMED_FOR
        )

    async def _send(self, mail: Mail, delivery: Delivery) -> bool:
        try:
            message = await self.compose(mail)
            if message is None:
                await self.store.drop_mail(mail)
                return True
            raw = encoded(message, self.head, mail_id=mail.mail_id, at=self.clock())
        except Unavailable:
            raise
        except Exception as error:
            # Whatever is wrong with this one, the others shall go; `belowline mail` shows it.
            await self._end(mail, MailState.DEAD, f"can't be written: {type(error).__name__}")
            return True
        return await self._hand_over(mail, delivery, raw, message.to)

    async def _hand_over(self, mail: Mail, delivery: Delivery, raw: bytes, to: str) -> bool:
        try:
            await delivery.offer(raw, sender=self.head.sender, to=to)
            if not await self.store.hand_over(mail):
                await delivery.abandon()
                return True
            await delivery.conclude()
        except NotTaken as error:
            await self._not_taken(mail, error)
            return not error.is_away
        except Unanswered as error:
            await self._end(mail, MailState.UNSURE, f"no answer: {error}")
            return True
        await self._end(mail, MailState.SENT, None)
        return True

    async def _not_taken(self, mail: Mail, error: NotTaken) -> None:
        now = self.clock()
        again = None if error.is_final and not error.is_away else again_at(mail, now)
        if again is None:
            await self._end(mail, MailState.DEAD, error.problem)
            return
        LOG.info("mail %s is tried again: %s", mail.mail_id, error.problem)
        waiting = replace(mail, state=MailState.WAITING, due_at=again, problem=error.problem)
        await self.store.settle_mail(waiting)

    async def _end(self, mail: Mail, state: MailState, problem: str | None) -> None:
        if state is not MailState.SENT:
            LOG.warning("mail %s is %s: %s", mail.mail_id, state.value, problem)
        ended = replace(mail, state=state, problem=problem, ended_at=self.clock())
        await self.store.settle_mail(ended)
