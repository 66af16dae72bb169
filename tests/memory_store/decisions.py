"""Read what people decided about comments from dicts."""

from collections.abc import Mapping, Sequence
from itertools import chain

from belowline.conversation.comment import Comment, Source, State
from belowline.desk.ports import Decision
from belowline.kernel.ids import CommentId, SiteId
from tests.memory_store.tables import OnTables, key_of


class MemoryDecisions(OnTables):
    """See `belowline.desk.ports.DecisionStore`."""

    async def decisions(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Decision]:
        """Return what people made of each of the comments."""
        kept = (self._tables.comments.get((site_id, each)) for each in comment_ids)
        return {each.comment_id: self._decision(each) for each in kept if each}

    def _decision(self, comment: Comment) -> Decision:
        tables, key = self._tables, key_of(comment)
        latest = max(each.number for each in tables.revisions[key])
        ruled = sorted(tables.rulings[key], key=lambda each: (each.created_at, each.ruling_id))
        persons = [each for each in ruled if each.source is Source.MODERATOR]
        engine = [each for each in ruled if each.source is Source.ENGINE]
        reports = tables.reports.get(key, {}).values()
        appeals = [each for each in tables.appeals if (each.site_id, each.comment_id) == key]
        last = next((each for each in reversed(persons) if each.revision == latest), None)
        findings = chain.from_iterable(
            (*each.findings, *each.shadows) for each in engine if each.revision == latest
        )
        is_public = comment.state is State.PUBLISHED and comment.revision == latest
        return Decision(
            verdict=last.verdict if last else None,
            clause=last.clause if last else None,
            suspected=frozenset(
                [*(each.clause for each in findings), *(each.reason for each in reports)]
            ),
            is_contested=any(each.outcome is None for each in appeals),
            is_quiet=is_public and not (persons or reports or appeals),
        )
