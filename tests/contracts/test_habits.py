"""What every store promises about what moderators want to be spared."""

import pytest

from belowline.desk.habits import Habits
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_the_latest_choice_is_kept_for_each(store: AnyStore, newsroom: Newsroom) -> None:
    me, other = newsroom.reader_id(), newsroom.reader_id()
    await store.keep_habits(SITE, me, Habits(blurs=False))
    await store.keep_habits(SITE, me, Habits(suggests_breaks=False))
    await store.keep_habits(SITE, other, Habits(blurs=False, suggests_breaks=False))

    assert await store.habits(SITE, me) == Habits(blurs=True, suggests_breaks=False)
    assert await store.habits(SITE, other) == Habits(blurs=False, suggests_breaks=False)
    assert await store.habits(OTHER_SITE, me) is None
