"""Answer `comments:analyze`: a comment and the attributes asked for in, their scores out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from belowline.moderation.judge import Assessment
from belowline.moderation.perspective import Attribute, attribute_for, is_known
from belowline.web.compat import refusals
from belowline.web.compat.judges import Item
from belowline.web.compat.language_choice import Languages, choose
from belowline.web.compat.messages import (
    AnalyzeRequest,
    AttributeParameters,
    checked_text,
    score_type,
    surroundings,
)
from belowline.web.compat.scoring import Scoring
from belowline.web.compat.utf16 import Utf16

Json = dict[str, Any]
Wanted = Mapping[str, tuple[Attribute, AttributeParameters]]


async def analyze(scoring: Scoring, request: AnalyzeRequest) -> Json:
    """Return the answer's JSON; raises RefusedAsGoogle, or Overloaded. Nothing is kept."""
    text = checked_text(request.comment)
    story, parent = surroundings(request.context)
    assessor = scoring.assessor(request.community_id)
    drops = request.drop_unsupported_attributes or scoring.settings.lenient
    wanted = _wanted(request, tuple(c.name for c in assessor.policy.clauses), drops=drops)
    languages = choose(text, request.languages, scoring.settings.language)
    if languages.unserved:
        if not drops:
            raise languages.refused(next(iter(wanted)))
        wanted = {}
    scores: Json = {}
    if wanted:
        item = Item(
            text=text,
            story=story,
            parent=parent,
            asks_rules=request.span_annotations or _need_rules(wanted),
        )
        found = await scoring.judges.measure(assessor, item)
        scores = _scores(text, found, wanted, with_spans=request.span_annotations)
    return _answer(request, languages, scores)


def _wanted(request: AnalyzeRequest, clauses: tuple[str, ...], *, drops: bool) -> Wanted:
    if not request.requested_attributes:
        raise refusals.nothing_requested()
    found = {}
    for name, parameters in request.requested_attributes.items():
        attribute = attribute_for(name, clauses)
        if attribute is None:
            if drops and is_known(name):
                continue
            raise refusals.invalid(f"Unknown requested attribute: {name}")
        kind = score_type(parameters.score_type)
        if kind not in ("PROBABILITY", "SCORE_TYPE_UNSPECIFIED"):
            raise refusals.invalid(
                f"Requested score type {kind} is not supported by attribute {name}"
            )
        found[name] = (attribute, parameters)
    return found


def _need_rules(wanted: Wanted) -> bool:
    """Whether rules have a say: of those who ask for one attribute most ask for TOXICITY."""
    return any(attribute.needs_rules for attribute, _ in wanted.values())


def _scores(text: str, found: Assessment, wanted: Wanted, *, with_spans: bool) -> Json:
    """The scores by the names that were asked for; those below their threshold are left out."""
    units = Utf16(text)
    scores: Json = {}
    for name, (attribute, parameters) in wanted.items():
        value = attribute.score(found)
        if parameters.score_threshold is not None and value < parameters.score_threshold:
            continue
        spans = _spans(attribute, found, units, value) if with_spans else []
        scores[name] = {
            "spanScores": spans or [_span(0, units.at(len(text)), value)],
            "summaryScore": _score(value),
        }
    return scores


def _spans(attribute: Attribute, found: Assessment, units: Utf16, whole: float) -> list[Json]:
    """Where it is: places that overlap are one, and no part is surer than the whole."""
    spans: list[tuple[int, int, float]] = []
    for each in attribute.places(found):
        if each.start is None or each.end is None:
            continue
        begin, end = units.at(each.start), units.at(each.end)
        value = min(attribute.scaled(each.score), whole)
        if spans and begin < spans[-1][1]:
            first, last, before = spans.pop()
            begin, end, value = first, max(last, end), max(before, value)
        spans.append((begin, end, value))
    return [_span(*span) for span in spans]


def _span(begin: int, end: int, value: float) -> Json:
    return {"begin": begin, "end": end, "score": _score(value)}


def _score(value: float) -> Json:
    return {"value": value, "type": "PROBABILITY"}


def _answer(request: AnalyzeRequest, languages: Languages, scores: Json) -> Json:
    answer: Json = {"attributeScores": scores} if scores else {}
    answer["languages"] = list(languages.taken)
    if languages.detected:
        answer["detectedLanguages"] = list(languages.detected)
    if request.client_token:
        answer["clientToken"] = request.client_token
    return answer
