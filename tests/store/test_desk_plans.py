"""Whether the desk's questions are answered by index, however long a newsroom keeps its tables."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.blocks import Block
from belowline.conversation.comment import Comment, State
from belowline.desk.filters import Filters, WithEditors
from belowline.desk.presence import Taken
from belowline.kernel.ids import ReaderId
from belowline.moderation import Finding, Mode
from belowline.people.reader import Role
from belowline.people.sanctions import Measure, Sanction
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.store.watched import Watched, watched

__all__ = ["watched"]

pytestmark = pytest.mark.anyio

LATER = START + timedelta(days=1)
MODERATOR, HOST, RULE = ReaderId("moderator"), "spam.example", "sofas"
# A scan of a table, on either database; not of what a part of the question has found (anon_).
SCAN = re.compile(r"\bSCAN (?!CONSTANT|anon_)\w+(?! USING (COVERING )?INDEX)|Seq Scan")

Ask = Callable[[Store, Comment], Awaitable[object]]
QUESTIONS: dict[str, Ask] = {
    "a reader's sanctions": lambda s, c: s.sanctions(SITE, c.author.reader_id),
    "sanctions in force": lambda s, c: s.sanctions_in_force(SITE, LATER, limit=200),
    "appeals against sanctions": lambda s, c: s.complaints(SITE, limit=200),
    "sanctions imposed": lambda s, c: s.imposed(SITE, since=START, until=LATER),
    "reports of a reader": lambda s, c: s.reported_by(SITE, c.author.reader_id, limit=9),
    "automatic removals": lambda s, c: s.automatic_removals(SITE, START),
    "what a rule on trial saw": lambda s, c: s.trial_hits(SITE, RULE, since=START, limit=9),
    "blocks on a host": lambda s, c: s.blocks_on(SITE, [HOST]),
    "blocks": lambda s, c: s.blocks(SITE, limit=9),
    "what is open": lambda s, c: s.taken(SITE, away=START),
    "habits": lambda s, c: s.habits(SITE, MODERATOR),
    "views": lambda s, c: s.views(SITE, MODERATOR),
    "what to filter by": lambda s, c: s.offers(SITE),
    "the queue": lambda s, c: s.queue(
        SITE, filters=Filters(escalated=WithEditors.NO), after=None, limit=20, now=LATER
    ),
    "the queue's size": lambda s, c: s.queue_size(
        SITE, filters=Filters(escalated=WithEditors.NO), now=LATER
    ),
    "all about a comment": lambda s, c: s.gather(SITE, [c]),
}


async def test_the_desk_asks_by_index(watched: Watched) -> None:
    comment = await fill(watched)

    scans: dict[str, list[str]] = {}
    for question, ask in QUESTIONS.items():
        watched.sent.clear()
        await ask(watched.store, comment)
        plans = await watched.plans(by_index=True)
        assert plans, question
        scans[question] = [line for line in plans if SCAN.search(line)]

    assert {question: lines for question, lines in scans.items() if lines} == {}


async def fill(watched: Watched) -> Comment:
    """Keep a little of everything; return a comment that waits."""
    newsroom, store = watched.newsroom, watched.store
    story = await newsroom.story()
    comment, ruling = newsroom.draft(story, state=State.HELD)
    seen = Finding("spam", 0.0, 0, 1, "phrases", "A sofa.", RULE, Mode.SHADOW)
    await store.add_comment(comment, replace(ruling, shadows=(seen,)))
    reported = await newsroom.post(story)
    await newsroom.report(reported, hold_at=0.5)
    for measure in Measure:
        await store.add_sanction(await imposed(newsroom, measure))
    block = Block(
        site_id=SITE,
        host=HOST,
        mode=Mode.HOLD,
        by=MODERATOR,
        by_name="Mo",
        created_at=newsroom.moment(),
        comment_id=None,
    )
    await store.add_block(block)
    taken = Taken(
        site_id=SITE,
        comment_id=comment.comment_id,
        reader_id=MODERATOR,
        name="Mo",
        seen_at=newsroom.moment(),
    )
    await store.take(taken, away=START)
    return comment


async def imposed(newsroom: Newsroom, measure: Measure) -> Sanction:
    """A sanction on somebody new."""
    reader = await newsroom.reader(Role.GUEST)
    return Sanction(
        site_id=SITE,
        sanction_id=newsroom.id(),
        reader_id=reader.reader_id,
        measure=measure,
        reason="Insults.",
        until=None,
        by=MODERATOR,
        by_name="Mo",
        created_at=newsroom.moment(),
    )
