"""The page on which a reader finds what came of their reports."""

from typing import Any

from litestar import Response

from belowline.conversation.comment import ILLEGAL, Outcome, State
from belowline.conversation.reported import MOST_REPORTS, Reported
from belowline.moderation import Policy
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest
from belowline.web.pages_story import html
from belowline.web.policy_words import clause_title
from belowline.web.present import moment
from belowline.web.words import gettext, say


async def reports_page(request: AnyRequest) -> Response[Any]:
    """Show a reader what came of their reports, without a word about who wrote the comments."""
    services, visitor = await asked(request)
    found = (
        await services.reports.reported_by(
            visitor.reader.site_id, visitor.reader.reader_id, limit=MOST_REPORTS
        )
        if visitor.reader
        else ()
    )
    warning = ""
    if visitor.reader:
        reader = visitor.reader
        in_vain = await services.make_report.in_vain(reader.site_id, reader.reader_id)
        warning = say(in_vain.said) if in_vain.said else ""
    return html(
        services,
        request,
        "reports.html",
        reports=[_line(each, services.policy) for each in found],
        warning=warning,
    )


def _line(reported: Reported, policy: Policy) -> dict[str, Any]:
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
        "outcome": _outcome(report.outcome, reported.state),
    }


def _outcome(outcome: Outcome | None, state: State) -> str:
    is_public = state is State.PUBLISHED
    if state is State.WITHDRAWN:
        return gettext("Its author has taken the comment back.")
    if outcome is None:
        waits = "" if is_public else gettext("The comment is hidden until then.")
        return f"{gettext('A moderator has not looked yet.')} {waits}".rstrip()
    if outcome is Outcome.DISMISSED:
        gone = "" if is_public else gettext("Later it went from the page for another reason.")
        return f"{gettext('A moderator looked, and left the comment.')} {gone}".rstrip()
    told = gettext("A moderator agreed with you, and took the comment down.")
    back = gettext("On an appeal another moderator looked again and put it back.")
    return f"{told} {back}" if is_public else told
