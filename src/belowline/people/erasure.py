"""Let a reader have everything about them erased: asked for, a day to think, then for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import Forbidden
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.reader import Reader

# Somebody else at an open browser, or an angry evening, must not be the end of ten years' comments.
TIME_TO_THINK = timedelta(days=1)

# What stands with comments in the place of a name.
FORMER_READER = "Former reader"


class Remains(StrEnum):
    """What the publisher chose to become of the comments."""

    ANONYMOUS = "anonymous"  # they stay, nobody's
    REMOVED = "removed"  # their words go, as if their author had withdrawn them


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A reader's wish to be erased."""

    site_id: SiteId
    reader_id: ReaderId
    asked_at: datetime
    due_at: datetime


class ErasureStore(Protocol):
    """Keeps wishes to be erased, and fulfils them."""

    async def ask_erasure(self, erasure: Erasure) -> Erasure:
        """Keep the wish and return it; where there is one already, that one stands."""
        ...

    async def cancel_erasure(self, site_id: SiteId, reader_id: ReaderId) -> bool:
        """Forget the wish; say whether there was one. Who was erased has none."""
        ...

    async def erasure(self, site_id: SiteId, reader_id: ReaderId) -> Erasure | None:
        """Return the wish, None where there is none."""
        ...

    async def due_erasures(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Erasure]:
        """Return wishes whose day has come, the oldest first."""
        ...

    async def erase(self, erasure: Erasure, *, words_too: bool, at: datetime) -> bool:
        """Erase the reader, all or nothing; False where the wish was taken back meanwhile.

        Gone are the reader, sessions, links, accounts elsewhere, and the words of reports and
        appeals; the name on each comment becomes `FORMER_READER`, and with `words_too` its words
        go as well. What was ruled stays, by ids and hashes alone.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseReaders:
    """The use cases."""

    store: ErasureStore
    clock: Clock
    remains: Remains = Remains.ANONYMOUS

    async def ask(self, reader: Reader) -> Erasure:
        """Keep the wish; raises Forbidden for staff, whose rulings are on the record."""
        if reader.role.is_staff:
            raise Forbidden("Who works at the desk asks an owner to end their account first.")
        now = self.clock()
        return await self.store.ask_erasure(
            Erasure(
                site_id=reader.site_id,
                reader_id=reader.reader_id,
                asked_at=now,
                due_at=now + TIME_TO_THINK,
            )
        )

    @property
    def removes_words(self) -> bool:
        """Say whether the words of comments go with their author."""
        return self.remains is Remains.REMOVED

    async def of(self, reader: Reader) -> Erasure | None:
        """Return the reader's wish, None where there is none."""
        return await self.store.erasure(reader.site_id, reader.reader_id)

    async def cancel(self, reader: Reader) -> bool:
        """Forget the wish; say whether there was one."""
        return await self.store.cancel_erasure(reader.site_id, reader.reader_id)

    async def due(self, site_id: SiteId, *, limit: int = 20) -> int:
        """Erase those whose day has come; return how many."""
        now = self.clock()
        done = 0
        for erasure in await self.store.due_erasures(site_id, now, limit=limit):
            done += await self.store.erase(erasure, words_too=self.removes_words, at=now)
        return done
