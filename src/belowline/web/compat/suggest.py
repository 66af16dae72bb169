"""Answer `comments:suggestscore`: what a caller thinks right goes to those who calibrate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from belowline.desk.suggest import Suggested
from belowline.moderation.languages import languages_of
from belowline.web.compat import refusals
from belowline.web.compat.messages import (
    AttributeScores,
    Score,
    SpanScore,
    SuggestRequest,
    checked_text,
    score_type,
    surroundings,
)
from belowline.web.compat.scoring import Scoring

# Also names that Perspective never had: Coral sends whatever its administrator typed.
_ATTRIBUTE = re.compile(r"[A-Z][A-Z0-9_]{0,63}(@\d{1,3})?\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}\Z")
# Ids and addresses fit; a text would not.
_LONGEST_NAME = 500
_MOST_ATTRIBUTES = 64
_MOST_SPANS = 1_000


async def suggest(scoring: Scoring, request: SuggestRequest, sender: str) -> dict[str, Any]:
    """Keep the scores and return the answer's JSON; raises RefusedAsGoogle for what makes none."""
    text = checked_text(request.comment)
    await scoring.suggest(suggested(request, text), sender)
    answer: dict[str, Any] = {}
    if request.client_token:
        answer["clientToken"] = request.client_token
    if detected := languages_of(text):
        answer["detectedLanguages"] = list(detected)
    if request.languages:
        answer["requestedLanguages"] = list(request.languages)
    return answer


def suggested(request: SuggestRequest, text: str) -> Suggested:
    """Return what is to be kept of a request."""
    story, parent = surroundings(request.context)
    _check(request)
    scores = {
        name: _value(each.summary_score)
        for name, each in request.attribute_scores.items()
        if each.summary_score is not None
    }
    return Suggested(
        text=_storable(text),
        story=_storable(story),
        parent=_storable(parent),
        scores=scores,
        spans=list(_spans(request, text)),
        languages=list(request.languages),
        community=_storable(request.community_id),
        token=_storable(request.client_token),
        session=_storable(request.session_id),
    )


def _check(request: SuggestRequest) -> None:
    given = request.attribute_scores
    if not given or any(_is_empty(each) for each in given.values()):
        raise refusals.invalid("attribute_scores must not be empty.")
    if len(given) > _MOST_ATTRIBUTES or not all(map(_ATTRIBUTE.match, given)):
        raise refusals.invalid("Unknown attribute in attribute_scores.")
    if not all(map(_LANGUAGE.match, request.languages)):
        raise refusals.invalid("languages must be ISO or BCP-47 codes.")
    for name in ("community_id", "client_token", "session_id"):
        if len(getattr(request, name)) > _LONGEST_NAME:
            raise refusals.invalid(f"{name} is too long.")


def _is_empty(scores: AttributeScores) -> bool:
    return scores.summary_score is None and not scores.span_scores


def _value(score: Score | None) -> float:
    """Return a score from 0 to 1: the only kind that can be compared with ours."""
    if score is None or score.value is None:
        raise refusals.invalid("All Score objects must be explicitly set.")
    if score_type(score.type) not in ("PROBABILITY", "SCORE_TYPE_UNSPECIFIED"):
        raise refusals.invalid("Only PROBABILITY scores can be suggested.")
    if not 0.0 <= score.value <= 1.0:
        raise refusals.invalid("A PROBABILITY score must be from 0 to 1.")
    return score.value


def _spans(request: SuggestRequest, text: str) -> Iterator[tuple[str, int, int, float]]:
    starts = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]
    for name, scores in request.attribute_scores.items():
        if len(scores.span_scores) > _MOST_SPANS:
            raise refusals.invalid("Too many span scores.")
        for span in scores.span_scores:
            start, end = _place(span, starts)
            yield name, start, end, _value(span.score)


def _place(span: SpanScore, starts: list[int]) -> tuple[int, int]:
    """Return where the span lies in code points."""
    begin, end = span.begin, span.end
    if begin is None or end is None or not 0 <= begin < end <= starts[-1]:
        raise refusals.invalid("All SpanScore objects must have begin and end fields set.")
    return bisect_left(starts, begin), bisect_left(starts, end)


def _storable(text: str) -> str:
    """Return the text without NUL, which no database takes."""
    return text.replace("\0", "\ufffd")
