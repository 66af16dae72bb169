"""Turn versions of the policy, and what they would change, into what the templates show."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from belowline.conversation.comment import PAST_TENSE
from belowline.desk.comparison import NO_CLAUSE, Agreement, Change, Comparison, Example
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.preview_policy import Preview
from belowline.moderation import Action, Policy
from belowline.web.present.comments import moment
from belowline.web.views_policy import DiffLine, ExampleView, PreviewView, VersionView

# Only what a file brought was saved without a reason.
_FIRST = "What held before anything was saved at the desk"
# Lines around a change, so that one sees where it stands.
_AROUND = 2
# Enough of a comment to know what it is about.
_EXCERPT = 240
_WORDS = {Action.PUBLISH: "published", Action.HOLD: "held", Action.REJECT: "turned away"}


def version_view(saved: SavedPolicy, *, newest: int) -> VersionView:
    """Return a version as the history lists it."""
    who = saved.by_name or "Somebody who is no longer here" if saved.by else "The server’s files"
    return VersionView(
        number=saved.number,
        version=saved.version,
        who=who,
        reason=saved.reason or _FIRST,
        at=moment(saved.saved_at),
        is_newest=saved.number == newest,
    )


def preview_view(preview: Preview, before: str, after: str) -> PreviewView:
    """Return what would have changed; `before` and `after` are the texts of the policies."""
    found, policies = preview.comparison, (preview.proposed, preview.current)
    changed = sum(found.changes.values())
    columns = sorted(found.changes, key=lambda change: change.order)
    return PreviewView(
        looked=_looked(found.comments, preview.of),
        is_all=found.comments >= preview.of,
        changed=changed,
        summary=_summary(changed, found.comments),
        unchecked=found.unchecked,
        head=["Clause", *map(_change, columns)],
        rows=list(_rows(found, columns, policies)) if changed else (),
        decided=found.current.decided,
        agreement=list(_agreement(found.current, found.proposed)),
        rules=[
            [
                f"{hits.rule.name} ({hits.rule.mode})",
                *map(_number, (hits.comments, hits.approved, hits.turned_away)),
            ]
            for hits in found.rules
        ],
        examples=[_example(each, policies) for each in found.examples],
        diff=list(differences(before, after)),
    )


def differences(before: str, after: str) -> Iterator[DiffLine]:
    """Yield the lines that differ, with a few around them; a gap where lines are left out."""
    old, new = before.strip().splitlines(), after.strip().splitlines()
    groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND))
    for index, group in enumerate(groups):
        if index or group[0][1] > 0:
            yield DiffLine("gap", "")
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (DiffLine("same", line) for line in old[a:b])
            else:
                yield from (DiffLine("removed", line) for line in old[a:b])
                yield from (DiffLine("added", line) for line in new[c:d])


def _looked(looked: int, of: int) -> str:
    if looked >= of:
        return f"All {_comments(of)} of the last 30 days"
    return f"{looked:,} of the {_comments(of)} of the last 30 days, at even distances"


def _summary(changed: int, looked: int) -> str:
    if not looked:
        return "There was nothing written in the last 30 days to try it on."
    if not changed:
        return "No comment would have been ruled on differently."
    return f"{_comments(changed)} would have been ruled on differently."


def _rows(
    found: Comparison, columns: Sequence[Change], policies: Sequence[Policy]
) -> Iterator[list[str]]:
    lines = sorted(found.by_clause.items(), key=lambda line: (-sum(line[1].values()), line[0]))
    for clause, changes in lines:
        yield [title_of(clause, policies), *(_number(changes.get(each, 0)) for each in columns)]
    yield ["All", *(_number(found.changes.get(each, 0)) for each in columns)]


def _agreement(now: Agreement, then: Agreement) -> Iterator[list[str]]:
    for name, before, after in (
        ("Ruled as moderators did", now.same, then.same),
        ("Left to a person", now.person, then.person),
        ("Ruled the other way", now.opposite, then.opposite),
    ):
        yield [name, _number(before), _number(after)]


def _example(example: Example, policies: Sequence[Policy]) -> ExampleView:
    words = " ".join(example.text.split())
    verdict = example.verdict
    return ExampleView(
        address=f"/desk/comments/{example.comment_id}",
        text=words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…",
        change=_change(example.change),
        clauses=", ".join(title_of(each, policies) for each in example.clauses),
        moderator=f"A moderator {PAST_TENSE[verdict]} it" if verdict else "",
    )


def title_of(clause: str, policies: Sequence[Policy]) -> str:
    """Return the clause's title in the first policy that has it."""
    if clause in NO_CLAUSE:
        return NO_CLAUSE[clause]
    return next((each.clause(clause).title for each in policies if each.has(clause)), clause)


def _change(change: Change) -> str:
    return f"{_WORDS[change.before]} → {_WORDS[change.after]}"


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number:,} comments"


def _number(number: int) -> str:
    return f"{number:,}" if number else "–"
