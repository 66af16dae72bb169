"""Turn a reader's record and similar rulings into what the desk shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from belowline.conversation.comment import ILLEGAL, PAST_TENSE, Comment
from belowline.conversation.reported import vain_of
from belowline.desk.beside import Beside, ReaderRecord, Similar
from belowline.moderation import Policy
from belowline.people.patience import InVain
from belowline.people.reader import Reader, Role
from belowline.people.trust import is_new_here
from belowline.web.present.comments import moment
from belowline.web.present.sanctions import SanctionsView, sanctions_view
from belowline.web.views import Moment

# Differences so small that a person sees the same text.
_NEARLY_THE_SAME = 4
_SHOWN = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarView:
    """A ruling on similar words."""

    address: str
    text: str
    decided: str
    at: Moment
    is_nearly_the_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideView:
    """An author's record as (name, what), similar rulings, and sanctions; `at` is the comment.

    `hosts` are the sites it links to, each with what a block does to such comments, or nothing.
    """

    reader_id: str
    at: str
    record: Sequence[tuple[str, str]]
    similar: Sequence[SimilarView]
    sanctions: SanctionsView
    hosts: Sequence[tuple[str, str]]


def beside_view(
    comment: Comment, beside: Beside, policy: Policy, now: datetime, me: Reader
) -> BesideView:
    """Return what stands beside a comment."""
    author = comment.author
    return BesideView(
        reader_id=author.reader_id,
        at=comment.comment_id,
        record=record_lines(
            beside.record, policy, now, role=author.role, vain=vain_of(beside.reported, now)
        ),
        similar=[_similar_view(each, policy) for each in beside.similar],
        hosts=_hosts(beside),
        sanctions=sanctions_view(
            beside.sanctions,
            reader_id=author.reader_id,
            may=not author.role.is_staff,
            me=me,
            now=now,
        ),
    )


def _hosts(beside: Beside) -> list[tuple[str, str]]:
    blocked = {block.host: block.mode.value for block in beside.blocks}
    return [(host, blocked.get(host, "")) for host in beside.hosts]


def record_lines(
    record: ReaderRecord, policy: Policy, now: datetime, *, role: Role, vain: InVain
) -> list[tuple[str, str]]:
    """Return a reader's record as (name, what)."""
    refused = ", ".join(
        f"{number} {clause_title(clause, policy).lower()}"
        for clause, number in record.refused.items()
    )
    against = f"{record.reports_against}, {record.upheld_against} upheld"
    by = f"{record.reports_by}, {record.upheld_by} upheld, {record.dismissed_by} dismissed"
    if vain.until:
        by += f"; none taken until {moment(vain.until).short}"
    needed = policy.first_comments_held
    is_new = is_new_here(role, published=record.published, needed=needed)
    first = f"{record.published} of {needed} approved: the next waits" if is_new else ""
    lines = [
        ("Here for", span(now - record.since)),
        ("Published", str(record.published)),
        ("First comments", first),
        ("Waiting", str(record.waiting) if record.waiting else ""),
        ("Rejected or removed", refused or "None"),
        ("Withdrawn", str(record.withdrawn) if record.withdrawn else ""),
        ("Reports against", against if record.reports_against else "None"),
        ("Reports by them", by if record.reports_by else "None"),
    ]
    return [line for line in lines if line[1]]


def clause_title(clause: str, policy: Policy) -> str:
    """Return what readers call a clause."""
    if clause == ILLEGAL:
        return "Breaks the law"
    return policy.clause(clause).title if policy.has(clause) else clause.capitalize()


def span(time: timedelta) -> str:
    """Return a length of time in words, roughly."""
    for days, one, many in ((365, "year", "years"), (30, "month", "months"), (1, "day", "days")):
        count = time.days // days
        if count:
            return f"{count} {one if count == 1 else many}"
    return "Less than a day"


def _similar_view(similar: Similar, policy: Policy) -> SimilarView:
    ruled = similar.ruled
    decided = PAST_TENSE[ruled.verdict].capitalize()
    if ruled.clause is not None:
        decided += f" for {clause_title(ruled.clause, policy).lower()}"
    text = similar.text
    return SimilarView(
        address=f"/desk/comments/{ruled.comment_id}",
        text=text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…",
        decided=decided,
        at=moment(ruled.at),
        is_nearly_the_same=similar.bits <= _NEARLY_THE_SAME,
    )
