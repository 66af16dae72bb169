"""Count what the use cases do, without their knowing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from belowline.config import Settings
from belowline.conversation.answers import clauses_of
from belowline.conversation.comment import Comment, RulingRecord
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import Unavailable
from belowline.live.hub import Hub
from belowline.live.replica import Replica
from belowline.moderation import Moderator, Ruling
from belowline.store.database import Database
from belowline.store.store import Store
from belowline.web.learning import Learning
from belowline.web.meters import Meters
from belowline.web.operations import Gauges, Operations


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedJudge(Judge):
    """A judge that notes how long each text took."""

    meters: Meters

    async def asked(self, moderator: Moderator, rule: Callable[[], Ruling]) -> Ruling:
        """Return what the judge returns."""
        began = time.perf_counter()
        ruling = await Judge.asked(self, moderator, rule)
        self.meters.engine.add(time.perf_counter() - began)
        return ruling


class CountedStore(Store):
    """A store that notes which rulings it kept."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        super().__init__(database, clock)
        self.meters = Meters()

    async def add_comment(self, comment: Comment, ruling: RulingRecord, **more: Any) -> Comment:
        """Keep, then count."""
        kept = await super().add_comment(comment, ruling, **more)
        self._count(ruling)
        return kept

    async def add_revision(
        self, changed: Comment, revision: Any, ruling: RulingRecord, **more: Any
    ) -> Comment:
        """Keep, then count."""
        kept = await super().add_revision(changed, revision, ruling, **more)
        self._count(ruling)
        return kept

    async def add_ruling(self, changed: Comment, ruling: RulingRecord, **more: Any) -> Comment:
        """Keep, then count."""
        kept = await super().add_ruling(changed, ruling, **more)
        self._count(ruling)
        return kept

    def _count(self, ruling: RulingRecord) -> None:
        clauses = clauses_of(ruling) or ("none",)
        self.meters.rulings[ruling.source, ruling.verdict, clauses[0]] += 1


def make_operations(
    settings: Settings,
    store: CountedStore,
    hub: Hub,
    in_force: InForce,
    clock: Clock,
    replica: Replica | None,
    learning: Learning,
) -> Operations:
    """Return what may be asked of this process."""
    site_id, background = settings.site.site_id, learning.background

    def problems() -> Mapping[str, str]:
        # Without --live there is nothing to miss.
        live = hub.wire.problem if settings.live else None
        copy = replica.problem if replica else None
        queue = background.problem if settings.queue else None
        found = {
            "live": live,
            "queue": queue,
            "engine": in_force.moderator.problem,
            "replica": copy,
        }
        return {name: problem for name, problem in found.items() if problem}

    async def gauges() -> Gauges:
        found = {"sse_readers": ("Open pages that listen to this process.", hub.listeners)}
        if replica is not None:
            for name, count in sorted(replica.answered.items()):
                found[f"public_reads_{name}"] = (f"Public reads that the {name} answered.", count)
        for lane, count in (await background.waiting()).items():
            found[f"background_waiting_{lane}"] = (f"Background work due, by lane: {lane}.", count)
        try:
            await store.ping()
            lag = await store.last_event(site_id) - hub.seen
            waiting = await store.queue_size(site_id, now=clock())
        except Unavailable:
            return found | {"database_up": ("Whether the database answers.", 0)}
        return found | {
            "database_up": ("Whether the database answers.", 1),
            "outbox_lag_events": ("Events kept that this process has not told yet.", lag),
            "queue_length": ("Comments that wait for a moderator.", waiting),
        }

    return Operations(problems=problems, gauges=gauges, meters=store.meters)
