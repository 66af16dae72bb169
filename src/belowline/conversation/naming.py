"""Hold the policy against the name that a comment is signed with."""

from collections.abc import Iterable
from dataclasses import replace

from belowline.conversation.judging import Judge
from belowline.kernel.errors import Refused
from belowline.moderation import Action, Finding, Policy, Ruling

# What people call themselves insults and threatens nobody: "Troll", "Killer Queen", "Bot 7".
_NOT_FOR_NAMES = {"discourtesy", "spam", "violence"}
# It was taught comments: a bare name looks to it like somebody's data, or like nothing it knows.
_NO_JUDGE_OF_NAMES = "classifier"


async def judge_name(judge: Judge, name: str) -> Ruling:
    """Return the engine's ruling on a name, by the clauses that a name can break."""
    # Another policy may have come into force meanwhile, without the clause.
    return as_of_name(await judge.of_name(name), judge.in_force.policy)


def as_of_name(ruling: Ruling, policy: Policy) -> Ruling:
    """Return the engine's ruling on a name, by the clauses that a name can break."""
    findings = tuple(each for each in _for_names(ruling.findings) if policy.has(each.clause))
    action = Action.strictest(
        Action.HOLD if ruling.unchecked else Action.PUBLISH, *map(policy.action, findings)
    )
    return replace(ruling, action=action, findings=findings, shadows=_for_names(ruling.shadows))


def _for_names(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        each
        for each in findings
        if each.clause not in _NOT_FOR_NAMES and each.detector != _NO_JUDGE_OF_NAMES
    )


def refuse_name(named: Ruling) -> None:
    """Raises Refused for a name that the engine rejects."""
    if named.action is Action.REJECT:
        raise Refused(
            "The house policy holds for names too. Choose another one.",
            code="name-not-allowed",
            field="name",
        )


def with_name(ruling: Ruling, named: Ruling) -> Ruling:
    """Return the ruling on a comment with what its author's name adds to it.

    A name that a person must see first holds the comment; what rules on trial saw in it is noted.
    """
    ruling = replace(ruling, shadows=(*ruling.shadows, *_in_the_name(named.shadows)))
    if named.action is Action.PUBLISH:
        return ruling
    found = _in_the_name(named.findings)
    return replace(
        ruling,
        action=Action.strictest(ruling.action, Action.HOLD),
        findings=(*ruling.findings, *found),
        scores={
            clause: max([score, *(each.score for each in found if each.clause == clause)])
            for clause, score in ruling.scores.items()
        },
        unchecked=(*ruling.unchecked, *(f"{each}, for the name" for each in named.unchecked)),
    )


def _in_the_name(findings: Iterable[Finding]) -> list[Finding]:
    return [
        replace(finding, start=None, end=None, reason=f"In the name: {finding.reason}")
        for finding in findings
    ]
