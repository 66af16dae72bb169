"""Read what people decided about comments: moderators' rulings, readers' reports, appeals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Source, State
from belowline.desk.ports import Decision
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow
from belowline.store.schema import appeals, comments, reports, revisions, rulings
from belowline.store.undoing import STANDS

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_COMMENTS: Select[Any] = (
    select(
        comments.c.comment_id,
        comments.c.state,
        comments.c.revision,
        func.max(revisions.c.number).label("latest"),
    )
    .join_from(
        comments,
        revisions,
        (revisions.c.site_id == comments.c.site_id)
        & (revisions.c.comment_id == comments.c.comment_id),
    )
    .where(comments.c.site_id == bindparam("site_id"), comments.c.comment_id.in_(_IDS))
    .group_by(comments.c.comment_id, comments.c.state, comments.c.revision)
)
_RULINGS = (
    select(
        rulings.c.comment_id,
        rulings.c.revision,
        rulings.c.source,
        rulings.c.verdict,
        rulings.c.clause,
        rulings.c.findings,
    )
    .where(rulings.c.site_id == bindparam("site_id"), rulings.c.comment_id.in_(_IDS), STANDS)
    .order_by(rulings.c.created_at, rulings.c.ruling_id)
)
_REPORTS = select(reports.c.comment_id, reports.c.reason).where(
    reports.c.site_id == bindparam("site_id"), reports.c.comment_id.in_(_IDS)
)
_APPEALS = select(appeals.c.comment_id, appeals.c.outcome).where(
    appeals.c.site_id == bindparam("site_id"), appeals.c.comment_id.in_(_IDS)
)

_Rows = Mapping[CommentId, Sequence[AnyRow]]


class Decisions(OnDatabase):
    """What people made of comments; see `belowline.desk.ports.DecisionStore`."""

    async def decisions(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Decision]:
        """Return what people made of each of the comments."""
        if not comment_ids:
            return {}
        key = {"site_id": site_id, "ids": list(comment_ids)}
        async with self._database.reading() as connection:
            found = list(await connection.execute(_COMMENTS, key))
            ruled = await _by_comment(connection, _RULINGS, key)
            reported = await _by_comment(connection, _REPORTS, key)
            appealed = await _by_comment(connection, _APPEALS, key)
        return {
            row.comment_id: _decision(
                row, ruled[row.comment_id], reported[row.comment_id], appealed[row.comment_id]
            )
            for row in found
        }


async def _by_comment(
    connection: AsyncConnection, query: Select[Any], key: Mapping[str, Any]
) -> _Rows:
    found: defaultdict[CommentId, list[AnyRow]] = defaultdict(list)
    for row in await connection.execute(query, key):
        found[row.comment_id].append(row)
    return found


def _decision(
    comment: AnyRow,
    ruled: Sequence[AnyRow],
    reported: Sequence[AnyRow],
    appealed: Sequence[AnyRow],
) -> Decision:
    by_persons = [each for each in ruled if each.source is Source.MODERATOR]
    last = next((each for each in reversed(by_persons) if each.revision == comment.latest), None)
    is_public = comment.state is State.PUBLISHED and comment.revision == comment.latest
    return Decision(
        verdict=last and last.verdict,
        clause=last and last.clause,
        suspected=frozenset([*_found(comment, ruled), *(each.reason for each in reported)]),
        is_contested=any(each.outcome is None for each in appealed),
        is_quiet=is_public and not (by_persons or reported or appealed),
    )


def _found(comment: AnyRow, ruled: Sequence[AnyRow]) -> Iterator[str]:
    for each in ruled:
        if each.source is Source.ENGINE and each.revision == comment.latest:
            yield from (finding["clause"] for finding in each.findings)
