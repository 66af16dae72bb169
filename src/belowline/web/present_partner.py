"""Tell a reader what came of their reports and appeals, and what follows for the next ones."""

from typing import Any

from belowline.conversation.comment import ILLEGAL, Answer, Outcome, State
from belowline.conversation.reported import MOST_REPORTS, Appealed, Reported
from belowline.moderation import Policy
from belowline.people.reader import Reader
from belowline.web.present import moment
from belowline.web.services import Services

# On the reader's own page: what is new; all of it stands on a page of its own.
LATEST = 5


async def partner_of(services: Services, reader: Reader, *, limit: int) -> dict[str, Any]:
    """Return the latest reports and appeals with what came of each, and what follows from all."""
    key = (reader.site_id, reader.reader_id)
    reports = await services.reports.reported_by(*key, limit=MOST_REPORTS)
    appeals = await services.reports.appealed_by(*key, limit=MOST_REPORTS)
    return {
        "reports": [_report_line(each, services.policy) for each in reports[:limit]],
        "appeals": [_appeal_line(services, each) for each in appeals[:limit]],
        "has_more": len(reports) > limit or len(appeals) > limit,
        "thanks": thanks(reader),
        "warnings": [
            sentence
            for sentence in (
                (await services.make_report.in_vain(*key)).sentence,
                (await services.make_appeal.groundless(*key)).sentence,
            )
            if sentence
        ],
    }


def thanks(reader: Reader) -> str:
    """Return thanks to whoever was right, with how often, and what comes of it; else nothing."""
    right, wrong = reader.reports_upheld, reader.reports_dismissed
    if not right:
        return ""
    looked_at = right + wrong
    if looked_at == 1:
        told = "Moderators agreed with the report of yours that they have looked at."
    else:
        told = f"Moderators agreed with {right} of your {looked_at} reports that they looked at."
    more = " Your reports count for more than a newcomer’s." if right > wrong else ""
    return f"{told} Thank you: that keeps the conversation worth reading.{more}"


def _appeal_line(services: Services, appealed: Appealed) -> dict[str, Any]:
    appeal = appealed.appeal
    return {
        "headline": appealed.headline,
        "story": f"/stories/{appealed.story_id}",
        "statement": f"/statements/{services.explain.secret_of(appeal.ruling_id)}",
        "at": moment(appeal.created_at),
        "outcome": _answer(appealed),
    }


def _answer(appealed: Appealed) -> str:
    if appealed.appeal.outcome is None:
        return "A moderator who did not make the ruling has not decided yet."
    if appealed.appeal.outcome is Outcome.UPHELD:
        is_back = appealed.state is State.PUBLISHED
        return f"It was granted.{' Your comment is back in its place.' if is_back else ''}"
    if appealed.appeal.answer is Answer.CHANGED:
        return "The ruling stands, under another rule."
    return "The ruling stands."


def _report_line(reported: Reported, policy: Policy) -> dict[str, Any]:
    report = reported.report
    reason = "Breaks the law" if report.reason == ILLEGAL else report.reason.capitalize()
    if policy.has(report.reason):
        reason = policy.clause(report.reason).title
    return {
        "reason": reason,
        "headline": reported.headline,
        "story": f"/stories/{reported.story_id}",
        "at": moment(report.created_at),
        "outcome": _came_of(report.outcome, reported.state),
    }


def _came_of(outcome: Outcome | None, state: State) -> str:
    is_public = state is State.PUBLISHED
    if state is State.WITHDRAWN:
        return "Its author has taken the comment back."
    if outcome is None:
        waits = "" if is_public else " The comment is hidden until then."
        return f"A moderator has not looked yet.{waits}"
    if outcome is Outcome.DISMISSED:
        gone = "" if is_public else " Later it went from the page for another reason."
        return f"A moderator looked, and left the comment.{gone}"
    back = " On an appeal another moderator looked again and put it back." if is_public else ""
    return f"A moderator agreed with you, and took the comment down.{back}"
