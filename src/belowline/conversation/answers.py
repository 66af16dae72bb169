"""Say what a person's ruling answers to the appeal against an earlier one."""

from belowline.conversation.comment import Answer, RulingRecord, Verdict


def answer_to(appealed: RulingRecord, ruling: RulingRecord) -> Answer:
    """Return what the moderator's `ruling` makes of the one that was appealed."""
    if ruling.verdict is Verdict.PUBLISH:
        return Answer.REVERSED
    return Answer.STANDS if ruling.clause in clauses_of(appealed) else Answer.CHANGED


def clauses_of(ruling: RulingRecord) -> tuple[str, ...]:
    """Return the clauses that a ruling rests on: the one a person named, else all that were found.

    The gravest comes first.
    """
    if ruling.clause is not None:
        return (ruling.clause,)
    gravest = sorted(ruling.findings, key=lambda finding: -finding.score)
    return tuple(dict.fromkeys(finding.clause for finding in gravest))
