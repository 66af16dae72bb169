"""Follow what the store and the engine do, where the settings ask for traces."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from belowline.config import Settings
from belowline.kernel.errors import Refused
from belowline.kernel.tracing import Tracer
from belowline.main.watching import CountedStore, TimedJudge
from belowline.moderation import Moderator, Ruling
from belowline.store.database import SERVING_ANSWER_SECONDS, SERVING_BUSY_SECONDS


def make_tracer(settings: Settings) -> Tracer | None:
    """Return what the settings ask for; raises Refused where its packages are missing."""
    if not settings.traces:
        return None
    try:
        # Optional packages, a tenth of a second to load: only for who wants traces.
        otel = import_module("belowline.main.otel")
    except ModuleNotFoundError:
        raise Refused("--traces needs more packages: pip install 'belowline[otel]'") from None
    return cast("Tracer", otel.tracer_to(settings.traces))


async def open_store(settings: Settings, tracer: Tracer | None) -> CountedStore:
    """Return the store, for people who wait for it."""
    return await store_class(tracer).open(
        settings.database,
        busy_seconds=SERVING_BUSY_SECONDS,
        answer_seconds=SERVING_ANSWER_SECONDS,
        connections=settings.database_connections,
    )


def store_class(tracer: Tracer | None) -> type[CountedStore]:
    """Return the store, of which each verb is a span under its own name."""
    if tracer is None:
        return CountedStore
    verbs = {
        name: _spanned(f"store.{name}", verb, tracer)
        # Functions: what belongs to the class, like the way to open one, stays as it is.
        for name, verb in inspect.getmembers(CountedStore, inspect.isfunction)
        if inspect.iscoroutinefunction(verb) and not name.startswith("_")
    }
    return type("TracedStore", (CountedStore,), verbs)


def _spanned(name: str, verb: Callable[..., Any], tracer: Tracer) -> Callable[..., Any]:
    @functools.wraps(verb)
    async def within(*arguments: Any, **named: Any) -> Any:
        with tracer.span(name):
            return await verb(*arguments, **named)

    return within


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedJudge(TimedJudge):
    """A judge whose every ruling is a span."""

    tracer: Tracer

    async def asked(self, moderator: Moderator, rule: Callable[[], Ruling]) -> Ruling:
        """Return what the judge returns."""
        with self.tracer.span("engine.rule") as span:
            ruling = await TimedJudge.asked(self, moderator, rule)
            span.note("belowline.action", ruling.action.value)
            span.note("belowline.engine", ruling.engine_version)
            return ruling


def make_judge(tracer: Tracer | None, **needs: Any) -> TimedJudge:
    """Return the judge, followed where somebody follows."""
    return TimedJudge(**needs) if tracer is None else TracedJudge(**needs, tracer=tracer)
