"""Say what programs send and are told when they edit the policy."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from belowline.desk.comparison import Agreement, Change, Example, RuleHits
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.preview_policy import Preview
from belowline.moderation import Problem


class ProposedPolicy(Struct, kw_only=True):
    """A policy that is tried: its text as the file would have it."""

    text: str


class PolicyToSave(Struct, kw_only=True):
    """A policy that is to hold; `seen` is the number of the version that it changes."""

    text: str
    reason: str
    seen: int


class ProblemOut(Struct, kw_only=True):
    """What is wrong at one place of a policy. `field` names the value, like
    `clause.spam.hold_at` or `phrases.0.reason`; it is empty for the whole text."""

    line: int
    field: str
    message: str
    hint: str


class PolicyLine(Struct, kw_only=True):
    """A version as the history lists it. Number 0 is what a file brought, while nothing was
    saved."""

    number: int
    version: str
    by: str | None
    reason: str
    saved_at: datetime


class PolicyOut(PolicyLine, kw_only=True):
    """A version with its text as it was written."""

    text: str


class PolicyHistory(Struct, kw_only=True):
    """Versions, the newest first; `next` is what to send as `before` for more."""

    items: list[PolicyLine]
    next: int | None


class ChangeOut(Struct, kw_only=True):
    """How many comments would be ruled on differently in one way."""

    before: str
    after: str
    comments: int


class AgreementOut(Struct, kw_only=True):
    """How often a policy rules as moderators did, leaves it to a person, rules the other way."""

    same: int
    person: int
    opposite: int


class RuleHitsOut(Struct, kw_only=True):
    """In how many comments a rule of the publisher's holds, and what moderators made of those."""

    name: str
    clause: str
    mode: str
    comments: int
    approved: int
    turned_away: int


class ExampleOut(Struct, kw_only=True):
    """A comment that would be ruled on differently."""

    comment_id: str
    text: str
    before: str
    after: str
    clauses: list[str]
    moderator: str | None


class PreviewOut(Struct, kw_only=True):
    """What another policy would have changed: over `comments` of the `of` since then."""

    version: str
    since: datetime
    comments: int
    of: int
    changed: int
    unchecked: int
    changes: list[ChangeOut]
    by_clause: dict[str, list[ChangeOut]]
    moderators: dict[str, AgreementOut]
    rules: list[RuleHitsOut]
    examples: list[ExampleOut]


def problem_out(problem: Problem) -> ProblemOut:
    """Return a problem as programs read it."""
    return ProblemOut(
        line=problem.line,
        field=".".join(map(str, problem.path)),
        message=problem.message,
        hint=problem.hint,
    )


def policy_line(saved: SavedPolicy) -> PolicyLine:
    """Return a version without its text."""
    return PolicyLine(
        number=saved.number,
        version=saved.version,
        by=saved.by_name,
        reason=saved.reason,
        saved_at=saved.saved_at,
    )


def policy_out(saved: SavedPolicy) -> PolicyOut:
    """Return a version with its text."""
    return PolicyOut(**asdict(policy_line(saved)), text=saved.text)


def preview_out(preview: Preview) -> PreviewOut:
    """Return a preview as programs read it."""
    found = preview.comparison
    return PreviewOut(
        version=preview.proposed.version,
        since=preview.since,
        comments=found.comments,
        of=preview.of,
        changed=sum(found.changes.values()),
        unchecked=found.unchecked,
        changes=_changes(found.changes),
        by_clause={clause: _changes(changes) for clause, changes in found.by_clause.items()},
        moderators={"current": _agreement(found.current), "proposed": _agreement(found.proposed)},
        rules=[_rule(hits) for hits in found.rules],
        examples=[_example(each) for each in found.examples],
    )


def _changes(changes: Mapping[Change, int]) -> list[ChangeOut]:
    return [
        ChangeOut(before=each.before.value, after=each.after.value, comments=changes[each])
        for each in sorted(changes, key=lambda each: each.order)
    ]


def _agreement(found: Agreement) -> AgreementOut:
    return AgreementOut(same=found.same, person=found.person, opposite=found.opposite)


def _rule(hits: RuleHits) -> RuleHitsOut:
    return RuleHitsOut(
        name=hits.rule.name,
        clause=hits.rule.clause,
        mode=hits.rule.mode.value,
        comments=hits.comments,
        approved=hits.approved,
        turned_away=hits.turned_away,
    )


def _example(found: Example) -> ExampleOut:
    return ExampleOut(
        comment_id=found.comment_id,
        text=found.text,
        before=found.change.before.value,
        after=found.change.after.value,
        clauses=list(found.clauses),
        moderator=found.verdict.value if found.verdict else None,
    )
