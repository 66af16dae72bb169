"""Have engines rule on an archive side by side, page after page and in its order."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from belowline.conversation.judging import MOST_REMEMBERED
from belowline.conversation.naming import as_of_name, with_name
from belowline.desk.told import Page, Told
from belowline.moderation import Facts, Moderator, Ruling, SiteWeights

# What each policy says of one comment, in the order of the policies.
Rulings = tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What engines are asked about a comment; `name` is its author's, None where only the words
    were ruled on."""

    facts: Facts
    name: str | None = None

    @classmethod
    def of(cls, told: Told) -> "Asked":
        """Return what the engine was asked when the words came."""
        written, facts = told
        is_named = written.known is None or written.known.is_named
        return cls(facts, written.author_name if is_named else None)


class Judges(Protocol):
    """Engines that rule by the same policies, here or elsewhere: what they say is the same."""

    @property
    def ahead(self) -> int:
        """How many pages may be on their way, so that none of them has nothing to do."""
        ...

    async def rulings(self, asked: Sequence[Asked]) -> Sequence[Rulings]:
        """Return what each policy says of each comment, in their order."""
        ...


# Lends judges by the policies with these texts, and by a site's own weights where it has some.
LendJudges = Callable[[Sequence[str], SiteWeights | None], AbstractContextManager[Judges]]


class Engines:
    """Engines of this process, one for each policy."""

    def __init__(self, moderators: Sequence[Moderator]) -> None:
        self._moderators = moderators
        # Who writes often is ruled on once.
        self._named = lru_cache(MOST_REMEMBERED)(self._of_name)

    def rulings(self, asked: Asked) -> Rulings:
        """Return what each policy says of a comment and the name it is signed with."""
        found = tuple(moderator.rule_on(asked.facts) for moderator in self._moderators)
        if asked.name is None:
            return found
        return tuple(map(with_name, found, self._named(asked.name)))

    def _of_name(self, name: str) -> Rulings:
        return tuple(
            as_of_name(moderator.rule_name(name), moderator.policy)
            for moderator in self._moderators
        )


class JudgesHere:
    """Engines in this process, asked in a thread beside the loop."""

    # While one page is ruled on, the next is read.
    ahead = 1

    def __init__(self, moderators: Sequence[Moderator]) -> None:
        self._engines = Engines(moderators)
        self._turn = asyncio.Lock()

    async def rulings(self, asked: Sequence[Asked]) -> Sequence[Rulings]:
        """Return what each policy says of each comment."""
        async with self._turn:
            return await asyncio.to_thread(lambda: list(map(self._engines.rulings, asked)))


async def pages_ruled(
    pages: AsyncIterator[Page], judges: Judges
) -> AsyncGenerator[tuple[Page, Sequence[Rulings]], None]:
    """Yield each page with the rulings on it, in the order of the pages.

    Some are read ahead while those before them are ruled on, so memory is bounded. To be closed.
    """
    waiting: deque[_Waiting] = deque()
    try:
        async for page in pages:
            waiting.append((page, asyncio.create_task(_rulings(judges, page))))
            if len(waiting) > judges.ahead:
                yield await _first(waiting)
        while waiting:
            yield await _first(waiting)
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)


_Waiting = tuple[Page, "asyncio.Task[Sequence[Rulings]]"]


async def _rulings(judges: Judges, page: Page) -> Sequence[Rulings]:
    return await judges.rulings([Asked.of(each) for each in page.told])


async def _first(waiting: deque[_Waiting]) -> tuple[Page, Sequence[Rulings]]:
    page, task = waiting[0]
    found = await task
    waiting.popleft()
    return page, found
