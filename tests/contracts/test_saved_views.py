"""What every store promises about moderators' views of the queue."""

from datetime import timedelta

import pytest

from belowline.desk.saved_views import SavedView
from belowline.kernel.ids import ReaderId
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore

pytestmark = pytest.mark.anyio

FIONA, SAM = ReaderId("Fiona"), ReaderId("Sam")


def view(name: str, minute: int = 0, **query: str) -> SavedView:
    at = START + timedelta(minutes=minute)
    return SavedView(site_id=SITE, reader_id=FIONA, name=name, query=query, created_at=at)


async def test_views_are_ones_own_and_in_order(store: AnyStore) -> None:
    late, early = view("A", 2, clause="spam"), view("B", 1, section="City & “World”")
    await store.keep_view(late)
    await store.keep_view(early)

    assert list(await store.views(SITE, FIONA)) == [early, late]
    assert list(await store.views(SITE, SAM)) == []
    assert list(await store.views(OTHER_SITE, FIONA)) == []


async def test_a_name_is_one_views_and_can_be_forgotten(store: AnyStore) -> None:
    await store.keep_view(view("A", 1, clause="spam"))
    again = view("A", 2, clause="racism")
    await store.keep_view(again)
    assert list(await store.views(SITE, FIONA)) == [again]

    await store.forget_view(SITE, SAM, "A")
    assert list(await store.views(SITE, FIONA)) == [again]
    await store.forget_view(SITE, FIONA, "A")
    await store.forget_view(SITE, FIONA, "B")

    assert list(await store.views(SITE, FIONA)) == []
