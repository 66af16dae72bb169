"""Tell what a rule found and the conversation clears: “Finish him.” below a boxing match.

A rule sees words and not what they are about. Where the classifier finds the clause all but ruled
out, and only because of the story or of the comment answered, the rule doesn't hold the comment. It
has to be the surroundings that clear it: words that the classifier can't read, since they are
disguised, say, look harmless to it everywhere, and are not cleared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from belowline.moderation.ruling import Finding
from belowline.moderation.weighing import is_weighed, log_odds

# Chosen on the seen half of the paired cases (benchmarks/context.py) and our held-out authors: 49.7
# to 58.1 % of pairs with both sides right, 12.8 to 10.9 % of clean comments stopped, and of 1,938
# that break a clause four more get through. Half the margin: two points less on either.
_RULED_OUT = 0.05
_BECAUSE_OF_THEM = 1.5
# A longer comment says by itself what it is about. All that was gained on pairs and clean comments
# is in shorter ones, and clean sentences around a threat thin it out (benchmarks/evasion.py).
MOST_LETTERS = 100
# A rule surer than that has words that are said for one thing only.
_SUREST = 0.9

Probabilities = Mapping[str, float]


def cleared(
    findings: Iterable[Finding], there: Probabilities, anywhere: Callable[[], Probabilities]
) -> frozenset[str]:
    """The clauses whose findings the surroundings clear.

    `there` are the classifier's probabilities where the comment stands; `anywhere` returns those
    of the comment alone, and is asked only where they matter.
    """
    surest: dict[str, float] = {}
    for found in findings:
        if is_weighed(found):
            surest[found.clause] = max(found.score, surest.get(found.clause, 0.0))
    doubtful = {
        clause
        for clause, score in surest.items()
        if score < _SUREST and there.get(clause, 1.0) < _RULED_OUT
    }
    if not doubtful:
        return frozenset()
    alone = anywhere()
    return frozenset(
        clause
        for clause in doubtful
        if clause in alone and log_odds(alone[clause]) - log_odds(there[clause]) >= _BECAUSE_OF_THEM
    )
