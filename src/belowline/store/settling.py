"""Settle what readers said about a comment, once a moderator has ruled on it."""

from math import fsum

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.answers import answer_to
from belowline.conversation.comment import Comment, Outcome, RulingRecord, Source, State, Verdict
from belowline.store.notices import answer_notices
from belowline.store.records import ruling_from
from belowline.store.schema import appeals, readers, reports, rulings
from belowline.store.tables.redress import answers

_OPEN_WEIGHTS = select(reports.c.weight).where(
    reports.c.site_id == bindparam("site_id"),
    reports.c.comment_id == bindparam("comment_id"),
    reports.c.outcome.is_(None),
)
_OPEN_REPORTERS = select(reports.c.reader_id).where(
    reports.c.site_id == bindparam("site_id"),
    reports.c.comment_id == bindparam("comment_id"),
    reports.c.outcome.is_(None),
)
# Each with the ruling that it complains of.
_OPEN_APPEALS = (
    select(appeals.c.appeal_id, appeals.c.reader_id, rulings)
    .join(
        rulings,
        (rulings.c.site_id == appeals.c.site_id) & (rulings.c.ruling_id == appeals.c.ruling_id),
    )
    .where(
        appeals.c.site_id == bindparam("site_id"),
        appeals.c.comment_id == bindparam("comment_id"),
        appeals.c.outcome.is_(None),
    )
)
# Two moderators may settle reports of the same readers at once: lock in one order, no deadlock.
_LOCK_READERS = (
    select(readers.c.reader_id)
    .where(
        readers.c.site_id == bindparam("site_id"),
        readers.c.reader_id.in_(bindparam("reporters", expanding=True)),
    )
    .order_by(readers.c.reader_id)
    .with_for_update(key_share=True)
)


async def open_weight(connection: AsyncConnection, comment: Comment) -> float:
    """Return what the reports without outcome count together.

    Added up anew each time and without rounding on the way: ten tenths are exactly one.
    """
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    return fsum((await connection.execute(_OPEN_WEIGHTS, key)).scalars())


async def settle(
    connection: AsyncConnection, before: Comment, after: Comment, ruling: RulingRecord
) -> None:
    """Give open reports, notices and appeals the outcome that a moderator's ruling means for them.

    A refused edit says nothing about the public text, which is what they were about.
    """
    if ruling.source is not Source.MODERATOR or ruling.verdict is Verdict.HOLD:
        return
    if ruling.verdict is not Verdict.PUBLISH and after.state is State.PUBLISHED:
        return
    stands = ruling.verdict is Verdict.PUBLISH
    await _settle_reports(connection, before, Outcome.DISMISSED if stands else Outcome.UPHELD)
    await answer_notices(connection, before, ruling)
    await _answer_appeals(connection, before, ruling)
    await _settle_appeals(connection, before, Outcome.UPHELD if stands else Outcome.DISMISSED)


async def _settle_reports(connection: AsyncConnection, comment: Comment, outcome: Outcome) -> None:
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    reporters = (await connection.execute(_OPEN_REPORTERS, key)).scalars().all()
    if not reporters:
        return
    await connection.execute(
        update(reports)
        .where(
            reports.c.site_id == comment.site_id,
            reports.c.comment_id == comment.comment_id,
            reports.c.outcome.is_(None),
        )
        .values(outcome=outcome)
    )
    await connection.execute(_LOCK_READERS, {"site_id": comment.site_id, "reporters": reporters})
    record = readers.c.reports_upheld if outcome is Outcome.UPHELD else readers.c.reports_dismissed
    await connection.execute(
        update(readers)
        .where(readers.c.site_id == comment.site_id, readers.c.reader_id.in_(reporters))
        .values({record: record + 1})
    )


async def _answer_appeals(
    connection: AsyncConnection, comment: Comment, ruling: RulingRecord
) -> None:
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    rows = [
        {
            "site_id": comment.site_id,
            "appeal_id": row.appeal_id,
            "ruling_id": ruling.ruling_id,
            "reader_id": row.reader_id,
            "answer": answer_to(ruling_from(row), ruling),
            "answered_at": ruling.created_at,
        }
        for row in await connection.execute(_OPEN_APPEALS, key)
    ]
    if rows:
        await connection.execute(insert(answers), rows)


async def _settle_appeals(connection: AsyncConnection, comment: Comment, outcome: Outcome) -> None:
    await connection.execute(
        update(appeals)
        .where(
            appeals.c.site_id == comment.site_id,
            appeals.c.comment_id == comment.comment_id,
            appeals.c.outcome.is_(None),
        )
        .values(outcome=outcome)
    )
