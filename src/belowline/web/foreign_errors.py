"""Give our errors the shape that the callers of other services' interfaces read."""

from __future__ import annotations

from typing import Any

import msgspec

from belowline.kernel.errors import BelowlineError, TooLarge
from belowline.web.asking_scores import LARGEST_SCORING_BODY
from belowline.web.compat.refusals import body_of
from belowline.web.identity import AnyRequest

JSON_TYPE = "application/json; charset=UTF-8"

_GOOGLE = ("/v1alpha1/", "/$discovery/", "/comments:")
_OPENAI = ("/v1/",)

# OpenAI's words for the statuses that its clients tell apart.
_TYPES = {
    401: ("invalid_request_error", "invalid_api_key"),
    429: ("requests", "rate_limit_exceeded"),
    500: ("server_error", None),
    503: ("server_error", None),
}


def scores(path: str) -> bool:
    """Say whether an address gives scores to programs."""
    return path.startswith((*_GOOGLE, *_OPENAI, "/coral/", "/api/v1/score"))


def too_large_to_score() -> TooLarge:
    """Return the error for a body that is larger than what can be scored at once."""
    megabytes = LARGEST_SCORING_BODY // (1024 * 1024)
    return TooLarge(f"The request is larger than {megabytes} MB. Send fewer texts at once.")


def foreign_body(request: AnyRequest, error: BelowlineError) -> tuple[int, bytes] | None:
    """Return status and body for an address of another service's, None for one of ours."""
    path = request.url.path
    if path.startswith(_GOOGLE):
        with_reasons = request.query_params.get("$.xgafv") == "1"
        body = body_of(error, with_reasons=with_reasons)
        return body["error"]["code"], msgspec.json.format(msgspec.json.encode(body)) + b"\n"
    if path.startswith(_OPENAI):
        return error.status, msgspec.json.encode(_openai(error))
    return None


def _openai(error: BelowlineError) -> dict[str, Any]:
    kind, code = _TYPES.get(error.status, ("invalid_request_error", None))
    told = {"message": error.detail, "type": kind, "param": error.field, "code": code}
    return {"error": told}
