"""Tell a reader what came of their reports and appeals, and what follows for the next ones."""

from typing import Any

from belowline.conversation.comment import ILLEGAL, Answer, Outcome, State
from belowline.conversation.reported import MOST_REPORTS, Appealed, Reported
from belowline.moderation import Policy
from belowline.people.reader import Reader
from belowline.web.policy_words import clause_title
from belowline.web.present.comments import moment
from belowline.web.services import Services
from belowline.web.times import number
from belowline.web.words import gettext, say

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
            say(sentence)
            for sentence in (
                (await services.make_report.in_vain(*key)).said,
                (await services.make_appeal.groundless(*key)).said,
            )
            if sentence
        ],
    }


def thanks(reader: Reader) -> str:
    """Return thanks to whoever was right, with how often, and what comes of it; else nothing."""
    right, wrong = reader.reports_upheld, reader.reports_dismissed
    if not right:
        return ""
    told = gettext("Moderators agreed with the report of yours that they have looked at.")
    if right + wrong > 1:
        told = gettext(
            "Moderators agreed with %(right)s of your %(all)s reports that they looked at."
        ) % {"right": number(right), "all": number(right + wrong)}
    parts = [told, gettext("Thank you: that keeps the conversation worth reading.")]
    if right > wrong:
        parts.append(gettext("Your reports count for more than a newcomer’s."))
    return " ".join(parts)


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
        return gettext("A moderator who did not make the ruling has not decided yet.")
    if appealed.appeal.outcome is Outcome.UPHELD:
        granted, back = gettext("It was granted."), gettext("Your comment is back in its place.")
        return f"{granted} {back}" if appealed.state is State.PUBLISHED else granted
    if appealed.appeal.answer is Answer.CHANGED:
        return gettext("The ruling stands, under another rule.")
    return gettext("The ruling stands.")


def _report_line(reported: Reported, policy: Policy) -> dict[str, Any]:
    report = reported.report
    known = clause_title(policy, report.reason)
    reason = gettext("Breaks the law") if report.reason == ILLEGAL else known.capitalize()
    if policy.has(report.reason):
        reason = known
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
        return gettext("Its author has taken the comment back.")
    if outcome is None:
        waits, hidden = (
            gettext("A moderator has not looked yet."),
            gettext("The comment is hidden until then."),
        )
        return waits if is_public else f"{waits} {hidden}"
    if outcome is Outcome.DISMISSED:
        left, gone = (
            gettext("A moderator looked, and left the comment."),
            gettext("Later it went from the page for another reason."),
        )
        return left if is_public else f"{left} {gone}"
    told = gettext("A moderator agreed with you, and took the comment down.")
    back = gettext("On an appeal another moderator looked again and put it back.")
    return f"{told} {back}" if is_public else told
