"""Whatever is done to a log behind its back is found, and at which entry."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.desk.audit import NOTHING_BEFORE, Act, Entry, Head, Note, digest_of, entry_after
from belowline.desk.audit_chain import MOST_FAULTS, Chain, Fault
from belowline.kernel.ids import ReaderId, SiteId
from tests.contracts.newsroom import SITE, START

LENGTH = 6


def written(length: int = LENGTH, *, subject: str = "comment") -> list[Entry]:
    """Return a log as a store writes it."""
    head, log = Head(0, NOTHING_BEFORE), []
    for number in range(length):
        note = Note(
            site_id=SITE,
            at=START + timedelta(seconds=number),
            act=Act.RULING,
            by=ReaderId("moderator") if number % 2 else None,
            subject=f"{subject} {number}",
            details={"verdict": "remove", "revision": number},
        )
        log.append(entry_after(head, note))
        head = head_of(log)
    return log


def head_of(log: list[Entry]) -> Head:
    return Head(log[-1].number, log[-1].digest)


def rewritten(log: list[Entry]) -> list[Entry]:
    """Hash a log anew, as somebody would who knows how."""
    made: list[Entry] = []
    for number, entry in enumerate(log, 1):
        previous = made[-1].digest if made else NOTHING_BEFORE
        entry = replace(entry, number=number, previous=previous)
        made.append(replace(entry, digest=digest_of(entry)))
    return made


def checked(log: list[Entry], head: Head | None, *kept: Head) -> list[tuple[int, Fault]]:
    chain = Chain(kept)
    for entry in sorted(log, key=lambda entry: entry.number):
        chain.add(entry)
    chain.end(head)
    assert chain.faults == len(chain.found)
    return [(each.number, each.fault) for each in chain.found]


LOG = written()
HEAD = head_of(LOG)
a_place = st.integers(0, LENGTH - 1)
a_word = st.text("ab0 é", max_size=3)
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "site_id": a_word.map(SiteId),
    "at": st.integers(-5, 5).map(lambda n: START + timedelta(microseconds=n)),
    "act": st.sampled_from([*Act, ""]),
    "by": st.none() | a_word.map(ReaderId),
    "subject": a_word,
    "details": st.sampled_from(["", "{}", LOG[0].details + " ", LOG[1].details]),
    "previous": st.sampled_from([NOTHING_BEFORE, "", LOG[2].digest]),
    "digest": st.sampled_from([NOTHING_BEFORE, "", LOG[2].digest]),
}


def test_a_log_as_it_was_written_has_no_fault() -> None:
    assert checked(LOG, HEAD) == []
    assert checked(LOG, HEAD, Head(0, NOTHING_BEFORE), Head(3, LOG[2].digest), HEAD) == []
    assert checked([], None) == []


@given(a_place, st.sampled_from(sorted(CHANGES)), st.data())
def test_any_change_is_found_at_its_entry(place: int, name: str, data: st.DataObject) -> None:
    changed = replace(LOG[place], **{name: data.draw(CHANGES[name])})
    log = [*LOG[:place], changed, *LOG[place + 1 :]]

    found = checked(log, HEAD)

    if changed == LOG[place]:
        assert found == []
    else:
        assert (place + 1, Fault.CHANGED) in found
        assert min(number for number, _ in found) == place + 1


@given(a_place)
def test_a_change_that_was_hashed_again_is_found_at_the_next_entry(place: int) -> None:
    changed = replace(LOG[place], subject="another")
    changed = replace(changed, digest=digest_of(changed))

    found = checked([*LOG[:place], changed, *LOG[place + 1 :]], HEAD)

    last = place == LENGTH - 1
    assert found == [(place + 1, Fault.CHANGED) if last else (place + 2, Fault.UNLINKED)]


@given(st.sets(a_place, min_size=1))
def test_any_deletion_is_found_and_where(places: set[int]) -> None:
    left = [entry for place, entry in enumerate(LOG) if place not in places]

    found = checked(left, HEAD)

    first = min(places) + 1
    behind = any(entry.number > first for entry in left)
    assert found[0] == (first, Fault.MISSING if behind else Fault.CUT_OFF)


@given(st.permutations(range(LENGTH)))
def test_any_reordering_is_found_at_the_first_that_was_moved(order: list[int]) -> None:
    moved = [replace(LOG[place], number=number) for number, place in enumerate(order, 1)]

    found = checked(moved, HEAD)

    first = next((n for n, place in enumerate(order, 1) if place != n - 1), None)
    assert [number for number, _ in found][:1] == ([] if first is None else [first])


@given(st.integers(1, LENGTH - 1))
def test_a_log_that_was_cut_off_is_found_by_the_head_of_the_store(left: int) -> None:
    assert checked(LOG[:left], HEAD) == [(left + 1, Fault.CUT_OFF)]
    assert checked(LOG, None) == [(1, Fault.UNHEADED)]
    assert checked(LOG, head_of(LOG[:left])) == [(left + 1, Fault.UNHEADED)]


@given(st.integers(1, LENGTH - 1), a_place)
def test_a_log_that_was_cut_off_with_its_head_is_found_by_one_that_was_kept_elsewhere(
    left: int, kept: int
) -> None:
    log = LOG[:left]
    elsewhere = Head(LOG[kept].number, LOG[kept].digest)

    found = checked(log, head_of(log), elsewhere)

    assert found == ([(elsewhere.number, Fault.CUT_OFF)] if kept >= left else [])


@given(a_place, st.sampled_from(["change", "delete", "insert", "swap"]), a_place)
def test_a_log_that_was_written_anew_is_found_by_a_head_that_was_kept_elsewhere(
    place: int, deed: str, other: int
) -> None:
    log = list(LOG)
    if deed == "change":
        log[place] = replace(log[place], by=ReaderId("somebody else"))
    elif deed == "delete":
        del log[place]
    elif deed == "insert":
        log.insert(place, log[other])
    else:
        log[place], log[other] = log[other], log[place]
    forged = rewritten(log)

    assert checked(forged, head_of(forged)) == []
    found = checked(forged, head_of(forged), HEAD)

    # What is added behind a head, that head can't speak against.
    assert bool(found) == (forged[:LENGTH] != LOG)


def test_entries_of_another_site_do_not_fit() -> None:
    (elsewhere,) = rewritten([replace(LOG[0], site_id=SiteId("another"))])

    assert checked([elsewhere, *LOG[1:]], HEAD) == [(2, Fault.UNLINKED)]


def test_a_log_that_differs_everywhere_is_told_in_a_hundred_lines() -> None:
    chain = Chain()
    for entry in written(MOST_FAULTS + 50):
        chain.add(replace(entry, subject=""))
    chain.end(None)

    assert len(chain.found) == MOST_FAULTS
    assert chain.faults == MOST_FAULTS + 51


def test_the_canonical_form_stays_as_it_is_written_down() -> None:
    """Logs of years must be checked by later versions: a failure here needs a new FORM."""
    assert LOG[1].details == '{"revision":1,"verdict":"remove"}'
    assert LOG[0].digest == "f87810e3c508128cc83f411585758db04b57a9c0a91c4de2092a4c46a57e8741"
    assert LOG[1].digest == "95645f2d5441065138aac5c17dabc9e6345fe260c266bd2d503724b26ff0f7af"


@pytest.mark.parametrize("number", [1, LENGTH])
def test_the_sentence_names_the_entry(number: int) -> None:
    chain = Chain()
    for entry in LOG:
        chain.add(replace(entry, subject="x") if entry.number == number else entry)
    chain.end(HEAD)

    (found,) = chain.found
    assert found.sentence == f"Entry {number} is not what it was when it was written."
