"""Time the moderation engine on this machine: building it, and ruling on texts of several lengths.

Usage: python benchmarks/engine.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from belowline.moderation import Moderator

SENTENCE = (
    "The council hasn’t said where the money for the two libraries went, and I’d like to know "
    "before the vote whether anybody there has read the report that we all paid for. "
)
RUNS = 50


def milliseconds(action: Callable[[], object]) -> float:
    """How long one run of the action takes."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Print one line for each measurement, medians in milliseconds."""
    print(f"{'first Moderator()':32}{milliseconds(Moderator):10.2f} ms")
    moderator = Moderator()
    texts = {
        "60 words, clean": " ".join((SENTENCE * 3).split()[:60]),
        "60 words, with an insult": " ".join((SENTENCE * 3).split()[:57]) + " You are an idiot.",
        "10,000 characters, clean": (SENTENCE * 100)[:10_000],
    }
    story = SENTENCE * 30
    for name, text in texts.items():
        action = partial(moderator.rule, text, story=story)
        action()
        median = statistics.median(milliseconds(action) for _ in range(RUNS))
        print(f"{name:32}{median:10.2f} ms")


if __name__ == "__main__":
    main()
