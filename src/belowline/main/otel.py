"""Tell traces to a collector by OpenTelemetry's protocol over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    INVALID_SPAN,
    Span,
    SpanKind,
    Status,
    StatusCode,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from belowline import __version__
from belowline.kernel.tracing import Fact


class OtelSpan:
    """See `belowline.kernel.tracing.Span`."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def note(self, name: str, value: Fact) -> None:
        """Say something about the step."""
        self._span.set_attribute(name, value)

    def call(self, name: str) -> None:
        """Give the step another name than it began with."""
        self._span.update_name(name)


class OtelTracer:
    """See `belowline.kernel.tracing.Tracer`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("belowline", __version__)
        self._headers = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str) -> Iterator[OtelSpan]:
        """Begin a step of a request; what nobody asked for is not told: a look each second."""
        if not get_current_span().get_span_context().is_valid:
            yield OtelSpan(INVALID_SPAN)
            return
        with self._begun(name, SpanKind.INTERNAL, None) as span:
            yield span

    @contextmanager
    def request(self, traceparent: str | None) -> Iterator[OtelSpan]:
        """Begin with a request, as part of the trace that its header names, if it names one."""
        # Not what happens to be going on here: a request begins a trace of its own.
        parent = self._headers.extract(
            {"traceparent": traceparent} if traceparent else {}, context.Context()
        )
        with self._begun("request", SpanKind.SERVER, parent) as span:
            yield span

    def close(self) -> None:
        """Hand over what was not handed over yet."""
        self._provider.shutdown()

    @contextmanager
    def _begun(
        self, name: str, kind: SpanKind, parent: context.Context | None
    ) -> Iterator[OtelSpan]:
        # An error's own words may quote what a reader sent: its class is noted, by us.
        with self._tracer.start_as_current_span(
            name, parent, kind, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield OtelSpan(span)
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise


def tracer_to(address: str) -> OtelTracer:
    """Return what tells the collector at this address, in batches and by a thread of its own.

    Sampling and batches follow OpenTelemetry's own environment variables.
    """
    resource = Resource.create({"service.name": "belowline", "service.version": __version__})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    return OtelTracer(provider)
