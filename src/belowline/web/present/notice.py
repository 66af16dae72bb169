"""Say what came of a notice of illegal content."""

from belowline.conversation.comment import ILLEGAL, State, Verdict
from belowline.conversation.notice import IllegalNotice, NoticeStatus
from belowline.moderation import Policy
from belowline.web.policy_words import clause_title
from belowline.web.present.comments import moment
from belowline.web.views import NoticeView
from belowline.web.words import gettext


def notice_view(
    notice: IllegalNotice, *, outcome: str = "", since: str = "", reply: str = ""
) -> NoticeView:
    """Return a notice as it was sent."""
    return NoticeView(
        reference=notice.reference,
        received=moment(notice.created_at),
        law=notice.law,
        explanation=notice.explanation,
        words=notice.words,
        name=notice.name or "",
        email=notice.email or "",
        is_about_abuse=notice.is_about_abuse,
        outcome=outcome,
        since=since,
        reply=reply,
        answered=moment(notice.answered_at) if notice.answered_at else None,
    )


def status_view(status: NoticeStatus, policy: Policy) -> NoticeView:
    """Return a notice with what its sender is told, and nothing about who wrote the comment."""
    ruling = status.ruling
    return notice_view(
        status.notice,
        outcome=_outcome(status, policy),
        since=_since(status),
        reply=(ruling.reply or "") if ruling else "",
    )


def _outcome(status: NoticeStatus, policy: Policy) -> str:
    ruling = status.ruling
    if ruling is None:
        withdrawn = status.comment.state is State.WITHDRAWN
        gone = gettext("Its author has taken the comment back. Its words are gone.")
        return gone if withdrawn else ""
    if ruling.verdict is Verdict.PUBLISH:
        return gettext("A moderator did not find that the comment breaks the law, and left it.")
    if ruling.clause == ILLEGAL:
        return gettext("A moderator holds that the comment breaks the law, and took it down.")
    if ruling.clause and policy.has(ruling.clause):
        words = gettext("A moderator took the comment down under the house policy, %(clause)s.")
        return words % {"clause": clause_title(policy, ruling.clause)}
    return gettext("A moderator took the comment down under the house policy.")


def _since(status: NoticeStatus) -> str:
    """Say what became of the comment after the answer, where that is something else."""
    if status.ruling is None:
        return ""
    is_public = status.comment.state is State.PUBLISHED
    if is_public and status.ruling.verdict is not Verdict.PUBLISH:
        return gettext("Another moderator looked again later, and put it back.")
    if not is_public and status.ruling.verdict is Verdict.PUBLISH:
        return gettext("Later it went from the page.")
    return ""
