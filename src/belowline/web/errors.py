"""Turn every error into an answer: problem details (RFC 9457) for programs, a page for people."""

import json
import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from belowline.kernel.errors import BelowlineError, NotFound, Refused, TooMany
from belowline.web.forms import too_large
from belowline.web.services import Services

LOG = logging.getLogger("belowline.web")

PROBLEM = "application/problem+json"

AnyRequest = Request[Any, Any, Any]


def on_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """Return the answer to any error; the unexpected are logged without what was sent."""
    if isinstance(error, BelowlineError):
        known = error
    elif isinstance(error, HTTPException) and error.status_code < HTTP_500_INTERNAL_SERVER_ERROR:
        known = _of_framework(error)
    else:
        # Type and place only: the message may quote a reader's words.
        hidden = _Hidden("message left out").with_traceback(error.__traceback__)
        LOG.error("%s at %s", type(error).__name__, request.url.path, exc_info=hidden)
        known = BelowlineError("The error was recorded. Nothing was kept; please try again.")
    return answer(request, known)


def answer(request: AnyRequest, error: BelowlineError, kept_text: str = "") -> Response[Any]:
    """Return an error as JSON under /api and as a page elsewhere."""
    headers = {"cache-control": "no-store"}
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.retry_after)
    if request.url.path.startswith("/api/"):
        return Response(
            json.dumps(problem(error)).encode(),
            status_code=error.status,
            media_type=PROBLEM,
            headers=headers,
        )
    services: Services = request.app.state.services
    page = services.renderer(
        "error.html",
        {
            "path": request.url.path,
            "title": error.title,
            "detail": error.detail,
            "status": error.status,
            "kept_text": kept_text,
        },
    )
    return Response(page, status_code=error.status, media_type="text/html", headers=headers)


def problem(error: BelowlineError) -> dict[str, Any]:
    """Return the members of a problem: RFC 9457's, `code`, and `field` where one is to blame."""
    body = {
        "type": f"/schema#error-{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    return body | ({"field": error.field} if error.field else {})


def _of_framework(error: HTTPException) -> BelowlineError:
    """Say in our words what the framework found."""
    status = error.status_code
    if status == 404:
        return NotFound("There is nothing at this address.")
    if status == 413:
        return too_large()
    if status == 405:
        known = BelowlineError("This address does not take that method.", code="method")
        known.title = "Method not allowed"
    else:
        known = Refused(_readable(error), code="bad-request")
        known.title = "This can't be read"
    known.status = status
    return known


def _readable(error: HTTPException) -> str:
    """Name the fields that are wrong without repeating what was sent."""
    extra = error.extra if isinstance(error.extra, list) else []
    parts = [
        f"{item.get('key', 'body')}: {item.get('message', 'not valid')}"
        for item in extra
        if isinstance(item, dict)
    ]
    if parts:
        return f"{'; '.join(parts)}."
    if "JSON" in error.detail or "deserial" in error.detail.lower():
        return (
            "The body is not valid JSON: send an object in UTF-8, without half characters "
            "(lone surrogates)."
        )
    return "The request is not complete or not of the right type; see /schema."


class _Hidden(Exception):
    """Stands in the log for an error whose message may hold a reader's text."""
