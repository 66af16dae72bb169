"""What every store promises about how often readers thought again."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from belowline.conversation.nudge import Step
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore

pytestmark = pytest.mark.anyio

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)


async def test_steps_are_counted_in_the_month_they_were_taken(store: AnyStore) -> None:
    for day in (date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 1)):
        await store.count_nudge(SITE, day, Step.ASKED)
    await store.count_nudge(SITE, date(2026, 12, 31), Step.EDITED)
    await store.count_nudge(OTHER_SITE, date(2026, 11, 30), Step.ANYWAY)

    november = await store.nudges(SITE, since=NOVEMBER, until=DECEMBER)
    december = await store.nudges(SITE, since=DECEMBER, until=JANUARY)

    assert november == {Step.ASKED: 3}
    assert december == {Step.ASKED: 1, Step.EDITED: 1}


async def test_nobody_is_lost_who_is_counted_at_once(store: AnyStore) -> None:
    day = date(2026, 11, 2)

    await asyncio.gather(*(store.count_nudge(SITE, day, Step.ANYWAY) for _ in range(12)))

    assert await store.nudges(SITE, since=NOVEMBER, until=DECEMBER) == {Step.ANYWAY: 12}
