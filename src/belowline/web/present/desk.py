"""Turn a desk item into what the desk's templates show."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from belowline.conversation.comment import (
    ILLEGAL,
    Attention,
    Outcome,
    Report,
    RulingRecord,
    Source,
    State,
)
from belowline.desk.escalations import Escalation
from belowline.desk.queue import DeskItem
from belowline.desk.stake import Stake
from belowline.moderation import Finding, Policy
from belowline.web.desk_rulings import done_words
from belowline.web.present.comments import (
    clause_views,
    comment_view,
    finding_view,
    moment,
    outermost,
    segments,
    story_view,
)
from belowline.web.views import (
    ClauseView,
    DeskItemView,
    EscalationView,
    ReportView,
    RulingView,
    StakeView,
)

# A passage long enough to be recognised, short enough to be read beside the comment.
_PASSAGE = 400

# A quote of fewer words than this may be a coincidence.
_QUOTED_WORDS = 4
_WORD = re.compile(r"\w+")


def desk_item_view(item: DeskItem, policy: Policy) -> DeskItemView:
    """Return everything a moderator needs on one screen."""
    comment, text = item.comment, item.judged.text
    ruling = _engine_ruling(item)
    findings = engine_findings(item)
    shadows = outermost(ruling.shadows) if ruling else []
    return DeskItemView(
        id=comment.comment_id,
        address=f"/comments/{comment.comment_id}",
        author=comment.author.name,
        author_published=item.author_published,
        text=text,
        segments=segments(text, findings, policy),
        findings=[finding_view(finding, text, policy) for finding in findings],
        shadows=[finding_view(finding, text, policy) for finding in shadows],
        state=comment.state,
        attention=attention_words(item),
        waiting_since=moment(comment.attention_since or comment.created_at),
        created=moment(comment.created_at),
        # Its paragraphs are not shown, and there may be many.
        story=story_view(replace(item.story, body="")),
        passage=_passage(text, item),
        parent=comment_view(item.parent, own=True) if item.parent else None,
        public_text=comment.text if comment.pending is not None else "",
        reports=[_report_view(report, policy) for report in item.reports],
        appeals=[appeal.text for appeal in item.appeals if appeal.outcome is None],
        history=[_ruling_view(ruling, text, policy) for ruling in item.rulings],
        seen=comment.ruling_id,
        is_public=comment.state is State.PUBLISHED or comment.was_public,
        stake=_stake_view(item.stake),
        undone=[_ruling_view(ruling, text, policy) for ruling in item.undone],
        clauses=_clauses_against(item, findings, policy),
        author_id=comment.author.reader_id,
        is_featured=comment.featured_at is not None,
        escalations=[_escalation_view(each) for each in item.escalations],
    )


def attention_words(item: DeskItem) -> str:
    """Say why the comment is at the desk."""
    if item.escalated is not None:
        return f"Handed to the editors by {item.escalated.by_name}"
    reports = sum(report.outcome is None for report in item.reports)
    readers = "1 reader" if reports == 1 else f"{reports} readers"
    return {
        Attention.HELD: _held_by(item),
        Attention.UNCHECKED: "Could not be checked",
        Attention.REPORTED: f"Reported by {readers}",
        Attention.EDITED: "Edit waits",
        Attention.APPEALED: "Appealed",
        Attention.ILLEGAL: "Notice of illegal content",
        None: f"Nothing waits: {item.comment.state}",
    }[item.comment.attention]


def _held_by(item: DeskItem) -> str:
    """The engine needs no note; where it has one, it would have published the words."""
    if item.comment.state is State.PUBLISHED:
        return "Flagged by the engine"
    ruling = _engine_ruling(item)
    return "Held for its author" if ruling and ruling.note else "Held by the engine"


def _clauses_against(
    item: DeskItem, findings: Sequence[Finding], policy: Policy
) -> list[ClauseView]:
    """Return the clauses that the engine or readers name, in the words of the policy."""
    named = {finding.clause for finding in findings} | {report.reason for report in item.reports}
    return clause_views([clause for clause in policy.clauses if clause.name in named])


def _escalation_view(escalation: Escalation) -> EscalationView:
    return EscalationView(
        who=escalation.by_name,
        at=moment(escalation.created_at),
        note=escalation.note,
        is_open=escalation.answered_by is None,
    )


def engine_findings(item: DeskItem) -> list[Finding]:
    """Return what the engine found in the words that are to be ruled on."""
    ruling = _engine_ruling(item)
    return outermost(ruling.findings) if ruling else []


def graphic_titles(item: DeskItem, policy: Policy) -> list[str]:
    """Return the graphic clauses that the engine or readers name."""
    ruling = _engine_ruling(item)
    named = {finding.clause for finding in (ruling.findings if ruling else ())}
    named |= {report.reason for report in item.reports}
    return [each.title for each in policy.clauses if each.is_graphic and each.name in named]


def _stake_view(stake: Stake | None) -> StakeView | None:
    if stake is None:
        return None
    return StakeView(severity=f"{stake.severity:.2g}", reach=f"{stake.reach:.2g}")


def _engine_ruling(item: DeskItem) -> RulingRecord | None:
    """Return what the engine decided about the revision that is to be ruled on."""
    for ruling in reversed(item.rulings):
        if ruling.source is Source.ENGINE and ruling.revision == item.judged.number:
            return ruling
    return None


def _passage(text: str, item: DeskItem) -> str:
    """Return the paragraph of the story that the comment quotes, else the standfirst."""
    said = _runs(text)
    for paragraph, runs in _paragraphs(item.story.body):
        if not runs.isdisjoint(said):
            return paragraph[:_PASSAGE]
    return item.story.standfirst


@lru_cache(maxsize=128)
def _paragraphs(body: str) -> Sequence[tuple[str, frozenset[str]]]:
    """Return each paragraph of a story with its runs of words; many comments ask for the same."""
    return [(each, _runs(each)) for each in body.split("\n\n")]


def _runs(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(
        " ".join(words[at : at + _QUOTED_WORDS]) for at in range(len(words) - _QUOTED_WORDS + 1)
    )


def _report_view(report: Report, policy: Policy) -> ReportView:
    label = "Breaks the law" if report.reason == ILLEGAL else report.reason
    if policy.has(report.reason):
        label = policy.clause(report.reason).title
    outcome = {Outcome.UPHELD: "upheld", Outcome.DISMISSED: "dismissed", None: ""}[report.outcome]
    return ReportView(
        reason=label,
        note=report.note or "",
        contact=report.contact or "",
        at=moment(report.created_at),
        weight=round(report.weight, 2),
        outcome=outcome,
    )


def _ruling_view(ruling: RulingRecord, text: str, policy: Policy) -> RulingView:
    who = {
        Source.ENGINE: "Engine",
        Source.REPORTS: "Readers’ reports",
        Source.MODERATOR: ruling.by_name or "A moderator",
    }[ruling.source]
    clause = "Breaks the law" if ruling.clause == ILLEGAL else ruling.clause or ""
    if policy.has(clause):
        clause = policy.clause(clause).title
    return RulingView(
        who=who,
        verdict=done_words(ruling),
        clause=clause,
        note=ruling.note or "",
        message=ruling.message or "",
        reply=ruling.reply or "",
        at=moment(ruling.created_at),
        findings=[finding_view(finding, text, policy) for finding in ruling.findings],
        policy_version=ruling.policy_version,
        engine_version=ruling.engine_version,
        unchecked=ruling.unchecked,
    )
