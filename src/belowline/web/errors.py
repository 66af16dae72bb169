"""Turn every error into an answer: problem details (RFC 9457) for programs, a page for people."""

import json
import logging
from collections.abc import Awaitable
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException, SerializationException
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from belowline.kernel.errors import (
    BelowlineError,
    NotFound,
    Refused,
    SignInNeeded,
    TooMany,
    Unavailable,
)
from belowline.web.foreign_errors import JSON_TYPE, foreign_body, scores, too_large_to_score
from belowline.web.forms import too_large
from belowline.web.identity import AnyRequest
from belowline.web.services import Services
from belowline.web.words import gettext, told

LOG = logging.getLogger("belowline.web")

PROBLEM = "application/problem+json"
# Where only programs ask.
_PROGRAMS = ("/api/", "/coral/")


def on_error(request: AnyRequest, error: Exception, kept_text: str = "") -> Response[Any]:
    """Return the answer to any error; the unexpected are logged without what was sent."""
    if isinstance(error, BelowlineError):
        known = error
    elif isinstance(error, HTTPException) and error.status_code < HTTP_500_INTERNAL_SERVER_ERROR:
        known = _of_framework(error, request.url.path)
    elif isinstance(error, HTTPException) and error.detail == _HUNG_UP:
        # Nothing of ours is wrong, and nobody is left to read the answer.
        known = _unreadable("The request broke off before its end.")
    elif isinstance(error, RecursionError | UnicodeDecodeError):
        # Only a body can hold these: nothing of ours nests without end or reads bytes as text.
        known = _unreadable(_NOT_JSON)
    else:
        # Type and place only: the message may quote a reader's words, the address may be a
        # private link that opens for whoever has it.
        hidden = _Hidden("message left out").with_traceback(error.__traceback__)
        route = request.scope.get("path_template") or "none"
        LOG.error("%s at %s %s", type(error).__name__, request.method, route, exc_info=hidden)
        known = BelowlineError("The error was recorded. Nothing was kept; please try again.")
    response = answer(request, known, kept_text)
    if isinstance(error, HTTPException) and error.headers and "allow" in error.headers:
        # RFC 9110 section 15.5.6: a 405 says which methods there are.
        response.headers["allow"] = error.headers["allow"]
    return response


async def keeping(request: AnyRequest, text: str, work: Awaitable[Response[Any]]) -> Response[Any]:
    """Return the answer to a form; whatever goes wrong, the page gives the reader's text back."""
    try:
        return await work
    except Exception as error:
        return on_error(request, error, text)


def answer(request: AnyRequest, error: BelowlineError, kept_text: str = "") -> Response[Any]:
    """Return an error as JSON where programs ask, in the shape they know, else as a page."""
    headers = {"cache-control": "no-store"} | waiting(error)
    if foreign := foreign_body(request, error):
        status, body = foreign
        return Response(body, status_code=status, media_type=JSON_TYPE, headers=headers)
    services: Services | None = request.app.state.services
    if services is None or request.url.path.startswith(_PROGRAMS):
        return Response(
            json.dumps(problem(error)).encode(),
            status_code=error.status,
            media_type=PROBLEM,
            headers=headers,
        )
    at_desk = request.url.path.startswith("/desk")
    if isinstance(error, SignInNeeded) and request.method == "GET" and at_desk:
        place = {"location": "/desk/sign-in", **headers}
        return Response(None, status_code=303, headers=place)
    page = services.renderer(
        "error.html",
        {
            "path": request.url.path,
            "title": gettext(error.title),
            "detail": told(error),
            "status": error.status,
            "kept_text": kept_text,
        },
    )
    return Response(page, status_code=error.status, media_type="text/html", headers=headers)


def waiting(error: BelowlineError | None) -> dict[str, str]:
    """Return the header that says how long to wait, none where waiting does not help."""
    if isinstance(error, TooMany | Unavailable):
        return {"retry-after": str(error.retry_after)}
    return {}


def problem(error: BelowlineError) -> dict[str, Any]:
    """Return the members of a problem: RFC 9457's, `code`, and `field` where one is to blame."""
    body = {
        "type": f"/schema#error-{error.code}",
        "title": gettext(error.title),
        "status": error.status,
        "detail": told(error),
        "code": error.code,
    }
    return body | ({"field": error.field} if error.field else {})


def _of_framework(error: HTTPException, path: str) -> BelowlineError:
    """Say in our words what the framework found."""
    status = error.status_code
    if status == 404:
        return NotFound("There is nothing at this address.")
    if status == 413:
        return too_large_to_score() if scores(path) else too_large()
    if status == 405:
        known = BelowlineError("This address does not take that method.", code="method")
        known.title = "Method not allowed"
        known.status = status
        return known
    return _unreadable(_readable(error), status)


# The framework has no error of its own for a sender who hangs up in the middle of a body.
_HUNG_UP = "client disconnected prematurely"

_NOT_JSON = (
    "The body is not valid JSON: send an object in UTF-8, without half characters "
    "(lone surrogates)."
)


def _unreadable(detail: str, status: int = HTTP_400_BAD_REQUEST) -> Refused:
    known = Refused(detail, code="bad-request")
    known.title = "This can't be read"
    known.status = status
    return known


def _readable(error: HTTPException) -> str:
    """Name the fields that are wrong without repeating what was sent."""
    extra = error.extra if isinstance(error.extra, list) else []
    parts = [
        f"{item.get('key', 'body')}: {item.get('message', 'not valid')}"
        for item in extra
        # A missing body is reported as the missing argument of our own function.
        if isinstance(item, dict) and item.get("message") != "'data'"
    ]
    if parts:
        return f"{'; '.join(parts)}."
    if extra or isinstance(error.__cause__, SerializationException):
        return _NOT_JSON
    return "The request is not complete or not of the right type; see /schema."


class _Hidden(Exception):
    """Stands in the log for an error whose message may hold a reader's text."""
