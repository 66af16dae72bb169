"""Go through what was written, with the facts that the engine was told when it was posted."""

from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from belowline.conversation.post import RECENT_TEXTS
from belowline.desk.ports import ArchiveStore, Written
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.moderation import Facts

# Comments that are read at once: a fraction of a second's work between two looks at the store.
PAGE = 200

# Authors whose last texts are remembered. Who repeats a text does so soon, and an archive has
# more authors than memory.
_REMEMBERED_AUTHORS = 10_000

Told = tuple[Written, Facts]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Page:
    """Comments with what the engine was told, in the order of their ids; `ids` has those of all
    that were read, also where no more is asked about them."""

    told: Sequence[Told]
    ids: Sequence[CommentId]


async def pages_told(
    store: ArchiveStore, site_id: SiteId, *, since: datetime | None, progress: Progress
) -> AsyncIterator[Sequence[Told]]:
    """Yield page after page of comments.

    Once a page is dealt with, `progress` is told how many comments are done, and of how many.
    """
    total = await store.written_size(site_id, since=since)
    done = 0
    async for page in pages_of(store, site_id, since=since):
        yield page.told
        done += len(page.ids)
        progress(done, total)


async def pages_of(
    store: ArchiveStore, site_id: SiteId, *, since: datetime | None, as_it_stands: bool = False
) -> AsyncIterator[Page]:
    """Yield page after page of comments, for who reads ahead of what is dealt with.

    Each with its latest words or, as it stands, with those that readers see.
    """
    authors = Authors()
    after: CommentId | None = None
    while read := await store.written(
        site_id, since=since, after=after, limit=PAGE, as_it_stands=as_it_stands
    ):
        ids = [each.comment_id for each in read]
        after = ids[-1]
        yield Page([(each, authors.told(each)) for each in read], ids)


class Authors:
    """Tells what was known of comments, and of those of before it was kept, what authors wrote
    last, newest first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[ReaderId, deque[str]] = OrderedDict()

    def told(self, written: Written) -> Facts:
        """Return what is known of a comment, and remember it for the author's next."""
        recent = tuple(self._texts.get(written.author_id, ()))
        self._remember(written.author_id, written.text)
        story, parent = written.story.words, written.parent
        if written.known is not None:
            return written.known.facts(written.text, story=story, parent=parent)
        return Facts(
            written.text,
            story=story,
            parent=parent,
            author_published=written.author_published,
            recent=recent,
        )

    def _remember(self, author_id: ReaderId, text: str) -> None:
        texts = self._texts.setdefault(author_id, deque(maxlen=RECENT_TEXTS))
        texts.appendleft(text)
        self._texts.move_to_end(author_id)
        if len(self._texts) > _REMEMBERED_AUTHORS:
            self._texts.popitem(last=False)
