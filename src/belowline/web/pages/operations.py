"""Answers for whoever runs the service: is this process ready, and what has it done."""

from ipaddress import ip_address, ip_network

from litestar import Response

from belowline.config import Settings
from belowline.kernel.errors import Forbidden, Unavailable
from belowline.web.asking import services_of
from belowline.web.exposition import CONTENT_TYPE, exposition
from belowline.web.identity import AnyRequest, same


async def readyz(request: AnyRequest) -> Response[dict[str, str]]:
    """Answer 200 while this process wants requests, and say what it has to do without.

    A database or a Redis that is away is away for every process: threads are served from memory
    meanwhile, so none of them is taken out for it. /healthz says 503 then.
    """
    services = services_of(request)
    operations = services.operations
    found = {"status": "draining" if operations.is_draining else "ready"}
    try:
        await services.ping()
    except Unavailable as error:
        found["database"] = error.detail
    found |= operations.problems()
    return Response(
        found,
        status_code=503 if operations.is_draining else 200,
        headers={"cache-control": "no-store"},
    )


async def metrics(request: AnyRequest) -> Response[str]:
    """Return what this process has counted, as Prometheus reads it."""
    services = services_of(request)
    _admit(request, services.settings)
    operations = services.operations
    site = services.settings.site.site_id
    body = exposition(operations.meters, services.cache, await operations.gauges(), site)
    return Response(body, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})


def _admit(request: AnyRequest, settings: Settings) -> None:
    """Raises Forbidden for who has no token and doesn't come from an allowed network."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and same(given, settings.metrics_token):
        return
    host = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for")
    if forwarded is not None:
        # Through a proxy everybody comes from the proxy's address; only ours is believed.
        host = forwarded.rpartition(",")[2].strip() if settings.trust_proxy else ""
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is None or not any(
        address in ip_network(network) for network in settings.metrics_from
    ):
        raise Forbidden("Metrics are for the networks that --metrics-from names, or a token.")
