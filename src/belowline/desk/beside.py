"""Tell a moderator what stands beside a comment: its author's record, and similar past rulings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from belowline.conversation.blocks import Block, BlockStore
from belowline.conversation.comment import Comment, Revision, Verdict
from belowline.conversation.ports import CommentStore
from belowline.conversation.reported import MOST_REPORTS, Reported, ReportedStore
from belowline.desk.block import offered_hosts
from belowline.desk.queue import judged_revision
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.moderation import fingerprint
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.people.sanctions import Sanction, SanctionStore

# Moderators' newest rulings that are compared: a year of a middling newsroom.
MOST_COMPARED = 5_000
# As many as fit beside a comment.
MOST_SIMILAR = 5
# Bits of 64 in which two prints may differ. Two texts of strangers come so near in one of a hundred
# thousand pairs; the engine, which acts on it, asks for ten.
SIMILAR_WITHIN = 14
# Of a reader's newest refused comments the clauses are counted.
MOST_REFUSED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderRecord:
    """What a reader did here, and what became of it.

    `refused` counts the newest rejected and removed comments by the clause that was named, or that
    the engine was surest of. Reports that ended are `upheld` or not; others still wait.
    """

    since: datetime
    published: int
    waiting: int
    withdrawn: int
    refused: Mapping[str, int]
    reports_against: int
    upheld_against: int
    reports_by: int
    upheld_by: int
    dismissed_by: int

    @property
    def refused_in_all(self) -> int:
        """Count what was refused."""
        return sum(self.refused.values())


class RuledPrint(NamedTuple):
    """A revision that a moderator ruled on, as its fingerprint: a tuple, thousands are compared."""

    comment_id: CommentId
    revision: int
    fingerprint: int
    verdict: Verdict
    clause: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Similar:
    """A revision much like the one at hand, what was decided about it, and how they differ."""

    ruled: RuledPrint
    text: str
    bits: int


class RecordStore(Protocol):
    """Reads records of readers and of rulings."""

    async def reader_record(self, site_id: SiteId, reader_id: ReaderId) -> ReaderRecord | None:
        """Return the reader's record, None for nobody."""
        ...

    async def ruled_prints(self, site_id: SiteId, *, limit: int) -> Sequence[RuledPrint]:
        """Return the revisions of moderators' newest rulings (publish, reject, remove) that stand,
        newest first; those with too few words of their own have no print and are left out."""
        ...


class BesideStore(CommentStore, RecordStore, ReportedStore, SanctionStore, BlockStore, Protocol):
    """Comments, records, sanctions and blocks."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a comment. `hosts` may be blocked, `blocks` are those that are;
    `reported` is what its author reported, the newest first."""

    record: ReaderRecord
    similar: Sequence[Similar]
    sanctions: Sequence[Sanction]
    hosts: Sequence[str]
    blocks: Sequence[Block]
    reported: Sequence[Reported]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBeside:
    """The use case, for staff only."""

    store: BesideStore

    async def __call__(
        self, me: Reader | None, site_id: SiteId, comment_id: CommentId
    ) -> tuple[Comment, Beside]:
        """Return the comment and what stands beside it; raises NotFound."""
        require(Right.MODERATE, me)
        comment = await self.store.comment(site_id, comment_id)
        if comment is None:
            raise NotFound("There is no such comment.")
        record = await self.store.reader_record(site_id, comment.author.reader_id)
        if record is None:
            raise NotFound("The author of this comment is gone.")
        judged = await judged_revision(self.store, comment)
        imposed = await self.store.sanctions(site_id, comment.author.reader_id)
        hosts = offered_hosts(judged.text)
        return comment, Beside(
            record,
            await self._similar(comment, judged),
            imposed,
            hosts,
            await self.store.blocks_on(site_id, hosts),
            await self.store.reported_by(site_id, comment.author.reader_id, limit=MOST_REPORTS),
        )

    async def _similar(self, comment: Comment, judged: Revision) -> list[Similar]:
        own = fingerprint(judged.text)
        if own is None:
            return []
        nearest: dict[CommentId, tuple[int, RuledPrint]] = {}
        for ruled in await self.store.ruled_prints(comment.site_id, limit=MOST_COMPARED):
            bits = (ruled.fingerprint ^ own).bit_count()
            is_other = ruled.comment_id != comment.comment_id
            if bits <= SIMILAR_WITHIN and is_other and ruled.comment_id not in nearest:
                nearest[ruled.comment_id] = bits, ruled
        # The sort is stable: of equals the newest ruling stands first.
        best = sorted(nearest.values(), key=lambda each: each[0])[:MOST_SIMILAR]
        return [await self._shown(comment.site_id, ruled, bits) for bits, ruled in best]

    async def _shown(self, site_id: SiteId, ruled: RuledPrint, bits: int) -> Similar:
        revision = await self.store.revision(site_id, ruled.comment_id, ruled.revision)
        return Similar(ruled, revision.text if revision else "", bits)
