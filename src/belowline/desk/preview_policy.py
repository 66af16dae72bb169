"""Show what another policy would have changed lately, in bounded time, before it is saved."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from belowline.conversation.in_force import InForce
from belowline.desk.as_posted import as_posted
from belowline.desk.comparison import Comparison, Tally
from belowline.desk.judges import Asked, Engines, Rulings
from belowline.desk.ports import ArchiveStore, Written
from belowline.desk.save_policy import check_length
from belowline.desk.told import Authors, Progress, Told
from belowline.kernel.clock import Clock
from belowline.kernel.ids import CommentId, SiteId
from belowline.moderation import Moderator, Policy, Ruling, parse_policy
from belowline.people.access import Right, require
from belowline.people.reader import Reader

LOOKED_BACK = timedelta(days=30)
# How long somebody waits before a page that says nothing; proxies give up after sixty seconds.
SECONDS = 15.0
LONGEST_SECONDS = 50.0
# Comments between two looks at the clock: a fraction of a second's work.
_AT_ONCE = 20
# Of the time, the part that is planned for: comments are not all of one length.
_PLANNED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would have changed since then, over so many comments (`comparison.comments`) of `of`."""

    current: Policy
    proposed: Policy
    comparison: Comparison
    since: datetime
    of: int


@dataclass(slots=True, kw_only=True)
class PreviewPolicy:
    """The use case: hold both policies against what was written in the last thirty days.

    Where there is more than can be looked at in time, comments are taken at even distances.
    `make` builds the engine for a policy.
    """

    store: ArchiveStore
    in_force: InForce
    make: Callable[[Policy], Moderator]
    clock: Clock
    timer: Callable[[], float] = time.monotonic
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(
        self,
        me: Reader | None,
        site_id: SiteId,
        text: str,
        *,
        examples: int,
        seconds: float = SECONDS,
        progress: Progress = lambda done, total: None,
    ) -> Preview:
        """Return what would have changed; raises PolicyError for a text that is no policy.

        `progress` is told how many comments are done, and of how many.
        """
        require(Right.OVERSEE, me)
        check_length(text)
        policy = await asyncio.to_thread(parse_policy, text)
        # One at a time: readers' comments are ruled on by the same processor meanwhile.
        async with self._turn:
            pair = _Pair(self.in_force.moderator, await asyncio.to_thread(self.make, policy))
            since = self.clock() - LOOKED_BACK
            tally = Tally(pair.current.policy, policy, examples)
            end = self.timer() + min(seconds, LONGEST_SECONDS)
            ids = await self._chosen(pair, site_id, since, end)
            done = 0
            async for page in self._pages(site_id, ids):
                for told, rulings in zip(page, await pair.rule(page), strict=True):
                    tally.add(told[0], *rulings)
                done += len(page)
                progress(done, len(ids))
                if self.timer() >= end:
                    break
            return Preview(
                current=pair.current.policy,
                proposed=policy,
                comparison=tally.comparison(),
                since=since,
                of=await self.store.written_size(site_id, since=since),
            )

    async def _chosen(
        self, pair: "_Pair", site_id: SiteId, since: datetime, end: float
    ) -> Sequence[CommentId]:
        """Return as many comments as can be looked at until then; a few are tried to tell."""
        tried = await self.store.written_spread(site_id, since=since, most=_AT_ONCE)
        began = self.timer()
        async for page in self._pages(site_id, tried):
            await pair.rule(page)
        now = self.timer()
        each = max((now - began) / max(len(tried), 1), 1e-6)
        most = max(int((end - now) * _PLANNED / each), _AT_ONCE)
        return await self.store.written_spread(site_id, since=since, most=most)

    async def _pages(
        self, site_id: SiteId, ids: Sequence[CommentId]
    ) -> AsyncIterator[Sequence[Told]]:
        authors = Authors()
        for start in range(0, len(ids), _AT_ONCE):
            page = await self.store.written_named(site_id, ids[start : start + _AT_ONCE])
            yield [(written, authors.told(written)) for written in page]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The engine with either policy, asked beside the loop that serves everybody."""

    current: Moderator
    proposed: Moderator

    async def rule(self, page: Sequence[Told]) -> list[tuple[Ruling, Ruling]]:
        engines = Engines((self.current, self.proposed))

        def ruled() -> list[tuple[Ruling, Ruling]]:
            return [self._as_posted(told[0], engines.rulings(Asked.of(told))) for told in page]

        return await asyncio.to_thread(ruled)

    def _as_posted(self, written: Written, rulings: Rulings) -> tuple[Ruling, Ruling]:
        before, after = rulings
        now, _ = as_posted(written, before, self.current.policy)
        then, _ = as_posted(written, after, self.proposed.policy)
        return now, then
