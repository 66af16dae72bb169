"""What every store promises about the records of readers and of rulings."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Comment, State, Traces, Verdict
from belowline.people.reader import Reader
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def by(newsroom: Newsroom, reader: Reader, story: Story, state: State) -> Comment:
    comment, ruling = newsroom.draft(story, state=state)
    author = replace(comment.author, reader_id=reader.reader_id)
    return await newsroom.store.add_comment(replace(comment, author=author), ruling)


async def test_a_reader_has_a_record(store: AnyStore, newsroom: Newsroom) -> None:
    story, reader = await newsroom.story(), await newsroom.reader()
    comments = [
        await by(newsroom, reader, story, state)
        for state in (State.PUBLISHED, State.PUBLISHED, State.PUBLISHED, State.HELD)
    ]
    await by(newsroom, reader, story, State.REJECTED)  # by the engine, as spam
    await newsroom.report(comments[0])
    removed, _ = await newsroom.report(comments[1])
    await newsroom.rule(removed, Verdict.REMOVE, clause="racism")
    await store.withdraw(comments[2])
    other = await newsroom.post(story)
    await newsroom.report(other, reader_id=reader.reader_id)
    await newsroom.rule(await newsroom.now(other), Verdict.PUBLISH)

    record = await store.reader_record(SITE, reader.reader_id)

    assert record is not None
    assert (record.published, record.waiting, record.withdrawn) == (1, 1, 1)
    assert record.refused == {"racism": 1, "spam": 1}
    assert record.refused_in_all == 2
    assert (record.reports_against, record.upheld_against) == (2, 1)
    assert (record.reports_by, record.upheld_by, record.dismissed_by) == (1, 0, 1)
    assert record.since == reader.created_at
    assert await store.reader_record(OTHER_SITE, reader.reader_id) is None


async def test_rulings_by_moderators_are_known_by_their_prints(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    kept: list[Comment] = []
    for number, printed in enumerate((7, 2**64 - 1, None, 9, 11)):
        comment, ruling = newsroom.draft(story, state=State.HELD)
        traces = Traces(fingerprint=printed)
        kept.append(await store.add_comment(comment, ruling, traces=traces))
        if number < 3:
            await newsroom.rule(kept[-1], Verdict.REJECT, clause="spam")
    await newsroom.rule(kept[3], Verdict.HOLD)
    undone = await newsroom.rule(kept[4], Verdict.PUBLISH)
    await store.undo(SITE, undone.comment_id, undone.ruling_id, at=newsroom.moment())

    found = await store.ruled_prints(SITE, limit=9)

    assert [(each.comment_id, each.fingerprint) for each in found] == [
        (kept[1].comment_id, 2**64 - 1),
        (kept[0].comment_id, 7),
    ]
    assert (found[0].verdict, found[0].clause, found[0].revision) == (Verdict.REJECT, "spam", 1)
    assert len(await store.ruled_prints(SITE, limit=1)) == 1
