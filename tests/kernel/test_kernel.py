"""Ids, times, errors and events are what every part counts on."""

import re
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel import errors
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import BelowlineError, Refused, TooMany
from belowline.kernel.events import EventKind
from belowline.kernel.ids import is_id, new_id

ERRORS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, BelowlineError)
]


def test_a_new_id_is_a_uuid_of_version_7_in_its_one_form() -> None:
    found = new_id()

    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", found
    )
    assert is_id(found)


def test_ids_sort_by_the_order_in_which_they_were_made() -> None:
    made = [new_id() for _ in range(1_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


@given(st.uuids())
def test_every_uuid_in_its_canonical_form_is_an_id(uuid: object) -> None:
    assert is_id(str(uuid))
    assert is_id(str(uuid).upper()) == (str(uuid).upper() == str(uuid))


@given(st.text(max_size=50))
def test_other_texts_are_no_ids(text: str) -> None:
    assert is_id(text) == bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))


@pytest.mark.parametrize(
    "form",
    ["{{{}}}", "urn:uuid:{}", "{}\n", " {}"],
)
def test_other_spellings_of_an_id_are_no_ids(form: str) -> None:
    assert not is_id(form.format(new_id()))
    assert not is_id(new_id().replace("-", ""))


def test_the_present_is_in_utc_and_no_finer_than_all_databases_keep() -> None:
    now = utc_now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert utc_now() - now < timedelta(minutes=1)


def test_every_error_has_a_status_a_code_and_a_title_of_its_own() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)
    for error in ERRORS:
        assert 400 <= error.status < 600
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
        assert error.title
        assert error.__doc__


def test_an_error_says_what_to_do_and_where() -> None:
    error = Refused("Write something first.", code="empty", field="text")

    assert (error.detail, str(error)) == ("Write something first.", "Write something first.")
    assert (error.code, error.field, error.status) == ("empty", "text", 422)
    assert Refused("Again.").code == "refused"


def test_who_is_too_fast_is_told_how_long_to_wait() -> None:
    assert TooMany("Slow down.", retry_after=7).retry_after == 7


def test_the_public_is_told_of_what_is_public() -> None:
    assert {kind for kind in EventKind if kind.is_public} == {
        EventKind.PUBLISHED,
        EventKind.CHANGED,
        EventKind.HIDDEN,
    }
