"""Keep what rules on trial saw, and read it by rule."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import RulingRecord
from belowline.desk.trials import TrialHit
from belowline.kernel.ids import SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.schema import rulings
from belowline.store.tables.trials import trial_hits

_ADD = insert(trial_hits)
_HITS = (
    select(
        rulings.c.comment_id,
        rulings.c.verdict,
        rulings.c.policy_version,
        trial_hits.c.created_at,
    )
    .join_from(
        trial_hits,
        rulings,
        (rulings.c.site_id == trial_hits.c.site_id)
        & (rulings.c.ruling_id == trial_hits.c.ruling_id),
    )
    .where(
        trial_hits.c.site_id == bindparam("site_id"),
        trial_hits.c.rule == bindparam("rule"),
        trial_hits.c.created_at >= bindparam("since", type_=Moment),
    )
    .order_by(trial_hits.c.created_at.desc())
    .limit(bindparam("limit"))
)


class TrialHits(OnDatabase):
    """What the trials of all sites saw; see `belowline.desk.trials.TrialStore`."""

    async def trial_hits(
        self, site_id: SiteId, rule: str, *, since: datetime, limit: int
    ) -> Sequence[TrialHit]:
        """Return where a rule on trial saw something since then, the newest first."""
        key = {"site_id": site_id, "rule": rule, "since": since, "limit": limit}
        async with self._database.reading() as connection:
            return [TrialHit(**row._mapping) for row in await connection.execute(_HITS, key)]


async def keep_hits(connection: AsyncConnection, ruling: RulingRecord) -> None:
    """Keep which rules on trial saw something, with the ruling that says so."""
    rules = sorted({found.rule for found in ruling.shadows if found.rule})
    key = {
        "site_id": ruling.site_id,
        "ruling_id": ruling.ruling_id,
        "created_at": ruling.created_at,
    }
    if rules:
        await connection.execute(_ADD, [key | {"rule": rule} for rule in rules])
