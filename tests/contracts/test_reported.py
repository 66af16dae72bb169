"""What every store promises to a reader who wants to know what came of their reports."""

import pytest

from belowline.conversation.comment import Answer, Author, Outcome, State, Verdict
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_reader_finds_their_own_reports_newest_first_with_what_came_of_them(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story(headline="The bridge")
    gone, left, waits = [await newsroom.post(story) for _ in range(3)]
    reader = newsroom.reader_id()
    for comment in (gone, left, waits):
        await newsroom.report(comment, reader_id=reader)
        await newsroom.report(comment)
    await newsroom.rule(await newsroom.now(gone), Verdict.REMOVE, clause="spam")
    await newsroom.rule(await newsroom.now(left), Verdict.PUBLISH)

    found = await store.reported_by(SITE, reader, limit=10)

    assert [(each.report.outcome, each.state) for each in found] == [
        (None, State.PUBLISHED),
        (Outcome.DISMISSED, State.PUBLISHED),
        (Outcome.UPHELD, State.REMOVED),
    ]
    assert {(each.headline, each.story_id) for each in found} == {("The bridge", story.story_id)}
    assert list(await store.reported_by(SITE, reader, limit=1)) == list(found[:1])
    assert not await store.reported_by(SITE, newsroom.reader_id(), limit=10)
    assert not await store.reported_by(OTHER_SITE, reader, limit=10)


async def test_a_reader_finds_their_own_appeals_newest_first_with_their_answers(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story(headline="The bridge")
    ada = await newsroom.reader()
    author = Author(reader_id=ada.reader_id, name=ada.name, role=ada.role)
    granted, waits = [
        await newsroom.rule(
            await newsroom.post(story, author=author), Verdict.REMOVE, clause="spam"
        )
        for _ in range(2)
    ]
    for comment in (granted, waits):
        await store.add_appeal(newsroom.appeal(await newsroom.now(comment)))
    await newsroom.rule(await newsroom.now(granted), Verdict.PUBLISH)

    found = await store.appealed_by(SITE, ada.reader_id, limit=10)

    assert [(each.appeal.outcome, each.appeal.answer, each.state) for each in found] == [
        (None, None, State.REMOVED),
        (Outcome.UPHELD, Answer.REVERSED, State.PUBLISHED),
    ]
    assert {(each.headline, each.story_id) for each in found} == {("The bridge", story.story_id)}
    assert list(await store.appealed_by(SITE, ada.reader_id, limit=1)) == list(found[:1])
    assert not await store.appealed_by(OTHER_SITE, ada.reader_id, limit=10)
