"""Write meters down in Prometheus' text format (version 0.0.4)."""

import os
import resource
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from belowline import __version__
from belowline.web.cache import PageCache
from belowline.web.meters import STORY_PAGES, Durations, Meters

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BEGAN = time.time()
_NO_LABELS: Mapping[str, str] = {}
Sample = tuple[Mapping[str, str], float]


def exposition(
    meters: Meters, cache: PageCache, gauges: Mapping[str, tuple[str, float]], site: str
) -> str:
    """Return everything that is measured; `gauges` are names with a sentence and a value."""
    lines: list[str] = []
    lines += _family(
        "belowline_build_info", "gauge", "What runs.", [({"version": __version__, "site": site}, 1)]
    )
    lines += _requests(meters)
    lines += _family(
        "belowline_rulings_total",
        "counter",
        "Rulings that were kept, by who ruled, what, and the first clause named.",
        [
            ({"source": source, "action": verdict, "clause": clause}, count)
            for (source, verdict, clause), count in sorted(meters.rulings.items())
        ],
    )
    lines += _histogram(
        "belowline_engine_seconds",
        "How long the engine took for a text, waiting for its turn included.",
        {"": meters.engine},
    )
    lines += _of_cache(meters, cache)
    lines += _family(
        "belowline_webhooks_total",
        "counter",
        "Attempts to deliver an event to a webhook, by outcome.",
        [({"outcome": outcome}, count) for outcome, count in sorted(meters.webhooks.items())],
    )
    lines += _family(
        "belowline_background_jobs_total",
        "counter",
        "Attempts of this process at work in the background, by job and outcome.",
        [
            ({"job": job, "outcome": outcome}, count)
            for (job, outcome), count in sorted(meters.background.items())
        ],
    )
    for name, (sentence, value) in gauges.items():
        lines += _family(f"belowline_{name}", "gauge", sentence, [(_NO_LABELS, value)])
    lines += _of_process()
    return "\n".join(lines) + "\n"


def _requests(meters: Meters) -> list[str]:
    answered = meters.requests.copy()
    for kind, count in meters.hits.items():
        answered["GET", STORY_PAGES, 304 if kind == "seen" else 200] += count
    samples = [
        ({"method": method, "route": route, "status": str(status)}, count)
        for (method, route, status), count in sorted(answered.items())
    ]
    return [
        *_family("belowline_requests_total", "counter", "Answers, by route and status.", samples),
        *_histogram(
            "belowline_request_seconds",
            "How long answers took that did not come out of the page cache.",
            meters.took,
        ),
    ]


def _of_cache(meters: Meters, cache: PageCache) -> list[str]:
    one = _NO_LABELS
    hits = [({"answer": kind}, count) for kind, count in sorted(meters.hits.items())]
    made = [(one, float(meters.rendered))]
    return [
        *_family("belowline_page_cache_hits_total", "counter", "Pages from memory.", hits),
        *_family("belowline_pages_rendered_total", "counter", "Pages made anew.", made),
        *_family("belowline_page_cache_bytes", "gauge", "What it holds.", [(one, cache.size)]),
        *_family("belowline_page_cache_pages", "gauge", "How many pages.", [(one, len(cache))]),
    ]


def _of_process() -> list[str]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    samples: list[tuple[str, str, str, float]] = [
        ("cpu_seconds_total", "counter", "CPU time.", used.ru_utime + used.ru_stime),
        ("start_time_seconds", "gauge", "When it began.", _BEGAN),
    ]
    memory = Path("/proc/self/statm")
    if memory.exists():
        pages = int(memory.read_text("ascii").split()[1])
        resident = pages * os.sysconf("SC_PAGE_SIZE")
        samples.append(("resident_memory_bytes", "gauge", "Memory in use.", resident))
        files = len(os.listdir("/proc/self/fd"))
        samples.append(("open_fds", "gauge", "Files and connections.", files))
    return [
        line
        for name, kind, sentence, value in samples
        for line in _family(f"process_{name}", kind, sentence, [(_NO_LABELS, value)])
    ]


def _family(name: str, kind: str, sentence: str, samples: Iterable[Sample]) -> list[str]:
    values = [f"{name}{_labels(labels)} {value:.10g}" for labels, value in samples]
    return [f"# HELP {name} {sentence}", f"# TYPE {name} {kind}", *values]


def _histogram(name: str, sentence: str, by_route: Mapping[str, Durations]) -> list[str]:
    lines = [f"# HELP {name} {sentence}", f"# TYPE {name} histogram"]
    for route, durations in sorted(by_route.items()):
        labels = {"route": route} if route else {}
        cumulated = durations.cumulated()
        lines += [f"{name}_bucket{_labels({**labels, 'le': le})} {n}" for le, n in cumulated]
        lines.append(f"{name}_sum{_labels(labels)} {durations.seconds:.10g}")
        lines.append(f"{name}_count{_labels(labels)} {cumulated[-1][1]}")
    return lines


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
