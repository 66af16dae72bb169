"""Read records of readers and of rulings from dicts."""

from collections import Counter
from collections.abc import Sequence

from belowline.conversation.comment import Comment, Outcome, Source, State, Verdict
from belowline.desk.beside import MOST_REFUSED, ReaderRecord, RuledPrint
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables, key_of


class MemoryRecords(OnTables):
    """See `belowline.desk.beside.RecordStore`."""

    async def reader_record(self, site_id: SiteId, reader_id: ReaderId) -> ReaderRecord | None:
        """Return the reader's record."""
        reader = self._tables.readers.get((site_id, reader_id))
        if reader is None:
            return None
        own = [each for each in self._of(site_id) if each.author.reader_id == reader_id]
        states = Counter(each.state for each in own)
        refused = [each for each in own if each.state in (State.REJECTED, State.REMOVED)]
        newest = sorted(refused, key=lambda each: each.comment_id, reverse=True)[:MOST_REFUSED]
        said = [r for each in own for r in self._tables.reports.get(key_of(each), {}).values()]
        made = [each for each in self._tables.reports.values() if reader_id in each]
        return ReaderRecord(
            since=reader.created_at,
            published=states[State.PUBLISHED],
            waiting=states[State.HELD],
            withdrawn=states[State.WITHDRAWN],
            refused=Counter(map(self._clause, newest)),
            reports_against=len(said),
            upheld_against=sum(each.outcome is Outcome.UPHELD for each in said),
            reports_by=len(made),
            upheld_by=reader.reports_upheld,
            dismissed_by=reader.reports_dismissed,
        )

    async def ruled_prints(self, site_id: SiteId, *, limit: int) -> Sequence[RuledPrint]:
        """Return the revisions of moderators' newest rulings."""
        prints = {(trail.key, trail.number): trail.traces for trail in self._tables.trails}
        found = [
            (each.created_at, each.ruling_id, printed, each)
            for comment in self._of(site_id)
            for each in self._tables.rulings[key_of(comment)]
            if each.source is Source.MODERATOR and each.verdict is not Verdict.HOLD
            if (traces := prints.get((key_of(comment), each.revision)))
            if (printed := traces.fingerprint) is not None
        ]
        return [
            RuledPrint(
                comment_id=ruling.comment_id,
                revision=ruling.revision,
                fingerprint=printed,
                verdict=ruling.verdict,
                clause=ruling.clause,
                at=ruling.created_at,
            )
            for _, _, printed, ruling in sorted(found, key=lambda each: each[:2], reverse=True)
        ][:limit]

    def _clause(self, comment: Comment) -> str:
        rulings = self._tables.rulings[key_of(comment)]
        last = next(each for each in rulings if each.ruling_id == comment.ruling_id)
        found = [(each.score, each.clause) for each in last.findings]
        return last.clause or max(found, default=(0.0, "other"))[1]
