"""Score many texts in one call, in order, each as if it were alone."""

from __future__ import annotations

from msgspec import Struct

from belowline.kernel.errors import Refused
from belowline.moderation.judge import Assessment
from belowline.web.compat.judges import Item
from belowline.web.compat.scoring import Scoring

MOST_TEXTS = 1_000
_DIGITS = 6


class ScoreText(Struct, kw_only=True):
    """A text to score, in its place; `id` comes back as it was."""

    text: str
    id: str | int | None = None
    story: str = ""
    parent: str = ""


class ScoreTexts(Struct, kw_only=True):
    """Up to 1,000 texts; `community` chooses the policy where the publisher has more than one."""

    texts: list[ScoreText | str]
    community: str = ""


class SeenOut(Struct, kw_only=True):
    """What a detector saw; `start` and `end` are code-point offsets into the text as given."""

    clause: str
    score: float
    start: int | None
    end: int | None
    detector: str
    reason: str


class ScoreOut(Struct, kw_only=True):
    """The ruling on one text, and how likely each clause and toxicity as a whole are."""

    id: str | int | None
    action: str
    scores: dict[str, float]
    probabilities: dict[str, float]
    findings: list[SeenOut]
    unchecked: list[str]


class ScoresOut(Struct, kw_only=True):
    """One answer for each text, in order."""

    items: list[ScoreOut]
    policy_version: str
    engine_version: str


async def score_all(scoring: Scoring, request: ScoreTexts) -> ScoresOut:
    """Return the answers; raises Refused for too many texts, Overloaded."""
    if len(request.texts) > MOST_TEXTS:
        raise Refused(f"Send at most {MOST_TEXTS} texts at once.", code="too-many-texts")
    assessor = scoring.assessor(request.community)
    texts = [ScoreText(text=each) if isinstance(each, str) else each for each in request.texts]
    found = await scoring.judges.assess_all(
        assessor, [Item(text=each.text, story=each.story, parent=each.parent) for each in texts]
    )
    return ScoresOut(
        items=[_out(text, each) for text, each in zip(texts, found, strict=True)],
        policy_version=assessor.policy.version,
        engine_version=assessor.engine_version,
    )


def _out(text: ScoreText, found: Assessment) -> ScoreOut:
    ruling = found.ruling
    return ScoreOut(
        id=text.id,
        action=ruling.action,
        scores=dict(ruling.scores),
        probabilities={k: round(v, _DIGITS) for k, v in found.probabilities.items()},
        findings=[
            SeenOut(
                clause=each.clause,
                score=each.score,
                start=each.start,
                end=each.end,
                detector=each.detector,
                reason=each.reason,
            )
            for each in ruling.findings
        ],
        unchecked=list(ruling.unchecked),
    )
