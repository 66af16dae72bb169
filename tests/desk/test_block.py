"""A moderator blocks a site, and new comments that link to it meet the block."""

import pytest

from belowline.conversation.comment import State
from belowline.desk.block import BlockDomain, BlockOrder, offered_hosts
from belowline.kernel.errors import Forbidden, NotFound, Refused
from belowline.moderation import Moderator
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import Room

pytestmark = pytest.mark.anyio

LINK = "The figures stand at https://stats.shop.com/figures for all to read."
# Of other words, so that nothing but the link is alike.
OTHER = "Who doubts the mayor’s numbers finds them under https://shop.com/budget since Monday."
THIRD = "My own count took a week and agrees with https://stats.shop.com/trams quite well."


@pytest.fixture
def blocking(room: Room) -> BlockDomain:
    return BlockDomain(store=room.store, clock=room.clock, domains=("news.example",))


@pytest.fixture(scope="module")
def engine() -> Moderator:
    return Moderator()


async def blocked(room: Room, run: BlockDomain, me: Reader, host: str, mode: str = "hold") -> str:
    return (await run(me, BlockOrder(site_id=room.site_id, host=host, mode=mode))).host


@pytest.mark.parametrize(("mode", "state"), [("hold", State.HELD), ("reject", State.REJECTED)])
async def test_new_comments_with_a_link_there_wait_or_are_turned_away_until_it_is_lifted(
    engine: Moderator, mode: str, state: State
) -> None:
    room = Room(engine)
    story = await room.newsroom.story()
    me = await room.newsroom.reader(Role.MODERATOR, name="Mo")
    run = BlockDomain(store=room.store, clock=room.clock, domains=())
    before = await room.posted(story, LINK)
    await blocked(room, run, me, "shop.com", mode)

    after = await room.sent(story, OTHER)
    edited = await room.edit(
        room.site_id, before.comment_id, before.author.reader_id, f"{LINK} Edited."
    )
    checked = await room.check(room.site_id, LINK)

    assert before.state is State.PUBLISHED
    assert after.comment.state is state
    assert "shop.com" in " ".join(each.reason for each in after.ruling.findings)
    assert edited.ruling.verdict == mode
    assert checked.action == mode
    await run.lift(me, room.site_id, "shop.com")
    # What the block turned away does not stand in the site's history as spam.
    assert (await room.posted(story, THIRD)).state is State.PUBLISHED
    room.close()


async def test_a_host_is_taken_from_whatever_was_typed(
    room: Room, blocking: BlockDomain, moderator: Reader
) -> None:
    for typed in ("shop.com", " https://www.Shop.com/a?b ", "http://shop.com"):
        assert await blocked(room, blocking, moderator, typed) == "shop.com"
    assert [each.host for each in await blocking.all(moderator, room.site_id)] == ["shop.com"]


@pytest.mark.parametrize("host", ["", "shop", "com", "co.uk", "two words", "a.com b.com"])
async def test_what_names_no_site_is_refused(
    room: Room, blocking: BlockDomain, moderator: Reader, host: str
) -> None:
    with pytest.raises(Refused) as refused:
        await blocked(room, blocking, moderator, host)
    assert refused.value.code == "bad-host"


@pytest.mark.parametrize("host", ["news.example", "www.news.example"])
async def test_ones_own_domain_is_not_blocked(
    room: Room, blocking: BlockDomain, moderator: Reader, host: str
) -> None:
    with pytest.raises(Refused) as refused:
        await blocked(room, blocking, moderator, host)
    assert refused.value.code == "own-domain"


async def test_only_staff_block_in_modes_that_there_are(
    room: Room, blocking: BlockDomain, moderator: Reader, story: Story
) -> None:
    with pytest.raises(Forbidden):
        await blocked(room, blocking, await room.newsroom.reader(), "shop.com")
    with pytest.raises(Refused):
        await blocked(room, blocking, moderator, "shop.com", "shadow")
    with pytest.raises(NotFound):
        await blocking.lift(moderator, room.site_id, "shop.com")


def test_a_moderator_is_offered_each_host_and_its_owners() -> None:
    assert offered_hosts(LINK) == ("stats.shop.com", "shop.com")
    assert offered_hosts("No link.") == ()
