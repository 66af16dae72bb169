"""What every store promises about sites that a publisher takes no links to."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from belowline.conversation.blocks import Block, blocked_by
from belowline.desk.audit import Act
from belowline.kernel.ids import CommentId, ReaderId
from belowline.moderation import Mode
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def block(newsroom: Newsroom, host: str, mode: Mode = Mode.HOLD, **facts: Any) -> Block:
    made = Block(
        site_id=SITE,
        host=host,
        mode=mode,
        by=ReaderId("moderator"),
        by_name="Mo",
        created_at=newsroom.moment(),
        comment_id=CommentId(newsroom.id()),
    )
    return replace(made, **facts)


async def test_blocks_come_back_the_newest_first_and_by_their_hosts(
    store: AnyStore, newsroom: Newsroom
) -> None:
    first, second = block(newsroom, "a.example"), block(newsroom, "b.example", Mode.REJECT)
    elsewhere = block(newsroom, "a.example", site_id=OTHER_SITE, comment_id=None)
    for each in (first, second, elsewhere):
        await store.add_block(each)

    assert list(await store.blocks(SITE, limit=9)) == [second, first]
    assert list(await store.blocks(SITE, limit=1)) == [second]
    assert list(await store.blocks_on(SITE, ["b.example", "a.example", "c"])) == [first, second]
    assert list(await store.blocks_on(OTHER_SITE, ["a.example", "b.example"])) == [elsewhere]
    assert list(await store.blocks_on(SITE, [])) == []


async def test_a_block_takes_the_place_of_one_on_the_same_host(
    store: AnyStore, newsroom: Newsroom
) -> None:
    later = block(newsroom, "a.example", Mode.REJECT, by_name="Di")
    await store.add_block(block(newsroom, "a.example"))
    await store.add_block(later)

    assert list(await store.blocks(SITE, limit=9)) == [later]


async def test_two_who_block_a_host_at_once_both_succeed(
    store: AnyStore, newsroom: Newsroom
) -> None:
    both = [block(newsroom, "a.example", by_name=name) for name in ("Mo", "Di")]

    await asyncio.gather(*map(store.add_block, both))

    (kept,) = await store.blocks(SITE, limit=9)
    assert kept in both


async def test_a_block_is_lifted_once_and_the_log_tells_of_both(
    store: AnyStore, newsroom: Newsroom
) -> None:
    host = ".".join(["a" * 60] * 4)
    await store.add_block(block(newsroom, host))
    by, at = ReaderId("another"), newsroom.moment()

    assert await store.lift_block(SITE, host, by=by, at=at)
    assert not await store.lift_block(SITE, host, by=by, at=at)

    assert list(await store.blocks(SITE, limit=9)) == []
    log = await store.entries(SITE, after=0, limit=9)
    assert [(each.act, each.by, dict(each.facts)) for each in log] == [
        (Act.BLOCK, "moderator", {"host": host, "done": "hold"}),
        (Act.BLOCK, "another", {"host": host, "done": "lift"}),
    ]


async def test_words_meet_blocks_on_what_they_link_to_and_on_what_is_above_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    for host, mode in (("spam.example", Mode.REJECT), ("b.shop.com", Mode.HOLD)):
        await store.add_block(block(newsroom, host, mode))

    text = "See https://a.b.spam.example/x and https://shop.com and nothing else"
    assert await blocked_by(store, SITE, text) == {"spam.example": Mode.REJECT}
    assert await blocked_by(store, SITE, "See https://b.shop.com") == {"b.shop.com": Mode.HOLD}
    assert await blocked_by(store, SITE, "No link at all") == {}
