"""The web's smaller parts: limits, marked text, tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.errors import Forbidden, TooMany
from belowline.kernel.ids import ReaderId, new_id
from belowline.moderation import Finding, parse_policy, shipped_policy_text
from belowline.web.forms import TOKEN_DAYS, check_page_token, is_ours, page_token
from belowline.web.identity import desk_token, keyed_hash, make_reader_token, read_reader_token
from belowline.web.limits import Limiter
from belowline.web.present.comments import moment, segments

POLICY = parse_policy(shipped_policy_text())
SECRET, OTHER = b"one secret", b"another secret"
MOMENTS = st.integers(946_684_800_000, 7_258_118_400_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)


@given(
    allowance=st.tuples(st.integers(1, 20), st.integers(1, 1000)),
    waits=st.lists(st.floats(0, 100), max_size=80),
)
def test_nobody_gets_more_than_a_full_bucket_and_its_refill(
    allowance: tuple[int, int], waits: list[float]
) -> None:
    now = 0.0
    limiter = Limiter(now=lambda: now)
    taken = 0
    for wait in waits:
        now += wait
        refused = seconds_to_wait(limiter, allowance)
        if refused:
            now += refused
            assert seconds_to_wait(limiter, allowance) == 0
        taken += 1

    assert taken <= allowance[0] + now * allowance[0] / allowance[1] + 1e-6


def seconds_to_wait(limiter: Limiter, allowance: tuple[int, int]) -> int:
    """Take one and return 0, or how long to wait."""
    try:
        limiter.take("post", "ada", allowance)
    except TooMany as refused:
        return refused.retry_after
    return 0


def test_one_readers_haste_is_not_anothers() -> None:
    limiter = Limiter(now=lambda: 0.0)
    limiter.take("post", "ada", (1, 60))

    limiter.take("post", "bob", (1, 60))
    limiter.take("like", "ada", (1, 60))

    with pytest.raises(TooMany) as refused:
        limiter.take("post", "ada", (1, 60))
    assert refused.value.retry_after == 60


def findings_in(text: str) -> st.SearchStrategy[list[Finding]]:
    places = st.integers(0, len(text))
    clause = st.sampled_from([clause.name for clause in POLICY.clauses] + ["unknown"])
    span = st.one_of(st.none(), st.tuples(places, places).map(sorted).map(tuple))
    return st.lists(
        st.builds(
            lambda clause, span: Finding(
                clause=clause,
                score=0.9,
                start=span[0] if span else None,
                end=span[1] if span else None,
                detector="test",
                reason="A reason.",
            ),
            clause,
            span,
        ),
        max_size=8,
    )


@given(st.text(max_size=40).flatmap(lambda text: st.tuples(st.just(text), findings_in(text))))
def test_the_pieces_of_a_marked_text_are_the_text(case: tuple[str, list[Finding]]) -> None:
    text, findings = case

    pieces = segments(text, findings, POLICY)

    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        covering = [
            finding
            for finding in findings
            if finding.start is not None
            and finding.end is not None
            and finding.start <= at
            and at + len(piece.text) <= finding.end
            and finding.start < finding.end
        ]
        assert bool(piece.clauses) == bool(covering)
        at += len(piece.text)


@given(now=MOMENTS, age=st.integers(-3 * 24, 12 * 24))
def test_a_forms_token_is_good_for_its_days_only(now: datetime, age: int) -> None:
    then = now - timedelta(hours=age)
    token = page_token(SECRET, "story", then)
    days = (now.date() - then.date()).days

    if -1 <= days < TOKEN_DAYS:
        check_page_token(SECRET, "story", token, now)
    else:
        with pytest.raises(Forbidden):
            check_page_token(SECRET, "story", token, now)


@given(now=MOMENTS, token=st.text())
def test_no_other_text_is_a_token(now: datetime, token: str) -> None:
    made = page_token(SECRET, "story", now)
    for forged in (token, made + token[:1], made[:-1], page_token(OTHER, "story", now)):
        if forged != made:
            with pytest.raises(Forbidden):
                check_page_token(SECRET, "story", forged, now)
    with pytest.raises(Forbidden):
        check_page_token(SECRET, "another story", made, now)


def test_a_readers_token_names_its_reader_under_our_secret_only() -> None:
    reader = ReaderId(new_id())
    token = make_reader_token(SECRET, reader)

    assert read_reader_token(SECRET, token) == reader
    assert read_reader_token(OTHER, token) is None
    assert read_reader_token(SECRET, token.replace(reader, new_id())) is None
    assert make_reader_token(SECRET, ReaderId("no id")).startswith("no id.")
    assert read_reader_token(SECRET, make_reader_token(SECRET, ReaderId("no id"))) is None


@given(st.text())
def test_no_other_text_is_a_readers_token(token: str) -> None:
    assert read_reader_token(SECRET, token) is None


def test_what_is_signed_for_one_purpose_is_no_use_for_another() -> None:
    hashes = {keyed_hash(SECRET, purpose, "text") for purpose in ("reader", "page", "desk", "x")}

    assert len(hashes) == 4
    assert desk_token(SECRET, "one") != desk_token(SECRET, "two")


@given(MOMENTS)
def test_a_moment_can_be_read_back_from_its_attribute(at: datetime) -> None:
    shown = moment(at)

    assert datetime.fromisoformat(shown.iso) == at
    assert shown.exact.endswith("UTC")
    assert str(at.year) in shown.short


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("https://news.example", True),
        ("https://www.news.example:8443", True),
        ("https://NEWS.example", True),
        ("https://badnews.example", False),
        ("https://news.example.evil.example", False),
        ("https://evil.example/news.example", False),
        ("https://news.example@evil.example", False),
        ("null", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_an_origin_is_ours_or_it_is_not(origin: str, ours: bool) -> None:
    assert is_ours(origin, ["news.example"]) is ours
