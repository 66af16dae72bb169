"""A moderator keeps filters under a name."""

import pytest

from belowline.desk.filters import NO_FILTERS, Filters
from belowline.desk.saved_views import LONGEST_NAME, MOST_VIEWS, SavedView, Views, filters_of
from belowline.kernel.errors import Forbidden, Refused
from belowline.people.reader import Reader, Role
from tests.contracts.newsroom import START
from tests.conversation.room import Room

pytestmark = pytest.mark.anyio

SPAM = Filters(clause="spam")


@pytest.fixture
def views(room: Room) -> Views:
    """Lend the use cases."""
    return Views(store=room.store, clock=room.clock)


async def test_a_view_comes_back_as_it_was_kept(
    room: Room, moderator: Reader, views: Views
) -> None:
    await views.keep(moderator, room.site_id, "  Spam  of today ", SPAM)

    (view,) = await views.mine(moderator, room.site_id)

    assert (view.name, filters_of(view)) == ("Spam of today", SPAM)
    await views.forget(moderator, room.site_id, "Spam of today")
    assert list(await views.mine(moderator, room.site_id)) == []


@pytest.mark.parametrize(
    ("name", "filters"), [(" ", SPAM), ("x" * (LONGEST_NAME + 1), SPAM), ("All", NO_FILTERS)]
)
async def test_a_view_needs_a_name_and_a_filter(
    room: Room, moderator: Reader, views: Views, name: str, filters: Filters
) -> None:
    with pytest.raises(Refused):
        await views.keep(moderator, room.site_id, name, filters)


async def test_there_is_room_for_so_many_and_for_one_of_them_again(
    room: Room, moderator: Reader, views: Views
) -> None:
    for number in range(MOST_VIEWS):
        await views.keep(moderator, room.site_id, f"View {number}", SPAM)

    await views.keep(moderator, room.site_id, "View 7", Filters(clause="racism"))
    with pytest.raises(Refused):
        await views.keep(moderator, room.site_id, "One more", SPAM)


async def test_views_are_for_staff_only(room: Room, views: Views) -> None:
    member = await room.newsroom.reader(Role.MEMBER)

    with pytest.raises(Forbidden):
        await views.keep(member, room.site_id, "Spam", SPAM)
    with pytest.raises(Forbidden):
        await views.mine(member, room.site_id)


def test_a_view_of_what_there_is_no_longer_asks_for_nothing() -> None:
    view = SavedView(
        site_id=Room().site_id,
        reader_id=Room().newsroom.reader_id(),
        name="Old",
        query={"age": "century"},
        created_at=START,
    )

    assert filters_of(view) == NO_FILTERS
