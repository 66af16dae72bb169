"""What limits a reader is told to the EU's transparency database, without their name."""

from datetime import timedelta

import pytest

from belowline.desk.dsa_accounts import LIMITING, account_statement
from belowline.desk.dsa_report import StatementCounts
from belowline.desk.dsa_statements import checked
from belowline.kernel.ids import ReaderId
from belowline.moderation import parse_policy, shipped_policy_text
from belowline.people.sanctions import Measure, Sanction
from tests.contracts.newsroom import SITE, START

POLICY = parse_policy(shipped_policy_text())


def imposed(measure: Measure) -> Sanction:
    return Sanction(
        site_id=SITE,
        sanction_id="01900000-0000-7000-8000-000000000001",
        reader_id=ReaderId("zenobia"),
        measure=measure,
        reason="Zenobia called Mo a liar.",
        until=START + timedelta(days=7) if measure is Measure.SUSPEND else None,
        by=ReaderId("mo"),
        by_name="Mo",
        created_at=START,
    )


@pytest.mark.parametrize("measure", LIMITING)
def test_each_limit_makes_a_statement_that_the_database_takes(measure: Measure) -> None:
    made = checked(account_statement(imposed(measure), POLICY, policy_url="https://n.example/p"))

    assert not {"Zenobia", "zenobia", "Mo", "liar"} & set(str(made).replace("'", " ").split())
    assert made["application_date"] == "2026-03-01"
    assert made["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"


def test_a_suspension_says_when_it_ends_and_is_counted_as_one() -> None:
    made = account_statement(imposed(Measure.SUSPEND), POLICY)
    counts = StatementCounts()

    counts.add(made)
    counts.add(account_statement(imposed(Measure.HOLD), POLICY))

    assert made["end_date_account_restriction"] == "2026-03-08"
    rows = [row for row in counts.rows() if row[1] == "by restriction"]
    assert rows == [
        ("restrictions", "by restriction", "DECISION_ACCOUNT_SUSPENDED", "1"),
        ("restrictions", "by restriction", "DECISION_VISIBILITY_OTHER", "1"),
    ]
