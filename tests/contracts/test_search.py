"""What every store promises about the search of every comment."""

from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.filters import NO_FILTERS, Age, Filters
from belowline.desk.search import Hit, parse_query
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

NOW = START + timedelta(hours=30)


async def found(
    store: AnyStore, text: str, filters: Filters = NO_FILTERS, *, limit: int = 10
) -> list[Hit]:
    """Return everything that is found, page by page."""
    hits: list[Hit] = []
    after = None
    while page := await store.search(
        SITE, parse_query(text), filters=filters, after=after, limit=limit, now=NOW
    ):
        hits += page
        after = page[-1].cursor
    return hits


def ids(hits: list[Hit]) -> list[str]:
    return [hit.comment.comment_id for hit in hits]


async def written(newsroom: Newsroom, *texts: str) -> list[str]:
    story = await newsroom.story()
    return [(await newsroom.post(story, text=text)).comment_id for text in texts]


async def test_a_comment_is_found_by_its_words_the_newest_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    first, second, _ = await written(
        newsroom, "The bridge is shut.", "A Bridge too far", "Nothing of it"
    )
    elsewhere = await newsroom.story(site_id=OTHER_SITE)
    await newsroom.post(elsewhere, text="The bridge of others")

    hits = await found(store, "bridge")

    assert ids(hits) == [second, first]
    assert [hit.text for hit in hits] == ["A Bridge too far", "The bridge is shut."]
    assert ids(await found(store, "bridge too")) == [second]
    assert ids(await found(store, "too bridge")) == [second]
    assert ids(await found(store, "tunnel")) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('"shut for good"', [0]),
        ('"good for shut"', []),
        ("shu*", [1, 0]),
        ('"for goo*"', []),
        ("shut -good", [1]),
        ('bridge -"shut for good"', [1]),
        ("ECOLE", [2]),
        ("école", [2]),
        ("l'école", [2]),
        ("straße", [2]),
        ("橋", [3]),
        ("橋は", [3]),
        ("a & b | ! ( bridge ):* 'x", []),
        ("bridge NOT shut", []),
        ("\\ bridge", [1, 0]),
    ],
)
async def test_words_phrases_beginnings_and_what_must_not_be_there(
    store: AnyStore, newsroom: Newsroom, text: str, place: list[int]
) -> None:
    made = await written(
        newsroom,
        "The bridge is shut for good.",
        "They shut our bridge: shutters down!",
        "L’École de la Straße",
        "橋は閉まっている",
    )

    assert ids(await found(store, text)) == [made[number] for number in place]


async def test_every_revision_is_found_and_nothing_that_was_withdrawn(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    edited, withdrawn = [await newsroom.post(story, text="An early bird") for _ in range(2)]
    await newsroom.edit(edited, "A late bird")
    await store.withdraw(withdrawn)

    assert [(hit.number, hit.text) for hit in await found(store, "bird")] == [
        (2, "A late bird"),
        (1, "An early bird"),
    ]
    assert ids(await found(store, "early")) == [edited.comment_id]


async def test_what_was_ruled_out_is_still_found(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    removed = await newsroom.post(story, text="A bird")
    await newsroom.rule(removed, Verdict.REMOVE)

    (hit,) = await found(store, "bird", Filters(state=State.REMOVED))

    assert (hit.comment.state, hit.text) == (State.REMOVED, "A bird")
    assert await found(store, "bird", Filters(state=State.PUBLISHED)) == []


async def test_pages_hold_everything_once_also_of_one_millisecond(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    made = [await newsroom.post(story, text="A bird", created_at=START) for _ in range(7)]

    for text in ("bird", ""):
        seen = ids(await found(store, text, limit=3))
        assert seen == [comment.comment_id for comment in reversed(made)]


async def test_a_search_is_narrowed_by_filters(store: AnyStore, newsroom: Newsroom) -> None:
    city, sport = await newsroom.story(section="City"), await newsroom.story(section="Sport")
    old = await newsroom.post(city, text="This is the oldest bird of them all")
    new = await newsroom.post(sport, text="Das ist der Vogel, und nicht ein bird", state=State.HELD)
    late = NOW - timedelta(minutes=5)
    late_one = await newsroom.post(sport, text="A bird", created_at=late)
    reporter = newsroom.reader_id()
    await newsroom.report(old, reader_id=reporter, reason="racism")
    everything: dict[Filters, list[Comment]] = {
        Filters(section="City"): [old],
        Filters(story=sport.story_id): [late_one, new],
        Filters(reader=new.author.reader_id): [new],
        Filters(reporter=reporter): [old],
        Filters(state=State.HELD): [new],
        Filters(language="de"): [new],
        Filters(age=Age.HOUR): [late_one],
        Filters(age=Age.OVER_HOUR): [new, old],
        Filters(clause="racism"): [old],
        Filters(clause="spam"): [late_one, new, old],
        Filters(detector="links", section="City"): [old],
    }

    for text in ("bird -vogel", '"oldest bir" oldest', '"the oldest bird"', "old*"):
        assert len(await found(store, text, Filters(reader=old.author.reader_id))) == (
            0 if 'bir"' in text else 1
        )
    assert await found(store, "bird -oldest", Filters(story=city.story_id)) == []
    for filters, these in everything.items():
        for text in ("bird", ""):
            expected = [comment.comment_id for comment in these]
            assert ids(await found(store, text, filters)) == expected, filters
