"""Turn a statement of reasons into what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from belowline.conversation.appeal import MOST_GROUNDLESS, Groundless
from belowline.conversation.comment import ILLEGAL, Answer, Source, State, Verdict
from belowline.conversation.statement import Found, Statement
from belowline.kernel.said import Said
from belowline.web.present.comments import clause_views, finding_view, moment, outermost, segments
from belowline.web.views import ClauseView, FindingView, Moment, Segment
from belowline.web.words import gettext, marked, say


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal: what was said, when, and what came of it, empty while it waits."""

    text: str
    at: Moment
    outcome: str
    reason: str
    answered: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """The reasons for a ruling. `outcome` is `held`, `rejected` or `removed`.

    `comment` is where the comment is; `again` is the address of the statement about a later ruling
    that keeps it away, or empty. `limited` is a sentence that says why no appeal is taken,
    `warning` that soon none will be; empty where all is well.
    """

    address: str
    comment: str
    outcome: str
    heading: str
    effect: str
    ruled: Moment
    found: str
    decided: str
    clauses: Sequence[ClauseView]
    is_illegal: bool
    is_todays: bool
    policy_version: str
    findings: Sequence[FindingView]
    segments: Sequence[Segment]
    message: str
    asks_edit: bool
    written: Moment
    appeal: AppealView | None
    appeal_until: Moment
    may_appeal: bool
    is_back: bool
    again: str
    limited: str
    warning: str


_FOUND = {
    Found.MACHINE: marked("The site’s moderation engine, a machine that reads every comment."),
    Found.READERS: marked("Readers who reported it."),
    Found.NOTICE: marked("A notice that it breaks the law."),
    Found.PERSON: marked("A moderator."),
}
_DECIDED = {
    Source.ENGINE: marked("The machine alone. No person has decided anything yet."),
    Source.REPORTS: marked(
        "A machine, by the number and weight of readers’ reports. "
        "No person has decided anything yet."
    ),
    Source.MODERATOR: marked("A moderator, a person."),
}
_HEADINGS = {
    State.HELD: marked("Held"),
    State.REJECTED: marked("Not published"),
    State.REMOVED: marked("Removed"),
}
_EFFECTS = {
    State.HELD: marked("Only you can read it until a moderator has decided."),
    State.REJECTED: marked(
        "Only you and the moderators can read it. That holds everywhere, and until "
        "somebody rules otherwise."
    ),
    State.REMOVED: marked(
        "It was taken off the page. That holds everywhere, and until somebody rules "
        "otherwise. Where it has replies, they stay."
    ),
}
_OUTCOMES = {
    Answer.STANDS: marked("A moderator who did not make this ruling looked again. It stands."),
    Answer.CHANGED: marked(
        "A moderator who did not make this ruling looked again. It stands, under another clause."
    ),
    Answer.REVERSED: marked(
        "A moderator who did not make this ruling looked again and reversed it. "
        "Your comment is back in its place."
    ),
}


def statement_address(token: str) -> str:
    """Return where the statement with this token is."""
    return f"/statements/{token}"


def statement_view(
    statement: Statement, groundless: Groundless, now: datetime, again: str = ""
) -> StatementView:
    """Return the reasons in words; `again` is where a later ruling has its own."""
    ruling, text, policy = statement.ruling, statement.words.text, statement.policy
    findings = outermost(statement.findings) if text else []
    state = _state_after(statement)
    is_current = statement.stands is not None and (statement.stands.ruling_id == ruling.ruling_id)
    may = is_current and statement.appeal is None and now <= statement.appeal_until
    return StatementView(
        address=statement_address(statement.token),
        comment=f"/comments/{statement.comment.comment_id}",
        outcome=state.value,
        heading=gettext(_HEADINGS[state]),
        effect=gettext(_EFFECTS[state]),
        ruled=moment(ruling.created_at),
        found=gettext(_FOUND[statement.found]),
        decided=gettext(_DECIDED[ruling.source]),
        clauses=clause_views(statement.clauses),
        is_illegal=ruling.clause == ILLEGAL,
        is_todays=statement.is_todays,
        policy_version=ruling.policy_version,
        findings=[finding_view(each, text, policy) for each in findings],
        segments=segments(text, findings, policy) if text else [],
        message=ruling.message or "",
        asks_edit=ruling.asks_edit,
        written=moment(statement.words.created_at),
        appeal=_appeal_view(statement),
        appeal_until=moment(statement.appeal_until),
        may_appeal=may and groundless.until is None,
        is_back=statement.comment.state is State.PUBLISHED,
        again="" if is_current else again,
        limited=say(groundless.said) if may and groundless.said else "",
        warning=_warning(groundless) if may and groundless.until is None else "",
    )


def _state_after(statement: Statement) -> State:
    """Return what the ruling made of the comment, whatever became of it later."""
    if statement.ruling.verdict is Verdict.HOLD:
        return State.HELD
    return State.REMOVED if statement.was_public else State.REJECTED


def _appeal_view(statement: Statement) -> AppealView | None:
    appeal, answered = statement.appeal, statement.answered
    if appeal is None:
        return None
    return AppealView(
        text=appeal.text,
        at=moment(appeal.created_at),
        outcome=gettext(_OUTCOMES[appeal.answer]) if appeal.answer else "",
        reason=(answered.message or "") if answered else "",
        answered=moment(appeal.answered_at) if appeal.answered_at else None,
    )


def _warning(groundless: Groundless) -> str:
    if not groundless.is_warned:
        return ""
    return say(
        Said(
            "Your last %(count)s appeals within a month changed nothing. After %(most)s you would "
            "have to wait before the next.",
            {"count": len(groundless.times), "most": MOST_GROUNDLESS},
        )
    )
