"""Let anything happen in any order, and compare each store with one that counts anew each time."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from belowline.conversation.comment import Attention, Comment, Outcome, State, Verdict
from belowline.conversation.paging import Sort
from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Reader, Role
from belowline.store.database import open_database
from belowline.store.store import Store
from tests.contracts.newsroom import NEVER_HOLD, SITE, START, AnyStore, Newsroom
from tests.emptying import empty
from tests.memory_store import MemoryStore

Answer = TypeVar("Answer")
Act = Callable[[Newsroom], Coroutine[Any, Any, Answer]]

READERS = 4
a_place = st.integers(0, 30)
a_reader = st.integers(0, READERS - 1)


def stopped_clock() -> datetime:
    """Tell both stores the same time."""
    return START


class TwoStores(RuleBasedStateMachine):
    """The same things happen on plain dicts and on a database; both must answer alike."""

    async def open(self) -> AnyStore:
        """Open the empty database."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._pair = [Newsroom(MemoryStore(stopped_clock)), Newsroom(self._runner.run(self.open()))]
        self._comments: list[Comment] = []
        self._readers: list[ReaderId] = [self._both(_add_reader).reader_id for _ in range(READERS)]
        self._story = self._both(lambda newsroom: newsroom.story())

    def teardown(self) -> None:
        """Close the database."""
        self._runner.run(self._pair[1].store.close())
        self._runner.close()

    def _both(self, act: Act[Answer]) -> Answer:
        plain, kept = [self._runner.run(_outcome(act(newsroom))) for newsroom in self._pair]
        assert kept == plain
        return plain  # type: ignore[return-value]  # an error was compared like an answer

    def _at(self, place: int) -> Comment:
        comment = self._comments[place % len(self._comments)]
        return self._runner.run(self._pair[0].now(comment))

    def _reader(self, place: int) -> ReaderId:
        return self._readers[place]

    @rule(
        place=st.none() | a_place,
        state=st.sampled_from([State.PUBLISHED, State.PUBLISHED, State.HELD, State.REJECTED]),
    )
    def somebody_posts(self, place: int | None, state: State) -> None:
        parent = self._at(place) if place is not None and self._comments else None
        kept = self._both(lambda newsroom: newsroom.post(self._story, parent, state=state))
        if isinstance(kept, Comment):
            self._comments.append(kept)

    @precondition(lambda self: self._comments)
    @rule(place=a_place, verdict=st.sampled_from(Verdict), seen_late=st.booleans())
    def a_moderator_rules(self, place: int, verdict: Verdict, seen_late: bool) -> None:
        comment = self._at(place)
        if seen_late:  # by what stood there at first
            comment = self._comments[place % len(self._comments)]
        self._both(lambda newsroom: newsroom.rule(comment, verdict))

    @precondition(lambda self: self._comments)
    @rule(
        place=a_place,
        change=st.sampled_from(
            [
                {},
                {"state": State.HELD, "attention": Attention.HELD},
                {"pending": 9, "attention": Attention.EDITED},
            ]
        ),
    )
    def an_author_edits(self, place: int, change: dict[str, Any]) -> None:
        comment = self._at(place)
        words = f"edit {comment.revision}"
        self._both(lambda newsroom: newsroom.edit(replace(comment, pending=None), words, **change))

    @precondition(lambda self: self._comments)
    @rule(place=a_place)
    def an_author_withdraws(self, place: int) -> None:
        comment = self._at(place)
        self._both(lambda newsroom: newsroom.store.withdraw(comment))

    @precondition(lambda self: self._comments)
    @rule(
        place=a_place,
        reader=a_reader,
        reason=st.sampled_from(["spam", "illegal"]),
        weight=st.sampled_from([0.1, 0.7]),
        hold_at=st.sampled_from([1.0, NEVER_HOLD]),
    )
    def a_reader_reports(
        self, place: int, reader: int, reason: str, weight: float, hold_at: float
    ) -> None:
        comment, who = self._at(place), self._reader(reader)
        self._both(
            lambda newsroom: newsroom.report(
                comment, reader_id=who, reason=reason, weight=weight, hold_at=hold_at
            )
        )

    @precondition(lambda self: self._comments)
    @rule(place=a_place, reader=a_reader)
    def a_reader_takes_a_report_back(self, place: int, reader: int) -> None:
        key = SITE, self._at(place).comment_id, self._reader(reader)
        self._both(lambda newsroom: newsroom.store.undo_report(*key))

    @precondition(lambda self: self._comments)
    @rule(place=a_place, reader=a_reader, likes=st.booleans())
    def a_reader_likes_or_no_longer(self, place: int, reader: int, likes: bool) -> None:
        key = SITE, self._at(place).comment_id, self._reader(reader)
        self._both(
            lambda newsroom: newsroom.store.like(*key) if likes else newsroom.store.unlike(*key)
        )

    @precondition(lambda self: self._comments)
    @rule(place=a_place)
    def an_author_appeals(self, place: int) -> None:
        comment = self._at(place)
        self._both(lambda newsroom: newsroom.store.add_appeal(newsroom.appeal(comment)))

    @invariant()
    def every_comment_and_counter_is_alike(self) -> None:
        self._both(_everything)
        assert self._runner.run(self._pair[1].store.check_counters(SITE)) == []


async def _outcome(acted: Coroutine[Any, Any, Answer]) -> Answer | tuple[type, str]:
    try:
        return await acted
    except BelowlineError as error:
        return type(error), error.code


async def _add_reader(newsroom: Newsroom) -> Reader:
    return await newsroom.reader(Role.GUEST)


async def _everything(newsroom: Newsroom) -> object:
    store = newsroom.store
    story = (await store.latest(SITE, limit=1))[0]
    roots = await store.roots(SITE, story.story_id, sort=Sort.BEST, after=None, limit=99)
    ids = [root.comment_id for root in roots]
    branches = await store.branches(SITE, ids, limit_each=99)
    events = await store.events_after(SITE, 0, limit=999)
    named = sorted({event.comment_id for event in events})
    comments = sorted(await store.comments(SITE, named), key=lambda comment: comment.comment_id)
    queue = await store.queue(SITE, after=None, limit=99, now=START)
    outcomes: list[Outcome | None] = []
    for comment_id in named:
        outcomes += [each.outcome for each in await store.reports(SITE, comment_id)]
        outcomes += [each.outcome for each in await store.appeals(SITE, comment_id)]
        outcomes.append(None)
    return (
        story,
        comments,
        list(roots),
        {root: list(branch) for root, branch in branches.items()},
        list(events),
        list(queue),
        outcomes,
        list(await store.entries(SITE, after=0, limit=999)),
    )


def test_anything_may_happen_in_any_order_on_sqlite() -> None:
    with TemporaryDirectory() as folder:
        names = (Path(folder) / f"{number}.db" for number in range(10**9))

        class OnSqlite(TwoStores):
            """The machine with a new file each time."""

            async def open(self) -> AnyStore:
                """Open a new file."""
                return await Store.open(str(next(names)), clock=stopped_clock)

        run_machine(OnSqlite, settings=settings(max_examples=25, stateful_step_count=25))


@pytest.mark.usefixtures("anyio_backend")
def test_anything_may_happen_in_any_order_on_postgres(postgres_tables: str) -> None:
    class OnPostgres(TwoStores):
        """The machine with emptied tables each time."""

        async def open(self) -> AnyStore:
            """Empty the tables."""
            database = open_database(postgres_tables)
            async with database.writing() as connection:
                await empty(connection)
            return Store(database, stopped_clock)

    run_machine(OnPostgres, settings=settings(max_examples=8, stateful_step_count=20))
