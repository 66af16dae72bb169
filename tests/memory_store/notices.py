"""Keep notices of illegal content in dicts."""

from collections.abc import Sequence
from dataclasses import replace

from belowline.conversation.comment import Attention, State
from belowline.conversation.notice import IllegalNotice
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, SiteId
from tests.memory_store.tables import OnTables


class MemoryNotices(OnTables):
    """See `belowline.conversation.notice.NoticeStore`."""

    async def add_notice(self, notice: IllegalNotice) -> None:
        """Keep a notice and put the comment on the desk."""
        kept = self._kept(notice.site_id, notice.comment_id)
        self._tables.notices.append(notice)
        if kept.state is not State.WITHDRAWN:
            since = kept.attention_since if kept.attention else notice.created_at
            kept = replace(kept, attention=Attention.ILLEGAL, attention_since=since)
        self._put(kept, notice.created_at, otherwise=EventKind.REPORTED)

    async def notices(self, site_id: SiteId, comment_id: CommentId) -> Sequence[IllegalNotice]:
        """Return the notices about a comment, oldest first."""
        key = site_id, comment_id
        return [each for each in self._tables.notices if (each.site_id, each.comment_id) == key]

    async def notice_by(self, site_id: SiteId, digest: str) -> IllegalNotice | None:
        """Return what a private link is about, or None."""
        key = site_id, digest
        found = (each for each in self._tables.notices if (each.site_id, each.digest) == key)
        return next(found, None)
