"""What is at stake is severity × reach × waiting time, and nothing waits for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import Attention, Comment, State
from belowline.desk.stake import DOUBLES_EVERY, Ground, Stake, stake_of
from tests.contracts.newsroom import START, Newsroom
from tests.memory_store import MemoryStore

NEWSROOM = Newsroom(MemoryStore())
HELD, _ = NEWSROOM.draft(NEWSROOM.new_story(), state=State.HELD, attention_since=START)
PUBLIC = replace(HELD, state=State.PUBLISHED, attention=Attention.REPORTED)


def at_stake(comment: Comment, *grounds: Ground, comments: int = 0) -> Stake:
    return stake_of(comment, grounds, story_comments=comments)


def test_the_gravest_ground_counts_as_far_as_it_is_sure() -> None:
    both = at_stake(HELD, Ground("profanity", 1.0), Ground("violence", 0.75))

    assert both.severity == 3.0
    assert at_stake(HELD, Ground("a clause of the site's own", 1.0)).severity == 2.0
    assert at_stake(HELD).severity == 1.0


@pytest.mark.parametrize(
    ("attention", "severity"),
    [(Attention.ILLEGAL, 8.0), (Attention.UNCHECKED, 4.0), (Attention.APPEALED, 2.0)],
)
def test_why_it_waits_can_be_graver_than_its_words(attention: Attention, severity: float) -> None:
    assert at_stake(replace(HELD, attention=attention)).severity == severity


def test_reports_add_what_they_weigh() -> None:
    assert at_stake(replace(PUBLIC, report_weight=1.5)).severity == 2.5


def test_what_nobody_can_read_reaches_nobody_else() -> None:
    assert at_stake(HELD, comments=1_000).reach == 1.0
    assert at_stake(PUBLIC).reach == 2.0
    assert at_stake(PUBLIC, comments=1_023).reach == 12.0
    assert at_stake(replace(PUBLIC, likes=2, replies=1)).reach == 4.0


def test_what_is_at_stake_doubles_every_four_hours() -> None:
    stake = Stake(severity=3.0, reach=2.0, since=START)

    assert stake.now(START) == 6.0
    assert stake.now(START + timedelta(hours=4)) == 12.0


@pytest.mark.parametrize("hours", [0, 1, 50])
def test_the_order_is_that_of_what_is_at_stake_at_any_time(hours: int) -> None:
    now = START + timedelta(hours=10 + hours)
    stakes = [
        Stake(severity, reach, START + timedelta(hours=since))
        for severity in (1.0, 1.3, 8.0)
        for reach in (1.0, 7.7)
        for since in (0, 3, 10)
    ]

    by_key = sorted(stakes, key=lambda each: each.urgent_since)

    assert [each.now(now) for each in by_key] == pytest.approx(
        sorted((each.now(now) for each in stakes), reverse=True)
    )


def test_the_least_passes_the_worst_of_a_lively_story_within_two_days() -> None:
    worst = at_stake(replace(PUBLIC, attention=Attention.ILLEGAL, report_weight=10), comments=2_000)
    least = replace(at_stake(HELD), since=START - timedelta(days=2))

    assert least.urgent_since < worst.urgent_since
    assert timedelta(hours=4) == DOUBLES_EVERY
