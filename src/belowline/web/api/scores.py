"""Scores for programs: Perspective's and OpenAI's interfaces, Coral's phase, and our own."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response
from litestar.params import JSONBody

from belowline.kernel.errors import Forbidden
from belowline.web.asking_scores import caller_of, scoring_of
from belowline.web.compat import refusals
from belowline.web.compat.analyze import analyze
from belowline.web.compat.batch import ScoresOut, ScoreTexts, score_all
from belowline.web.compat.coral import check_signature, rule_for_coral
from belowline.web.compat.discovery import describe
from belowline.web.compat.json_input import read_message
from belowline.web.compat.keys import key_needed
from belowline.web.compat.messages import AnalyzeRequest, SuggestRequest
from belowline.web.compat.openai import moderate
from belowline.web.compat.partial import selected
from belowline.web.compat.suggest import suggest
from belowline.web.foreign_errors import JSON_TYPE
from belowline.web.identity import AnyRequest

_NOT_KEPT = {"cache-control": "no-store"}


async def analyze_comment(request: AnyRequest) -> Response[bytes]:
    """Perspective's comments:analyze."""
    message = read_message(await request.body(), AnalyzeRequest)
    return _google(request, await analyze(scoring_of(request), message))


async def suggest_score(request: AnyRequest) -> Response[bytes]:
    """Perspective's comments:suggestscore."""
    message = read_message(await request.body(), SuggestRequest)
    caller = caller_of(request)
    if not scoring_of(request).keys.may_teach(caller):
        raise key_needed(was_given=False)
    return _google(request, await suggest(scoring_of(request), message, caller.name))


async def discovery(request: AnyRequest) -> Response[bytes]:
    """Perspective's description for Google's client libraries."""
    return _google(request, describe(_root(request)))


async def moderations(request: AnyRequest) -> Response[bytes]:
    """OpenAI's moderations."""
    scoring = scoring_of(request)
    body = await moderate(scoring, await request.body(), scoring.suggest.new_id())
    return _json(msgspec.json.encode(body))


async def coral_phase(request: AnyRequest) -> Response[bytes | None]:
    """Coral's external moderation phase; 204 is no opinion."""
    scoring = scoring_of(request)
    body = await request.body()
    signature = request.headers.get("x-coral-signature", "")
    check_signature(scoring.settings.coral_secrets, signature, body)
    answer = await rule_for_coral(scoring, body)
    if answer is None:
        return Response(None, status_code=204, headers=_NOT_KEPT)
    return Response(msgspec.json.encode(answer), media_type=JSON_TYPE, headers=_NOT_KEPT)


async def score_texts(request: AnyRequest, data: JSONBody[ScoreTexts]) -> Response[ScoresOut]:
    """Score up to 1,000 texts, each as if it were alone; one answer for each, in order."""
    scoring = scoring_of(request)
    scoring.keys.count(caller_of(request), len(data.texts) - 1)
    return Response(await score_all(scoring, data), headers=_NOT_KEPT)


def _google(request: AnyRequest, answer: dict[str, Any]) -> Response[bytes]:
    """Return an answer as the query parameters of Google's services ask for it."""
    query = request.query_params
    if query.get("alt", "json") != "json":
        told = "Invalid value at 'alt' (TYPE_ENUM): only json is served."
        raise refusals.violations(told, [("alt", told)])
    if fields := query.get("fields"):
        answer = selected(answer, str(fields))
    body = msgspec.json.encode(answer)
    if str(query.get("prettyPrint", "true")).lower() not in ("false", "0"):
        body = msgspec.json.format(body) + b"\n"
    return _json(body)


def _json(body: bytes) -> Response[bytes]:
    return Response(body, media_type=JSON_TYPE, headers=_NOT_KEPT)


def _root(request: AnyRequest) -> str:
    """Return our own address as the caller sees it."""
    scheme = request.url.scheme
    if request.app.state.settings.trust_proxy:
        scheme = request.headers.get("x-forwarded-proto", scheme)
    host = request.headers.get("host", "")
    if scheme not in ("http", "https") or not host or set(host) & set('/\\@"<> '):
        raise Forbidden("The Host header is not a host.", code="host")
    return f"{scheme}://{host}/"
