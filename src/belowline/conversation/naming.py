"""Hold the policy against the name that a comment is signed with."""

from dataclasses import replace

from belowline.conversation.judging import Judge
from belowline.kernel.errors import Refused
from belowline.moderation import Action, Ruling

# What people call themselves insults and threatens nobody: "Troll", "Killer Queen", "Bot 7".
_NOT_FOR_NAMES = {"discourtesy", "spam", "violence"}


async def judge_name(judge: Judge, name: str) -> Ruling:
    """Return the engine's ruling on a name, by the clauses that a name can break."""
    ruling = await judge(name, author_published=1)
    policy = judge.moderator.policy
    findings = tuple(each for each in ruling.findings if each.clause not in _NOT_FOR_NAMES)
    action = Action.strictest(
        Action.HOLD if ruling.unchecked else Action.PUBLISH,
        *(policy.clause(each.clause).action(each.score) for each in findings),
    )
    return replace(ruling, action=action, findings=findings)


def refuse_name(named: Ruling) -> None:
    """Raises Refused for a name that the engine rejects."""
    if named.action is Action.REJECT:
        raise Refused(
            "The house policy holds for names too. Choose another one.",
            code="name-not-allowed",
            field="name",
        )


def held_for_name(ruling: Ruling, named: Ruling) -> Ruling:
    """Return the ruling on a comment whose author's name a person must see first."""
    found = [
        replace(finding, start=None, end=None, reason=f"In the name: {finding.reason}")
        for finding in named.findings
    ]
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
