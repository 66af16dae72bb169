"""Whether a search that looks among the newest first finds what stands further back."""

from datetime import timedelta
from itertools import product

import pytest

from belowline.conversation.comment import Attention, State, Verdict
from belowline.desk.filters import NO_FILTERS, Filters
from belowline.desk.search import Hit, parse_query
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, START, Newsroom

pytestmark = pytest.mark.anyio

TEXTS = [
    "the bridge is shut for good",
    "shut the bridge, for good or bad",
    "is the ferry shut for good?",
    "nothing of it",
    "a bridge, a ferry and a tunnel",
    "for good: the bridge is open",
    "the tunnel is shut for good",
    "a bridge is a bridge",
    "nothing more",
    "the end of the bridge",
]
GERMAN = "Der Tunnel ist nicht gut, aber die bridge ist auch zu, und das seit Wochen."
WORDS = ["bridge", '"shut for good"', '"for good"', "bridge -shut", "tun*", '"bridge is" the', "zz"]


class Narrow(Store):
    """A store that takes three for many."""

    window = 3


async def found(store: Store, text: str, filters: Filters, limit: int) -> list[str]:
    """Return the ids of everything that is found, page by page."""
    ids: list[str] = []
    after = None
    query = parse_query(text)
    while True:
        page: list[Hit] = list(
            await store.search(
                SITE,
                query,
                filters=filters,
                after=after,
                limit=limit,
                now=START + timedelta(hours=30),
            )
        )
        ids += [hit.comment.comment_id for hit in page]
        if len(page) < limit:
            return ids
        after = page[-1].cursor


async def test_what_stands_behind_the_newest_is_found_as_well(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    sport = await newsroom.post(await newsroom.story(section="Sport"), text=GERMAN)
    story = await newsroom.story(section="City")
    posted = [await newsroom.post(story, text=text) for text in TEXTS]
    reporter = newsroom.reader_id()
    for each in (posted[0], posted[6]):
        await newsroom.report(each, reader_id=reporter, hold_at=0.1)
    for each in (posted[1], posted[5]):
        await newsroom.rule(each, Verdict.REMOVE, clause="spam")
    filters = [
        NO_FILTERS,
        Filters(section="City"),
        Filters(section="Sport"),
        Filters(language="de"),
        Filters(language="de", section="City"),
        Filters(language="xx", state=State.REMOVED),
        Filters(state=State.REMOVED),
        Filters(state=State.WITHDRAWN),
        Filters(waits=Attention.REPORTED),
        Filters(reporter=reporter),
        Filters(reporter=reporter, state=State.PUBLISHED),
        Filters(story=story.story_id, state=State.REMOVED),
    ]
    narrow = Narrow(store._database)

    for text, these, limit in product([*WORDS, ""], filters, (1, 2, 20)):
        if not text and these == NO_FILTERS:
            continue
        expected = await found(store, text, these, 20)
        assert await found(narrow, text, these, limit) == expected, (text, these, limit)
    assert len(await found(narrow, '"for good"', NO_FILTERS, 2)) == 5
    assert len(await found(narrow, "shut", Filters(state=State.REMOVED), 1)) == 1
    assert len(await found(narrow, "", Filters(reporter=reporter), 1)) == 2
    for seldom in (Filters(section="Sport"), Filters(language="de")):
        assert await found(narrow, "bridge", seldom, 1) == [sport.comment_id]
    await store.close()
