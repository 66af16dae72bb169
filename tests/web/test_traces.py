"""Who runs the service can follow a request to the engine and the store, and reads no words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, ReaderId
from belowline.main.otel import OtelTracer
from belowline.moderation import Moderator
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

MARK = "xyzzycanary"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module")
def told() -> InMemorySpanExporter:
    """Lend what takes down every span."""
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
def tracer(told: InMemorySpanExporter) -> OtelTracer:
    """Lend a tracer that tells it."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(told))
    return OtelTracer(provider)


@pytest.fixture(scope="module")
async def followed(
    engine: Moderator, tracer: OtelTracer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom behind a proxy of its own whose requests are followed."""
    folder = tmp_path_factory.mktemp("followed")
    async with open_newsroom(folder, moderator=engine, tracer=tracer, trust_proxy=True) as room:
        yield room


def named(spans: Sequence[ReadableSpan], name: str) -> ReadableSpan:
    (found,) = [span for span in spans if span.name == name]
    return found


def said(span: ReadableSpan) -> str:
    return f"{span.name} {dict(span.attributes or {})} {[each.name for each in span.events]}"


async def test_a_post_is_one_trace_from_the_request_to_the_engine_and_the_store(
    followed: Newsroom, told: InMemorySpanExporter
) -> None:
    told.clear()

    await followed.post(followed.reader(), "The council should publish the figures.")

    spans = told.get_finished_spans()
    request = named(spans, "POST /api/v1/stories/{story_id}/comments")
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/stories/{story_id}/comments",
        "http.response.status_code": 201,
    }
    # The name that stands above the words is judged as well.
    ruled = [span for span in spans if span.name == "engine.rule"][-1]
    kept = named(spans, "store.add_comment")
    assert (ruled.attributes or {})["belowline.action"] == "publish"
    for span in (ruled, kept):
        assert span.parent
        assert span.parent.span_id == request.context.span_id
    assert len({span.context.trace_id for span in spans if span.parent}) == 1


async def test_no_words_names_and_addresses_of_anybody_are_in_a_trace(
    followed: Newsroom, told: InMemorySpanExporter
) -> None:
    told.clear()
    reader = followed.reader(**{"user-agent": MARK})

    comment = await followed.post(reader, f"My {MARK} words.", name=MARK, email=f"{MARK}@x.example")
    await reader.get("/api/v1/stories", params={"url": f"http://news.example/{MARK}"})
    await reader.get(f"/{MARK}?q={MARK}")
    await reader.post(
        f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam", "note": MARK}
    )

    spans = told.get_finished_spans()
    assert len(spans) > 10
    assert not [said(span) for span in spans if MARK in said(span)]
    assert not [said(span) for span in spans if comment["id"] in said(span)]
    assert not [said(span) for span in spans if "10.0." in said(span)]


@pytest.mark.parametrize("link", ["/mail/{}", "/notices/{}", "/standing/{}", "/statements/{}"])
async def test_a_private_link_is_in_no_trace(
    followed: Newsroom, told: InMemorySpanExporter, link: str
) -> None:
    told.clear()

    await followed.reader().get(link.format(MARK))

    spans = told.get_finished_spans()
    assert any(re.fullmatch(r"GET /\w+/\{\w+\}", span.name) for span in spans)
    assert not [said(span) for span in spans if MARK in said(span)]


async def test_an_error_is_marked_by_its_class_and_not_by_what_it_says(
    followed: Newsroom, told: InMemorySpanExporter, tracer: OtelTracer
) -> None:
    told.clear()
    comment = CommentId(MARK)

    with tracer.request(None), pytest.raises(NotFound):
        await followed.belowline.store.like(SITE, comment, ReaderId(MARK))

    span = named(told.get_finished_spans(), "store.like")
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description is None
    assert dict(span.attributes or {}) == {"error.type": "NotFound"}
    assert span.events == ()


async def test_what_the_process_does_by_itself_is_not_followed(
    followed: Newsroom, told: InMemorySpanExporter
) -> None:
    told.clear()

    await followed.belowline.store.last_event(SITE)

    assert told.get_finished_spans() == ()


async def test_a_trace_that_our_proxy_began_goes_on(
    followed: Newsroom, told: InMemorySpanExporter
) -> None:
    told.clear()
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}

    await followed.reader().get("/api/v1/latest", headers=headers)
    await followed.reader().get("/api/v1/latest", headers={"traceparent": "nonsense"})

    first, second = [
        span for span in told.get_finished_spans() if span.name == "GET /api/v1/latest"
    ]
    assert f"{first.context.trace_id:032x}" == TRACE
    assert f"{second.context.trace_id:032x}" != TRACE


async def test_pages_out_of_the_cache_are_not_followed(
    followed: Newsroom, told: InMemorySpanExporter
) -> None:
    path = f"/stories/{followed.war.story_id}"
    await followed.reader().get(path)
    told.clear()

    await followed.reader().get(path)

    assert told.get_finished_spans() == ()


async def test_without_a_collector_nothing_stands_between(newsroom: Newsroom) -> None:
    assert type(newsroom.belowline.store).__name__ == "CountedStore"
    assert type(newsroom.belowline.services.post.judge).__name__ == "TimedJudge"
