"""Keep what comments leave behind, and tell what is known from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, Revision, State, Traces
from belowline.conversation.traces import is_ruled_spam
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.moderation import HostHistory
from belowline.store.columns import HOST_LENGTH, Moment, from_signed
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.records import AnyRow, Values
from belowline.store.schema import comments, fingerprints, links, rulings

_ADD_FINGERPRINT = Prepared(insert(fingerprints))
_ADD_LINK = Prepared(insert(links))
_newest = (
    select(fingerprints.c.fingerprint)
    .where(
        fingerprints.c.site_id == bindparam("site_id"),
        fingerprints.c.created_at > bindparam("since", type_=Moment),
        fingerprints.c.author_id != bindparam("but"),
    )
    .order_by(fingerprints.c.created_at.desc())
    .limit(bindparam("limit"))
    .subquery()
)
# Hundreds for each comment: in one row they come in a tenth of the time.
_NEWEST_ON_SQLITE = Prepared(select(func.json_group_array(_newest.c.fingerprint, type_=Text)))
_NEWEST_ON_POSTGRES = Prepared(
    select(func.array_agg(_newest.c.fingerprint, type_=ARRAY(BigInteger)))
)
_POSTED_AT = Prepared(
    select(comments.c.created_at)
    .where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.author_id == bindparam("reader_id"),
    )
    .order_by(comments.c.comment_id.desc())
    .limit(bindparam("limit"))
)
# First the links, then what became of each: so the index on hosts leads, however few they are.
_linked = (
    select(links.c.site_id, links.c.comment_id, links.c.number)
    .where(links.c.site_id == bindparam("site_id"), links.c.host == bindparam("host"))
    .order_by(links.c.comment_id.desc(), links.c.number.desc())
    .limit(bindparam("limit"))
    .subquery()
)
_FATES = (
    select(
        _linked.c.comment_id,
        _linked.c.number,
        comments.c.state,
        comments.c.revision,
        rulings.c.verdict,
        rulings.c.revision.label("ruled"),
        rulings.c.clause,
        rulings.c.scores,
    )
    .join(
        comments,
        (comments.c.site_id == _linked.c.site_id) & (comments.c.comment_id == _linked.c.comment_id),
    )
    .join(
        rulings,
        (rulings.c.site_id == comments.c.site_id) & (rulings.c.ruling_id == comments.c.ruling_id),
    )
)


class TracesOfComments(OnDatabase):
    """The traces of all sites; see `belowline.conversation.traces.TraceStore`."""

    async def fingerprints(
        self, site_id: SiteId, *, but: ReaderId, since: datetime, limit: int
    ) -> Sequence[int]:
        """Return the newest fingerprints of other readers' revisions."""
        key = {"site_id": site_id, "but": but, "since": since, "limit": limit}
        async with self._database.reading() as connection:
            if self._database.is_postgres:
                found = (await _NEWEST_ON_POSTGRES.ask(connection, key)).scalar_one() or ()
            else:
                found = json.loads((await _NEWEST_ON_SQLITE.ask(connection, key)).scalar_one())
            return tuple([each if each >= 0 else from_signed(each) for each in found])

    async def posted_at(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[datetime]:
        """Return when the reader's newest comments were made."""
        key = {"site_id": site_id, "reader_id": reader_id, "limit": limit}
        async with self._database.reading() as connection:
            return tuple((await _POSTED_AT.ask(connection, key)).scalars())

    async def host_histories(
        self, site_id: SiteId, hosts: Sequence[str], *, limit: int
    ) -> Mapping[str, HostHistory]:
        """Return for each host how many comments link to it."""
        found: dict[str, HostHistory] = {}
        async with self._database.reading() as connection:
            for host in hosts:
                key = {"site_id": site_id, "host": host, "limit": limit}
                found[host] = _history(await connection.execute(_FATES, key))
        return found


def _history(rows: Iterable[AnyRow]) -> HostHistory:
    published: set[CommentId] = set()
    spam: set[CommentId] = set()
    for row in rows:
        if row.state is State.PUBLISHED and row.revision == row.number:
            published.add(row.comment_id)
        if row.ruled == row.number and is_ruled_spam(row.verdict, row.clause, row.scores):
            spam.add(row.comment_id)
    return HostHistory(published=len(published), spam=len(spam))


async def keep_traces(
    connection: AsyncConnection, comment: Comment, revision: Revision, traces: Traces
) -> None:
    """Keep what a revision leaves behind."""
    await keep_traces_of(connection, [(comment, revision, traces)])


async def keep_traces_of(
    connection: AsyncConnection, written: Iterable[tuple[Comment, Revision, Traces]]
) -> None:
    """Keep what each of these revisions leaves behind."""
    marks: list[Values] = []
    leads: list[Values] = []
    for comment, revision, traces in written:
        key = {
            "site_id": comment.site_id,
            "comment_id": comment.comment_id,
            "number": revision.number,
        }
        if traces.fingerprint is not None:
            marks.append(
                key
                | {
                    "author_id": comment.author.reader_id,
                    "fingerprint": traces.fingerprint,
                    "created_at": revision.created_at,
                }
            )
        hosts = [host for host in dict.fromkeys(traces.hosts) if len(host) <= HOST_LENGTH]
        leads += [key | {"host": host} for host in hosts]
    if marks:
        await _ADD_FINGERPRINT.tell(connection, marks)
    if leads:
        await _ADD_LINK.tell(connection, leads)


async def forget_traces(connection: AsyncConnection, comment: Comment) -> None:
    """Forget what the revisions of a comment left behind."""
    for table in (fingerprints, links):
        await connection.execute(
            delete(table).where(
                table.c.site_id == comment.site_id, table.c.comment_id == comment.comment_id
            )
        )
