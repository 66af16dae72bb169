"""What Google's services answer where they refuse, as errors of our tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from belowline.kernel.errors import BelowlineError, KeyNeeded, Refused

_ERROR_TYPE = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"

# The words of google.rpc.Code for each HTTP status that we give.
_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
# The reasons of the first version of their errors, asked for by `$.xgafv=1`.
_REASONS = {
    401: "required",
    403: "forbidden",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "backendError",
    503: "backendError",
}

_UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)

Details = Sequence[dict[str, Any]]


class RefusedAsGoogle(Refused):
    """A request that the Perspective API refuses, in its words and with its details."""

    def __init__(self, message: str, details: Details = (), *, status: int = 400) -> None:
        super().__init__(message, code="perspective")
        self.status = status
        self.details = details


def of_type(error_type: str, message: str, **more: dict[str, Any]) -> RefusedAsGoogle:
    """An error that Perspective's own service finds, with its type."""
    return RefusedAsGoogle(message, [{"@type": _ERROR_TYPE, "errorType": error_type, **more}])


def too_many_bytes(count: int, limit: int) -> RefusedAsGoogle:
    """The error for a comment that is too long."""
    return of_type(
        "COMMENT_TOO_LONG",
        f"Comment text was too many bytes. Value ({count}) exceeded limit ({limit}).",
    )


def empty() -> RefusedAsGoogle:
    """The error for a comment without a text."""
    return of_type("COMMENT_EMPTY", "Comment must be non-empty.")


def nothing_requested() -> RefusedAsGoogle:
    """The error for a request that asks for no attribute."""
    return of_type("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")


def invalid(message: str) -> RefusedAsGoogle:
    """The error for a request that makes no sense."""
    return of_type("INVALID_REQUEST", message)


def undetected() -> RefusedAsGoogle:
    """The error for a text whose language can't be told."""
    return of_type("LANGUAGE_DETECTION_FAILED", "Unable to detect language")


def unsupported(
    attribute: str, languages: Sequence[str], *, were_requested: bool
) -> RefusedAsGoogle:
    """The error for an attribute that is not offered in a language."""
    kind = "request" if were_requested else "detected"
    key = "requestedLanguages" if were_requested else "detectedLanguages"
    return of_type(
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        f"Attribute {attribute} does not support {kind} languages: {', '.join(languages)}",
        languageNotSupportedByAttributeError={"attribute": attribute, key: list(languages)},
    )


def violations(message: str, found: Sequence[tuple[str, str]]) -> RefusedAsGoogle:
    """The error of Google's front door for JSON and parameters: each field with what is wrong."""
    fields = [
        {**({"field": field} if field else {}), "description": description}
        for field, description in found
    ]
    return RefusedAsGoogle(message, [{"@type": _BAD_REQUEST, "fieldViolations": fields}])


def _of_key(error: KeyNeeded) -> RefusedAsGoogle:
    """The error for a key that nobody was given, or for none where one is asked for."""
    if not error.was_given:
        return RefusedAsGoogle(_UNREGISTERED, status=403)
    return RefusedAsGoogle(
        "API key not valid. Please pass a valid API key.", [_info("API_KEY_INVALID")]
    )


def body_of(error: BelowlineError, *, with_reasons: bool = False) -> dict[str, Any]:
    """Return any error of ours in Google's shape; `with_reasons` adds the first version's list."""
    if isinstance(error, KeyNeeded):
        error = _of_key(error)
    status = 400 if error.status in (413, 422) else error.status
    told: dict[str, Any] = {"code": status, "message": error.detail}
    if with_reasons:
        reason = _REASONS.get(status, "badRequest")
        told["errors"] = [{"message": error.detail, "domain": "global", "reason": reason}]
    told["status"] = _STATUSES.get(status, "UNKNOWN")
    details = list(error.details) if isinstance(error, RefusedAsGoogle) else _details(error)
    return {"error": told | ({"details": details} if details else {})}


def _details(error: BelowlineError) -> list[dict[str, Any]]:
    if error.status == 429:
        return [_info("RATE_LIMIT_EXCEEDED")]
    return []


def _info(reason: str) -> dict[str, Any]:
    return {"@type": _ERROR_INFO, "reason": reason, "domain": "googleapis.com"}
