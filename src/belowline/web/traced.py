"""Follow each request through the application."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from belowline.kernel.tracing import Tracer


class Traced:
    """Lets the application answer within a span that names method, route and status.

    Not the address, which holds ids and what was searched for, and not who asked. Pages out of the
    cache never come here. A trace of somebody else's is gone on with only where a proxy of ours
    stands in front: else anybody could decide what is recorded.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer, *, trust_proxy: bool) -> None:
        self._app = app
        self._tracer = tracer
        self._trust_proxy = trust_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        with self._tracer.request(self._parent(scope)) as span:

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.note("http.response.status_code", message["status"])
                await send(message)

            try:
                await self._app(scope, receive, noting)
            finally:
                route = scope.get("path_template") or "none"
                span.call(f"{method} {route}")
                span.note("http.request.method", method)
                span.note("http.route", route)

    def _parent(self, scope: Scope) -> str | None:
        if not self._trust_proxy:
            return None
        for name, value in scope["headers"]:
            if name == b"traceparent":
                return value.decode("latin-1")
        return None
