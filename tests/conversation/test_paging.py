"""Pages of a thread follow each other by a key that only we write."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.paging import Cursor, Sort, parse_cursor, parse_sort
from belowline.kernel.errors import Refused

AN_ID = "01900000-0000-7001-8000-000000000001"
IDS = st.uuids().map(str)
BESTS = st.integers(-(2**62) + 1, 2**62 - 1)


def as_address(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


ALMOST = st.builds(
    lambda best, separator, rest: as_address(f"{best}{separator}{rest}"),
    st.one_of(st.integers().map(str), st.text(max_size=6)),
    st.sampled_from([".", "", "..", ","]),
    st.one_of(IDS, IDS.map(str.upper), st.text(max_size=10)),
)


@given(IDS, BESTS)
def test_a_cursor_comes_back_as_it_was_written(comment_id: str, best: int) -> None:
    cursor = Cursor(comment_id, best)

    assert parse_cursor(cursor.encode()) == cursor


@given(st.one_of(st.text(max_size=60), ALMOST))
def test_whatever_is_given_as_a_cursor_is_one_or_is_refused(text: str) -> None:
    try:
        cursor = parse_cursor(text)
    except Refused:
        return

    assert cursor.encode() == text
    assert str(UUID(cursor.comment_id)) == cursor.comment_id
    assert abs(cursor.best) < 2**62


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "=",
        "é",
        "\ud800",
        AN_ID,
        as_address(AN_ID),
        as_address(f".{AN_ID}"),
        as_address(f"+1.{AN_ID}"),
        as_address(f"01.{AN_ID}"),
        as_address(f"1_0.{AN_ID}"),
        as_address(f"1.{AN_ID.upper()}x"),
        as_address(f"1.{AN_ID} "),
        as_address(f"{2**62}.{AN_ID}"),
        as_address(f"{'9' * 5000}.{AN_ID}"),
        as_address(f"1.{AN_ID}") + "==",
        as_address(f"1.{AN_ID}") + "\n",
        f" {as_address(f'1.{AN_ID}')}",
    ],
)
def test_a_cursor_of_somebody_elses_making_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="next field") as refused:
        parse_cursor(text)
    assert (refused.value.code, refused.value.field) == ("bad-cursor", "after")


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_has_the_name_that_addresses_use(sort: Sort) -> None:
    assert parse_sort(sort.value) is sort


@pytest.mark.parametrize("text", ["", "NEWEST", "newest ", "worst", "\0"])
def test_an_unknown_order_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(Refused, match="newest, oldest or best") as refused:
        parse_sort(text)
    assert (refused.value.code, refused.value.field) == ("unknown-sort", "sort")
