"""Of findings that overlap the gravest stays."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.ruling import Finding


def finding(start: int, end: int, score: float = 0.7) -> Finding:
    return Finding("doxing", score, start, end, "saying", "A reason.")


FINDINGS = st.lists(
    st.builds(
        lambda start, length, score: finding(start, start + length, score),
        st.integers(0, 60),
        st.integers(1, 9),
        st.sampled_from([0.15, 0.6, 0.7, 0.88]),
    ),
    max_size=30,
)


def test_the_gravest_of_two_stays_and_what_stands_apart_too() -> None:
    kept = gravest_apart([finding(0, 5), finding(3, 9, 0.88), finding(20, 25)])

    assert [(found.start, found.score) for found in kept] == [(3, 0.88), (20, 0.7)]


@given(FINDINGS)
def test_nothing_overlaps_and_the_gravest_is_kept(findings: list[Finding]) -> None:
    kept = gravest_apart(findings)

    places = sorted((found.start or 0, found.end or 0) for found in kept)
    assert all(one[1] <= two[0] for one, two in pairwise(places))
    assert max((f.score for f in findings), default=0) == max((f.score for f in kept), default=0)
