"""What the desk needs from a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Appeal, Comment, Report, Verdict
from belowline.conversation.known import Known
from belowline.desk.filters import NO_FILTERS, Filters
from belowline.desk.stake import Stake
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.people.reader import Role
from belowline.stories.story import Story

# No policy asks whether an author has written more than this.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """Where the last page of the queue ended."""

    urgent_since: datetime
    comment_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits, and what is at stake with it."""

    comment: Comment
    stake: Stake


@dataclass(frozen=True, slots=True)
class Offers:
    """What occurs among the comments that wait, each in the order of the alphabet."""

    sections: Sequence[str]
    languages: Sequence[str]
    detectors: Sequence[str]


class QueueStore(Protocol):
    """Reads what waits at the desk. Rulings are kept through `conversation.ports.CommentStore`."""

    async def queue(
        self,
        site_id: SiteId,
        *,
        filters: Filters = NO_FILTERS,
        after: QueueCursor | None,
        limit: int,
        now: datetime,
    ) -> Sequence[Waiting]:
        """Return comments that need attention and are as the filters ask, the worst first.

        What is at stake (see `stake.stake_of`) is as of the last change of the comment itself:
        a ruling, a report, an appeal, an edit, a like, a reply. `now` is what ages are counted to.
        """
        ...

    async def queue_size(
        self, site_id: SiteId, *, filters: Filters = NO_FILTERS, now: datetime
    ) -> int:
        """Count the comments that need attention and are as the filters ask."""
        ...

    async def stake(self, site_id: SiteId, comment_id: CommentId) -> Stake | None:
        """Return what is at stake with a comment that waits, None for one that doesn't."""
        ...

    async def offers(self, site_id: SiteId) -> Offers:
        """Return what the queue can be filtered by, with something to be found for each."""
        ...

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return the reports on a comment, oldest first."""
        ...

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return the appeals about a comment, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Words of a comment, what the engine was told with them, and what came of them.

    `text` is the revision of that number: the latest, also where it waits or was refused, or that
    which stands. `is_public` says whether readers see the comment. `parent` is the text of the
    comment that it answers, as it was then where that is known, empty where there is none.
    `author_published` counts the author's earlier comments that are published, up to MOST_COUNTED.
    `verdict` is the last that a moderator gave on this revision, None where nobody did. `known` is
    what the engine knew beside these words when they came, None for words of before that was kept.
    """

    comment_id: CommentId
    created_at: datetime
    revision: int
    text: str
    is_public: bool
    story: Story
    parent: str
    author_id: ReaderId
    author_name: str
    author_role: Role
    author_published: int
    verdict: Verdict | None
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What people made of the latest words of a comment.

    `verdict` is the last that a moderator gave on these words, and `clause` the one they named.
    `suspected` are the clauses that spoke against them: of the engine's findings on these words,
    and of readers' reports. `is_contested` says that an appeal waits, so that the last word is not
    spoken; `is_quiet` that these words are public, and neither a moderator nor a reader has ever
    said anything about the comment.
    """

    verdict: Verdict | None
    clause: str | None
    suspected: frozenset[str]
    is_contested: bool
    is_quiet: bool


class DecisionStore(Protocol):
    """Reads what people decided, and changes nothing."""

    async def decisions(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Decision]:
        """Return what people made of each of the comments; of unknown ones nothing."""
        ...


class ArchiveStore(Protocol):
    """Reads everything that was written on a site, and changes nothing."""

    async def written(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        after: CommentId | None,
        limit: int,
        as_it_stands: bool = False,
    ) -> Sequence[Written]:
        """Return the comments of all stories behind `after`, in the order of their ids.

        Each with its latest words or, as it stands, with those that readers see or saw last. Those
        that were posted before `since` are left out, and those whose authors withdrew them.
        """
        ...

    async def written_size(self, site_id: SiteId, *, since: datetime | None) -> int:
        """Count them."""
        ...

    async def written_spread(
        self, site_id: SiteId, *, since: datetime | None, most: int
    ) -> Sequence[CommentId]:
        """Return the ids of up to so many of them, evenly spread, in their order."""
        ...

    async def written_named(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Written]:
        """Return those of the comments that were not withdrawn, in the order of their ids."""
        ...
