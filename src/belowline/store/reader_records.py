"""Read what a reader did and what became of it, and what moderators ruled on similar words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select

from belowline.conversation.comment import Outcome, State, Verdict
from belowline.desk.beside import MOST_REFUSED, ReaderRecord, RuledPrint
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow
from belowline.store.schema import comments, fingerprints, readers, reports, rulings
from belowline.store.tables.desk import BY_MODERATOR
from belowline.store.undoing import STANDS

_SITE: BindParameter[str] = bindparam("site_id")
_READER: BindParameter[str] = bindparam("reader_id")
_OWN = (comments.c.site_id == _SITE, comments.c.author_id == _READER)
_PERSON = select(readers.c.created_at, readers.c.reports_upheld, readers.c.reports_dismissed).where(
    readers.c.site_id == _SITE, readers.c.reader_id == _READER
)
_STATES = (
    select(comments.c.state, func.count().label("number")).where(*_OWN).group_by(comments.c.state)
)
_REFUSED: Select[Any] = (
    select(rulings.c.clause, rulings.c.findings)
    .join_from(
        comments,
        rulings,
        (rulings.c.site_id == comments.c.site_id) & (rulings.c.ruling_id == comments.c.ruling_id),
    )
    .where(*_OWN, comments.c.state.in_((State.REJECTED, State.REMOVED)))
    .order_by(comments.c.comment_id.desc())
    .limit(MOST_REFUSED)
)
_AGAINST = (
    select(reports.c.outcome, func.count().label("number"))
    .join_from(
        comments,
        reports,
        (reports.c.site_id == comments.c.site_id) & (reports.c.comment_id == comments.c.comment_id),
    )
    .where(*_OWN)
    .group_by(reports.c.outcome)
)
_BY = (
    select(func.count())
    .select_from(reports)
    .where(reports.c.site_id == _SITE, reports.c.reader_id == _READER)
)
_PRINTS: Select[Any] = (
    select(
        rulings.c.comment_id,
        rulings.c.revision,
        fingerprints.c.fingerprint,
        rulings.c.verdict,
        rulings.c.clause,
        rulings.c.created_at.label("at"),
    )
    .join_from(
        rulings,
        fingerprints,
        (fingerprints.c.site_id == rulings.c.site_id)
        & (fingerprints.c.comment_id == rulings.c.comment_id)
        & (fingerprints.c.number == rulings.c.revision),
    )
    .where(rulings.c.site_id == _SITE, BY_MODERATOR, rulings.c.verdict != Verdict.HOLD, STANDS)
    .order_by(rulings.c.created_at.desc(), rulings.c.ruling_id.desc())
    .limit(bindparam("limit"))
)
_UNNAMED = "other"


class ReaderRecords(OnDatabase):
    """The records of all sites' readers; see `belowline.desk.beside.RecordStore`."""

    async def reader_record(self, site_id: SiteId, reader_id: ReaderId) -> ReaderRecord | None:
        """Return the reader's record."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            person = (await connection.execute(_PERSON, key)).one_or_none()
            if person is None:
                return None
            states = {row.state: row.number for row in await connection.execute(_STATES, key)}
            refused = list(await connection.execute(_REFUSED, key))
            against = {row.outcome: row.number for row in await connection.execute(_AGAINST, key)}
            by = (await connection.execute(_BY, key)).scalar_one()
        return ReaderRecord(
            since=person.created_at,
            published=states.get(State.PUBLISHED, 0),
            waiting=states.get(State.HELD, 0),
            withdrawn=states.get(State.WITHDRAWN, 0),
            refused=_by_clause(refused),
            reports_against=sum(against.values()),
            upheld_against=against.get(Outcome.UPHELD, 0),
            reports_by=by,
            upheld_by=person.reports_upheld,
            dismissed_by=person.reports_dismissed,
        )

    async def ruled_prints(self, site_id: SiteId, *, limit: int) -> Sequence[RuledPrint]:
        """Return the revisions of moderators' newest rulings."""
        async with self._database.reading() as connection:
            found = await connection.execute(_PRINTS, {"site_id": site_id, "limit": limit})
            return tuple(map(RuledPrint._make, found.all()))


def _by_clause(rows: Iterable[AnyRow]) -> dict[str, int]:
    return dict(Counter(map(_clause, rows)).most_common())


def _clause(row: AnyRow) -> str:
    """Return the clause that a person named, or that the engine was surest of."""
    if row.clause is not None:
        clause: str = row.clause
        return clause
    scores = {finding["clause"]: finding["score"] for finding in reversed(row.findings)}
    for finding in row.findings:
        scores[finding["clause"]] = max(scores[finding["clause"]], finding["score"])
    return max(scores, key=lambda name: (scores[name], name), default=_UNNAMED)
