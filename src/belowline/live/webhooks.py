"""Tell programs of the publisher's what happened, in order, out of the outbox."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from belowline.conversation.happenings import Happening, HappeningStore, happenings
from belowline.conversation.webhook_line import Line, LineStore
from belowline.kernel.background import Job, Payload
from belowline.kernel.clock import Clock
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId
from belowline.live.outgoing import Undelivered, post
from belowline.live.signing import signed
from belowline.live.webhook_settings import Webhook

LOG = logging.getLogger("belowline.live")

# How often the outbox is looked at for something to tell.
_ROUND_SECONDS = 1
_PAUSE_SECONDS = 1.0
# A round ends, so that it can be told from one that hangs; what is left is the next one's.
_ROUND_LASTS_SECONDS = 60.0
# A hundred events may each be waited for.
_LONGEST_SECONDS = 1_800.0
_BATCH = 100
# How long a receiver may take; and for how long a process has a line, renewed with each message:
# when it dies, another goes on after that.
_ANSWER_SECONDS = 10.0
_LENT = timedelta(seconds=20)
# After these waits a message is given up, named in the log, and the next one is tried: one that a
# receiver breaks over must not stop the others for ever. `webhooks replay` brings it back.
_WAITS = tuple(timedelta(seconds=each) for each in (5, 60, 600, 3_600, 6 * 3_600, 24 * 3_600))
# What the receiver says it will never take is tried less long.
_WAITS_REFUSED = _WAITS[:2]
_NOT_REFUSALS = (408, 409, 425, 429)


class SenderStore(HappeningStore, LineStore, Protocol):
    """The outbox, what it speaks of, and how far each webhook was told."""


@dataclass(slots=True, kw_only=True)
class WebhookSender:
    """What one process does for all webhooks. Of several, each line is one's at a time.

    Whoever dies between sending and noting it down is followed by one who sends it again, under
    the same id.
    """

    store: SenderStore
    hooks: Sequence[Webhook]
    site_id: SiteId
    clock: Clock
    me: str
    count: Callable[[str], None] = lambda outcome: None
    answer_seconds: float = _ANSWER_SECONDS
    _held: set[str] = field(default_factory=set)

    def jobs(self) -> Sequence[Job]:
        """Return what is done in the background: a round for each webhook."""
        return [
            Job(
                name=f"webhook {hook.name}",
                run=partial(self._go_round, hook),
                seconds=_LONGEST_SECONDS,
                pause_seconds=_PAUSE_SECONDS,
                every_seconds=_ROUND_SECONDS,
            )
            for hook in self.hooks
        ]

    async def _go_round(self, hook: Webhook, _: Payload) -> None:
        until = asyncio.get_running_loop().time() + _ROUND_LASTS_SECONDS
        try:
            while await self.step(hook) and asyncio.get_running_loop().time() < until:
                pass
        finally:
            await self._give_back(hook)

    async def _give_back(self, hook: Webhook) -> None:
        """Let whoever goes the next round have the line at once."""
        if hook.name in self._held:
            now = self.clock()
            await self.store.claim_line(self.site_id, hook.name, by=self.me, now=now, until=now)
            self._held.discard(hook.name)

    async def step(self, hook: Webhook) -> bool:
        """Tell a webhook what is due, if the line is ours; say whether there may be more."""
        now = self.clock()
        known = next((line for line in await self._lines() if line.hook == hook.name), None)
        if known and (known.due_at > now or known.number >= await self._newest()):
            return False
        line = await self.store.claim_line(
            self.site_id, hook.name, by=self.me, now=now, until=now + _LENT
        )
        if line is None:
            return False
        self._held.add(hook.name)
        if line.due_at > now:
            return False
        events = await self.store.events_after(self.site_id, line.number, limit=_BATCH)
        for event in events:
            told = await self._tell_event(hook, line, event)
            if told is None:
                return False
            line = told
        # What was of no interest is noted once for all of it.
        return await self._move(line) and len(events) == _BATCH

    async def _newest(self) -> int:
        return await self.store.last_event(self.site_id)

    async def _lines(self) -> Sequence[Line]:
        return await self.store.lines(self.site_id)

    async def _tell_event(self, hook: Webhook, line: Line, event: Event) -> Line | None:
        """Tell what an event means; return the line behind it, None where it goes no further."""
        behind = replace(line, number=event.number, part=0, attempts=0)
        found = await happenings(self.store, event)
        for part, happening in enumerate(found):
            if part < line.part or not hook.wants(happening.kind):
                continue
            failed = await self._failed(hook, happening, replace(line, part=part))
            if failed is not None:
                await self._move(failed)
                return None
            line = replace(line, part=part + 1, attempts=0)
            if part + 1 < len(found) and not await self._move(line):
                return None
            if part + 1 == len(found) and not await self._move(behind):
                return None
        return behind

    async def _failed(self, hook: Webhook, happening: Happening, line: Line) -> Line | None:
        """Send one message; return the line with the next attempt's time, None if all is done."""
        try:
            await self._send(hook, happening)
        except Undelivered as error:
            is_refused = error.status is not None and 400 <= error.status < 500
            waits = _WAITS
            if is_refused and error.status not in _NOT_REFUSALS:
                waits = _WAITS_REFUSED
            if line.attempts < len(waits):
                self.count("failed")
                due_at = self.clock() + waits[line.attempts]
                return replace(line, attempts=line.attempts + 1, due_at=due_at)
            self.count("given up")
            LOG.error("webhook %s: %s is given up: %s", hook.name, happening.key, error)
            return None
        self.count("delivered")
        return None

    async def _send(self, hook: Webhook, happening: Happening) -> None:
        at = happening.at.isoformat()
        body = json.dumps({"type": happening.kind, "timestamp": at, "data": happening.data})
        headers = {
            "content-type": "application/json",
            "user-agent": "Belowline",
            **signed(hook.key, happening.key, int(self.clock().timestamp()), body.encode()),
        }
        await post(
            hook.url,
            headers,
            body.encode(),
            may_be_private=hook.allow_private,
            seconds=self.answer_seconds,
        )

    async def _move(self, line: Line) -> bool:
        until = self.clock() + _LENT
        return await self.store.move_line(self.site_id, line, by=self.me, until=until)
