"""What every handler of scores begins with: who asks, and the body."""

from __future__ import annotations

from belowline.config import Settings
from belowline.web.compat.keys import Caller
from belowline.web.compat.scoring import Scoring
from belowline.web.identity import AnyRequest, network_of

# A thousand comments of ordinary length, or an article of the size that Perspective allowed.
LARGEST_SCORING_BODY = 4 * 1024 * 1024


def scoring_of(request: AnyRequest) -> Scoring:
    """Return what main put together."""
    scoring: Scoring = request.app.state.scoring
    return scoring


def admit(request: AnyRequest) -> None:
    """Count one request of whoever asks; raises for a key that is missing, unknown or used up.

    Raises Overloaded too, before anything is read: to refuse must cost almost nothing.
    """
    scoring_of(request).judges.check_room()
    settings: Settings = request.app.state.settings
    keys = scoring_of(request).keys
    caller = keys.caller(_key_of(request), network_of(request, settings))
    keys.count(caller)
    request.state.caller = caller


def caller_of(request: AnyRequest) -> Caller:
    """Return who was admitted."""
    caller: Caller = request.state.caller
    return caller


def _key_of(request: AnyRequest) -> str:
    """Return the key as Google's clients send it, else as OpenAI's do; empty without one."""
    if key := request.query_params.get("key") or request.headers.get("x-goog-api-key"):
        return str(key).strip()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
