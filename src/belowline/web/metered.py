"""Count the answers of an application by route and status."""

import time

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from belowline.web.meters import Meters

# A stream lasts as long as its reader stays, which says nothing about us.
_STREAMS = "/live"


class Metered:
    """Lets the application answer, and notes what it answered and how long that took."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, noting)
        finally:
            # The framework's name for the route; addresses that are none are counted as one.
            route = scope.get("path_template") or "none"
            took = None if route.endswith(_STREAMS) else time.perf_counter() - began
            self._meters.request(scope["method"], route, status, took)
