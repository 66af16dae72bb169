"""Write what another policy would change, for people and for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from belowline.conversation.comment import PAST_TENSE
from belowline.desk.comparison import (
    NO_CLAUSE,
    Agreement,
    Change,
    Comparison,
    Example,
    RuleHits,
)
from belowline.moderation import Policy

# Enough of a comment to know what it is about, on two lines of a terminal.
_EXCERPT = 160


def as_json(comparison: Comparison, current: Policy, proposed: Policy) -> str:
    """Return one JSON object."""
    return json.dumps(
        {
            "comments": comparison.comments,
            "first": comparison.first and comparison.first.isoformat(),
            "last": comparison.last and comparison.last.isoformat(),
            "current": {"name": current.name, "version": current.version},
            "proposed": {"name": proposed.name, "version": proposed.version},
            "changed": sum(comparison.changes.values()),
            "unchecked": comparison.unchecked,
            "changes": _changes(comparison.changes),
            "by_clause": {
                clause: _changes(changes) for clause, changes in comparison.by_clause.items()
            },
            "moderators": {
                "decided": comparison.current.decided,
                "current": _agreement(comparison.current),
                "proposed": _agreement(comparison.proposed),
            },
            "rules": [_rule(hits) for hits in comparison.rules],
            "examples": [_example(example) for example in comparison.examples],
        }
    )


def _changes(changes: Mapping[Change, int]) -> list[dict[str, Any]]:
    return [
        {"before": change.before.value, "after": change.after.value, "comments": changes[change]}
        for change in _in_order(changes)
    ]


def _agreement(agreement: Agreement) -> dict[str, int]:
    return {
        "same": agreement.same,
        "person": agreement.person,
        "opposite": agreement.opposite,
    }


def _rule(hits: RuleHits) -> dict[str, Any]:
    return {
        "name": hits.rule.name,
        "clause": hits.rule.clause,
        "mode": hits.rule.mode.value,
        "comments": hits.comments,
        "approved": hits.approved,
        "turned_away": hits.turned_away,
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "comment_id": example.comment_id,
        "before": example.change.before.value,
        "after": example.change.after.value,
        "clauses": list(example.clauses),
        "moderator": example.verdict and example.verdict.value,
        "text": example.text,
    }


def as_text(comparison: Comparison, current: Policy, proposed: Policy) -> str:
    """Return lines for a person at a terminal; readers' words are freed of what could steer it."""
    parts = (
        _head(comparison, current, proposed),
        _change_lines(comparison, proposed, current),
        _agreement_lines(comparison),
        _rule_lines(comparison.rules),
        _example_lines(comparison, proposed, current),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(comparison: Comparison, current: Policy, proposed: Policy) -> Iterator[str]:
    between = ""
    if comparison.first and comparison.last:
        between = f", {comparison.first:%Y-%m-%d} to {comparison.last:%Y-%m-%d}"
    yield f"{_comments(comparison.comments)}{between}, ruled on by two policies:"
    yield f"  now       {current.name}, version {current.version}"
    yield f"  proposed  {proposed.name}, version {proposed.version}"
    if comparison.unchecked:
        yield f"{_comments(comparison.unchecked)} could not be checked in full by the proposed one."


def _change_lines(comparison: Comparison, *policies: Policy) -> Iterator[str]:
    changed = sum(comparison.changes.values())
    if not changed:
        yield "Nothing changes."
        return
    yield f"{_comments(changed)} would be ruled on differently:"
    columns = _in_order(comparison.changes)
    lines = sorted(comparison.by_clause.items(), key=lambda line: (-sum(line[1].values()), line[0]))
    rows = [
        *((_title(clause, policies), changes) for clause, changes in lines),
        ("all", comparison.changes),
    ]
    yield from table(
        [
            ["", *map(str, columns)],
            *(
                [title, *(_number(changes.get(each)) for each in columns)]
                for title, changes in rows
            ),
        ]
    )
    if sum(sum(changes.values()) for _, changes in lines) > changed:
        yield "A comment that changes for two clauses stands in both lines."


def _agreement_lines(comparison: Comparison) -> Iterator[str]:
    now, then = comparison.current, comparison.proposed
    if not now.decided:
        yield "Moderators decided none of these comments."
        return
    yield f"Moderators decided {_comments(now.decided)}:"
    yield from table(
        [
            ["", "now", "", "proposed", ""],
            ["ruled as they did", *_share(now.same, now), *_share(then.same, then)],
            ["left to a person", *_share(now.person, now), *_share(then.person, then)],
            ["ruled the other way", *_share(now.opposite, now), *_share(then.opposite, then)],
        ]
    )


def _rule_lines(rules: Sequence[RuleHits]) -> Iterator[str]:
    if not rules:
        return
    yield "Rules of the proposed policy:"
    yield from table(
        [
            ["", "comments", "approved", "turned away"],
            *(
                [
                    f"{hits.rule.name} ({hits.rule.mode})",
                    *map(_number, (hits.comments, hits.approved, hits.turned_away)),
                ]
                for hits in rules
            ),
        ]
    )


def _example_lines(comparison: Comparison, *policies: Policy) -> Iterator[str]:
    changed, shown = sum(comparison.changes.values()), len(comparison.examples)
    if shown:
        yield "Examples:" if shown == changed else f"Examples, {shown} of {changed:,}:"
    for example in comparison.examples:
        clauses = ", ".join(_title(clause, policies) for clause in example.clauses)
        said = f"; a moderator {PAST_TENSE[example.verdict]} it" if example.verdict else ""
        yield f"  {example.change}  {clauses}{said}  {example.comment_id}"
        yield f"    {_excerpt(example.text)}"


def _excerpt(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text)
    words = " ".join(plain.split())
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"


def _title(clause: str, policies: Iterable[Policy]) -> str:
    if clause in NO_CLAUSE:
        return NO_CLAUSE[clause]
    known = (policy.clause(clause).title for policy in policies if policy.has(clause))
    return next(known, clause)


def _in_order(changes: Mapping[Change, int]) -> list[Change]:
    return sorted(changes, key=lambda change: change.order)


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number:,} comments"


def _number(number: int | None) -> str:
    return f"{number:,}" if number else "–"


def _share(number: int, agreement: Agreement) -> tuple[str, str]:
    return _number(number), f"{round(100 * number / agreement.decided)} %"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return rows with the first column to the left and numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = chain(
            [first.ljust(widths[0])],
            (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
        )
        yield "  " + "  ".join(cells).rstrip()
