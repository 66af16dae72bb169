"""Remember in dicts what comments leave behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from belowline.conversation.comment import Comment, Revision, State, Traces
from belowline.conversation.traces import is_spam
from belowline.kernel.ids import ReaderId, SiteId
from belowline.moderation import HostHistory
from tests.memory_store.tables import OnTables, Trail, key_of


class MemoryTraces(OnTables):
    """See `belowline.conversation.traces.TraceStore`."""

    async def fingerprints(
        self, site_id: SiteId, *, but: ReaderId, since: datetime, limit: int
    ) -> Sequence[int]:
        """Return the newest fingerprints of other readers' revisions."""
        others = [
            trail
            for trail in self._tables.trails
            if trail.key[0] == site_id and trail.author_id != but and trail.created_at > since
        ]
        others.sort(key=lambda trail: trail.created_at, reverse=True)
        prints = [trail.traces.fingerprint for trail in others]
        return [each for each in prints if each is not None][:limit]

    async def posted_at(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[datetime]:
        """Return when the reader's newest comments were made."""
        own = [
            each
            for each in self._tables.comments.values()
            if each.site_id == site_id and each.author.reader_id == reader_id
        ]
        own.sort(key=lambda each: each.comment_id, reverse=True)
        return [each.created_at for each in own[:limit]]

    async def host_histories(
        self, site_id: SiteId, hosts: Sequence[str], *, limit: int
    ) -> Mapping[str, HostHistory]:
        """Return for each host how many comments link to it."""
        return {host: self._history(site_id, host, limit) for host in hosts}

    def _history(self, site_id: SiteId, host: str, limit: int) -> HostHistory:
        linking = [
            trail
            for trail in self._tables.trails
            if trail.key[0] == site_id and host in trail.traces.hosts
        ]
        linking.sort(key=lambda trail: (trail.key[1], trail.number), reverse=True)
        published = {trail.key for trail in linking[:limit] if self._is_public(trail)}
        spam = {trail.key for trail in linking[:limit] if self._is_spam(trail)}
        return HostHistory(published=len(published), spam=len(spam))

    def _is_public(self, trail: Trail) -> bool:
        comment = self._tables.comments[trail.key]
        return comment.state is State.PUBLISHED and comment.revision == trail.number

    def _is_spam(self, trail: Trail) -> bool:
        latest = self._tables.comments[trail.key].ruling_id
        return any(
            ruling.ruling_id == latest and ruling.revision == trail.number and is_spam(ruling)
            for ruling in self._tables.rulings[trail.key]
        )

    def _keep_traces(self, comment: Comment, revision: Revision, traces: Traces) -> None:
        trail = Trail(
            key_of(comment), revision.number, comment.author.reader_id, revision.created_at, traces
        )
        self._tables.trails.append(trail)

    def _forget_traces(self, comment: Comment) -> None:
        self._tables.trails = [
            trail for trail in self._tables.trails if trail.key != key_of(comment)
        ]
