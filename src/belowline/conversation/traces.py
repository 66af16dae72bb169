"""Gather what a site knows from the traces of other comments, for the engine to compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.conversation.comment import RulingRecord, Traces, Verdict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.moderation import HostHistory, Pace, SiteFacts, fingerprint, linked_hosts

# An advertisement that comes back after a day finds its links' history instead.
COMPARED_FOR = timedelta(hours=24)
# A day's comments on a large site's liveliest day are more; its newest are what repeats.
MOST_COMPARED = 500
# Nobody human writes more in an hour.
MOST_COUNTED = 120
# A host's newest comments say what it is used for now.
MOST_REMEMBERED = 20

_SPAM = "spam"


class TraceStore(Protocol):
    """Remembers the traces of all comments."""

    async def fingerprints(
        self, site_id: SiteId, *, but: ReaderId, since: datetime, limit: int
    ) -> Sequence[int]:
        """Return the newest fingerprints of other readers' revisions, in any state but withdrawn,
        written after `since`."""
        ...

    async def posted_at(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[datetime]:
        """Return when the reader's newest comments (any state) were made, newest first."""
        ...

    async def host_histories(
        self, site_id: SiteId, hosts: Sequence[str], *, limit: int
    ) -> Mapping[str, HostHistory]:
        """Return for each host how many comments link to it: published ones, and ones whose latest
        ruling calls the linking revision spam (see `is_spam`).

        Of each host up to `limit` of the newest revisions are looked at; a host that nobody linked
        to has a history of nothing.
        """
        ...


def traces_of(text: str, *, story: str = "", parent: str = "") -> Traces:
    """Return what the words leave behind; what they quote is not theirs."""
    return Traces(fingerprint=fingerprint(text, story, parent), hosts=linked_hosts(text))


def is_spam(ruling: RulingRecord) -> bool:
    """Say whether a ruling turns a revision away as spam: by a person's word, or the engine's."""
    return is_ruled_spam(ruling.verdict, ruling.clause, ruling.scores)


def is_ruled_spam(verdict: Verdict, clause: str | None, scores: Mapping[str, float]) -> bool:
    """The same from its parts: the clause that a person named, or the engine's highest score."""
    if verdict not in (Verdict.REJECT, Verdict.REMOVE):
        return False
    if clause is not None:
        return clause == _SPAM
    return bool(scores) and scores.get(_SPAM, 0.0) == max(scores.values()) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKnowledge:
    """One site's facts beyond the conversation at hand."""

    store: TraceStore
    site_id: SiteId
    domains: tuple[str, ...]

    async def of_new(
        self, traces: Traces, *, by: ReaderId, at: datetime, is_first: bool = False
    ) -> SiteFacts:
        """Return the facts for a new comment: what others wrote, how fast, where it leads.

        `is_first` says that its author never wrote before.
        """
        posted: Sequence[datetime] = ()
        if not is_first:
            posted = await self.store.posted_at(self.site_id, by, limit=MOST_COUNTED)
        return SiteFacts(
            domains=self.domains,
            fingerprints=await self._others(traces, by, at),
            pace=_pace(posted, at),
            hosts=await self._hosts(traces),
        )

    async def of_edit(self, traces: Traces, *, by: ReaderId, at: datetime) -> SiteFacts:
        """Return the facts for an edit: mending often is no flood."""
        return SiteFacts(
            domains=self.domains,
            fingerprints=await self._others(traces, by, at),
            hosts=await self._hosts(traces),
        )

    async def of_links(self, traces: Traces) -> SiteFacts:
        """Return only what is known of where the words lead."""
        return SiteFacts(domains=self.domains, hosts=await self._hosts(traces))

    async def _others(self, traces: Traces, by: ReaderId, at: datetime) -> tuple[int, ...]:
        if traces.fingerprint is None:
            return ()
        since = at - COMPARED_FOR
        return tuple(
            await self.store.fingerprints(self.site_id, but=by, since=since, limit=MOST_COMPARED)
        )

    async def _hosts(self, traces: Traces) -> Mapping[str, HostHistory]:
        if not traces.hosts:
            return {}
        return await self.store.host_histories(self.site_id, traces.hosts, limit=MOST_REMEMBERED)


def _pace(posted: Iterable[datetime], at: datetime) -> Pace:
    ages = [at - each for each in posted]

    def within(**span: int) -> int:
        return sum(age < timedelta(**span) for age in ages)

    return Pace(minute=within(minutes=1), ten_minutes=within(minutes=10), hour=within(hours=1))
