"""Build the ASGI applications from the table of routes."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar
from litestar.datastructures import ResponseHeader, State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from belowline import __version__
from belowline.config import Settings
from belowline.kernel.tracing import Tracer
from belowline.web.assets import Assets
from belowline.web.brief import Brief
from belowline.web.compat.scoring import Scoring
from belowline.web.errors import on_error
from belowline.web.forms import LARGEST_BODY
from belowline.web.front import Front
from belowline.web.live_streams import LiveStreams
from belowline.web.metered import Metered
from belowline.web.pages.told import ToldComments
from belowline.web.routes import SCORING_ROUTES, handlers
from belowline.web.services import Services
from belowline.web.traced import Traced

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def build_app(
    services: Services,
    scoring: Scoring,
    assets: Assets,
    lifespan: Lifespan,
    tracer: Tracer | None = None,
) -> ASGIApp:
    """Return the application; `lifespan` is entered at start and left when the server stops."""
    settings = services.settings
    app = Litestar(
        route_handlers=handlers(),
        state=_state(settings, services, scoring, services.ping),
        lifespan=[lifespan],
        exception_handlers={Exception: on_error},
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(
            title="Belowline",
            version=__version__,
            description="Comments under a publisher's stories. Errors are RFC 9457 problems.",
            # Our own pages at /schema show this without scripts from elsewhere.
            path="/schema/raw",
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        debug=False,
    )
    meters = services.operations.meters
    inner: ASGIApp = Brief(Metered(app, meters), services.cache, meters)
    if tracer is not None:
        inner = Traced(inner, tracer, trust_proxy=settings.trust_proxy)
    inner = LiveStreams(ToldComments(inner, services), services)
    return Front(inner, services.cache, assets, settings.site, meters)


def build_scoring_app(settings: Settings, scoring: Scoring, lifespan: Lifespan) -> ASGIApp:
    """Return an application that scores and does nothing else."""

    async def ping() -> None:
        """There is no database that could be away."""

    return Litestar(
        route_handlers=handlers(SCORING_ROUTES),
        state=_state(settings, None, scoring, ping),
        lifespan=[lifespan],
        exception_handlers={Exception: on_error},
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        response_headers=[ResponseHeader(name="x-content-type-options", value="nosniff")],
        logging_config=None,
        debug=False,
    )


def _state(
    settings: Settings,
    services: Services | None,
    scoring: Scoring,
    ping: Callable[[], Awaitable[None]],
) -> State:
    return State({"settings": settings, "services": services, "scoring": scoring, "ping": ping})
