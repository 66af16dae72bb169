"""How far a reader's report is trusted follows from how past reports ended."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation import Moderator
from belowline.people.reader import Reader, Role
from belowline.people.trust import BASE_WEIGHT, report_weight
from tests.contracts.newsroom import Newsroom
from tests.memory_store import MemoryStore

NEWCOMER = Newsroom(MemoryStore()).new_reader()
ENDED = st.integers(0, 100_000)
READERS = st.builds(
    lambda role, upheld, dismissed: replace(
        NEWCOMER, role=role, reports_upheld=upheld, reports_dismissed=dismissed
    ),
    st.sampled_from(Role),
    ENDED,
    ENDED,
)
SAME = st.integers(0, 50)


@given(READERS, SAME)
def test_no_report_counts_for_nothing_or_for_more_than_twice_the_role(
    reader: Reader, same: int
) -> None:
    assert 0 < report_weight(reader, same_address=same) < 2 * BASE_WEIGHT[reader.role]


@pytest.mark.parametrize("role", list(Role))
def test_a_newcomer_counts_exactly_what_the_role_does(role: Role) -> None:
    assert report_weight(replace(NEWCOMER, role=role), same_address=0) == BASE_WEIGHT[role]


@given(READERS, SAME)
def test_a_report_that_proved_right_makes_the_next_one_count_for_more(
    reader: Reader, same: int
) -> None:
    better = replace(reader, reports_upheld=reader.reports_upheld + 1)

    assert report_weight(better, same_address=same) > report_weight(reader, same_address=same)


@given(READERS, SAME)
def test_a_report_that_proved_wrong_makes_the_next_one_count_for_less(
    reader: Reader, same: int
) -> None:
    worse = replace(reader, reports_dismissed=reader.reports_dismissed + 1)

    assert report_weight(worse, same_address=same) < report_weight(reader, same_address=same)


@given(READERS, st.integers(1, 50))
def test_a_second_report_from_an_address_counts_half_however_many_there_were(
    reader: Reader, same: int
) -> None:
    alone = report_weight(reader, same_address=0)

    assert report_weight(reader, same_address=same) == alone / 2


@given(READERS)
def test_no_single_reader_reaches_the_shipped_threshold(reader: Reader) -> None:
    if not reader.role.is_staff:
        threshold = Moderator(detectors=[]).policy.report_threshold
        assert report_weight(reader, same_address=0) < threshold
