"""Build the ASGI application from the table of routes."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from belowline import __version__
from belowline.web.assets import Assets
from belowline.web.errors import on_error
from belowline.web.forms import LARGEST_BODY
from belowline.web.front import Front
from belowline.web.routes import handlers
from belowline.web.services import Services

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def build_app(services: Services, assets: Assets, lifespan: Lifespan) -> ASGIApp:
    """Return the application; `lifespan` is entered at start and left when the server stops."""
    app = Litestar(
        route_handlers=handlers(),
        state=State({"services": services}),
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
    return Front(app, services.cache, assets, services.settings.site.domains)
