"""What every store promises about the policies that were saved at the desk."""

import asyncio
from dataclasses import replace

import pytest

from belowline.desk.audit import Act
from belowline.desk.policy_versions import SavedPolicy
from belowline.kernel.errors import Conflict
from belowline.kernel.events import EventKind
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Role
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def policy(number: int, **more: object) -> SavedPolicy:
    saved = SavedPolicy(
        site_id=SITE,
        number=number,
        version=f"house+{number}",
        text=f'extends = "no-tolerance"\n# Für 🏠 {number}\n',
        by=None,
        reason=f"Reason {number}",
        saved_at=START,
    )
    return replace(saved, **more)  # type: ignore[arg-type]


async def save(store: AnyStore, saved: SavedPolicy) -> None:
    await store.save_policy(saved, whole=f"whole {saved.number}")


async def test_the_newest_policy_is_the_one_that_was_saved_last(store: AnyStore) -> None:
    assert await store.saved_policy(SITE) is None
    for number in (1, 2, 3):
        await save(store, policy(number))

    assert await store.saved_policy(SITE) == policy(3)
    assert await store.saved_policy(SITE, 1) == policy(1)
    assert await store.saved_policy(SITE, 4) is None
    assert await store.saved_policy(OTHER_SITE) is None


async def test_versions_are_read_back_page_by_page(store: AnyStore) -> None:
    for number in range(1, 6):
        await save(store, policy(number))

    newest = await store.saved_policies(SITE, before=None, limit=2)
    older = await store.saved_policies(SITE, before=4, limit=10)

    assert [each.number for each in newest] == [5, 4]
    assert [each.number for each in older] == [3, 2, 1]
    assert list(await store.saved_policies(OTHER_SITE, before=None, limit=10)) == []


async def test_a_version_is_explained_later_by_its_whole_text(store: AnyStore) -> None:
    await save(store, policy(1))

    assert await store.policy_text(SITE, "house+1") == "whole 1"


async def test_what_held_before_the_first_is_kept_with_it(store: AnyStore) -> None:
    await store.keep_policy(SITE, "file", "from a file", START)
    before = policy(1, version="file", text="from a file", reason="")

    await store.save_policy(policy(2), whole="whole 2", first=before)
    await store.save_policy(policy(3), whole="whole 3", first=before)

    kept = await store.saved_policies(SITE, before=None, limit=10)
    assert list(kept) == [policy(3), policy(2), before]


async def test_who_saved_it_is_named_as_they_are_called_now(
    store: AnyStore, newsroom: Newsroom
) -> None:
    editor = await newsroom.reader(Role.EDITOR, name="Ed Itor")
    await save(store, policy(1, by=editor.reader_id))
    await save(store, policy(2, by=ReaderId("somebody who is gone")))

    named = await store.saved_policy(SITE, 1)
    assert named is not None
    assert (named.by, named.by_name) == (editor.reader_id, "Ed Itor")
    gone = await store.saved_policy(SITE, 2)
    assert gone is not None
    assert gone.by_name is None


async def test_of_two_who_save_at_once_one_is_told_of_the_other(store: AnyStore) -> None:
    await save(store, policy(1))

    results = await asyncio.gather(
        *(save(store, policy(2, reason=f"By {name}")) for name in ("Ann", "Ben", "Cas")),
        return_exceptions=True,
    )

    lost = [each for each in results if isinstance(each, BaseException)]
    assert [getattr(each, "code", each) for each in lost] == ["policy-changed"] * 2
    assert len(await store.saved_policies(SITE, before=None, limit=10)) == 2


async def test_a_version_that_is_refused_leaves_nothing(store: AnyStore) -> None:
    with pytest.raises(Conflict):
        await save(store, policy(2))

    assert await store.saved_policy(SITE) is None
    assert await store.policy_text(SITE, "house+2") is None
    assert not await store.entries(SITE, after=0, limit=10)
    assert await store.last_event(SITE) == 0


async def test_the_log_and_other_processes_are_told_of_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    editor = await newsroom.reader(Role.EDITOR, name="Ed Itor")
    await store.keep_policy(SITE, "file", "from a file", START)
    await store.take_policy(SITE, "file", START)

    await save(store, policy(1, by=editor.reader_id))

    entries = await store.entries(SITE, after=0, limit=10)
    assert (entries[-1].act, entries[-1].by) == (Act.POLICY, editor.reader_id)
    assert (entries[-1].subject, entries[-1].facts["before"]) == ("house+1", "file")
    assert entries[-1].facts["number"] == 1
    assert "Reason" not in entries[-1].details
    (event,) = await store.events_after(SITE, 0, limit=10)
    assert (event.site_id, event.kind) == (SITE, EventKind.POLICY)
    assert (event.story_id, event.comment_id) == ("", "")
    # It is in force, so a start has nothing to add.
    assert await store.take_policy(SITE, "house+1", START) is False
