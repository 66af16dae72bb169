"""What every store promises about days that were counted."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import State, Verdict
from belowline.desk.numbers import count_up, numbers_of, tally_of
from belowline.desk.tally import Tally, from_text, to_text
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

DAY = START.replace(hour=0)
LATER = DAY + timedelta(days=1)


async def test_a_days_count_is_kept_in_its_form_and_can_be_replaced(store: AnyStore) -> None:
    await store.keep_tally(SITE, DAY, form=1, text="old")
    await store.keep_tally(SITE, DAY, form=1, text="new")
    await store.keep_tally(SITE, LATER, form=2, text="another form")
    await store.keep_tally(OTHER_SITE, DAY, form=1, text="another site")

    until = LATER + timedelta(days=1)
    assert await store.tallies(SITE, form=1, since=DAY, until=until) == {DAY: "new"}
    assert await store.tallies(SITE, form=2, since=DAY, until=until) == {LATER: "another form"}
    assert await store.tallies(SITE, form=1, since=DAY, until=DAY) == {}


async def test_parts_that_were_kept_add_up_to_the_whole(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    held = [await newsroom.post(story, state=State.HELD) for _ in range(3)]
    public = await newsroom.post(story)
    middle = newsroom.moment()
    for comment, verdict in zip(
        held, (Verdict.PUBLISH, Verdict.REJECT, Verdict.PUBLISH), strict=True
    ):
        await newsroom.rule(comment, verdict, clause="spam")
    await newsroom.report(public)
    await newsroom.rule(await newsroom.now(public), Verdict.REMOVE, clause="spam")
    end = newsroom.moment()

    whole = Tally()
    for since, until in ((DAY, middle), (middle, end)):
        part = await tally_of(store, SITE, since=since, until=until)
        whole.merge(from_text(to_text(part)))

    added = await numbers_of(store, SITE, whole, since=DAY, until=end)
    assert added == await count_up(store, SITE, since=DAY, until=end)
    assert added.stories == [(story.story_id, story.headline, 1)]
    assert added.waiting.count == 4
