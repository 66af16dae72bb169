"""Time the moderation engine on this machine: starting it, and ruling on texts of several lengths.

Usage: python -m benchmarks.engine
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from benchmarks.throughput import SENTENCES as POOL

SENTENCE = (
    "The council hasn’t said where the money for the two libraries went, and I’d like to know "
    "before the vote whether anybody there has read the report that we all paid for. "
)
SENTENCES = tuple(sentence.rstrip(".") for sentence in POOL)
# Some 60 tokens: an ordinary comment of three sentences.
COMMENT = (
    "The council hasn’t said where the money for the two libraries went. I’d like to know before "
    "the vote whether anybody there has read the report that we all paid for. My grandmother "
    "walked four miles to that school every day and never complained of it."
)
PARENT = (
    "They closed the branch on Mill Road last year and nobody was asked. I still don’t know what "
    "the building is for now, and the bus to the other one goes twice a day."
)
RUNS = 100
# Of comments that take ten times as long, fewer.
LONG_RUNS = 40
FEW = 3
WARM = 5
# How long a comment is, in how many of SENTENCES, and what stands between them.
LENGTHS = (
    ("60 tokens without a stop", 3, " and "),
    ("60 tokens, 3 sentences", 3, ". "),
    ("250 tokens, 12 sentences", 12, ". "),
    ("1,000 tokens, 48 sentences", 48, ". "),
)
START = """
import resource, time
began = time.perf_counter()
from belowline.moderation import Moderator
Moderator().rule("Good morning.")
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def milliseconds(action: Callable[[], object]) -> float:
    """How long one run of the action takes."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def comments(sentences: int, stop: str) -> list[str]:
    """So many sentences each, in an order that nobody wrote before: nothing is remembered."""
    chance = random.Random(sentences)
    return [
        stop.join(chance.choices(SENTENCES, k=sentences)) + "."
        for _ in range(LONG_RUNS if sentences > FEW else RUNS)
    ]


def timed(rule: Callable[[str], object], texts: list[str]) -> tuple[float, float, float]:
    """Milliseconds for a text, each once: the median and the 99th of a hundred by the clock, and
    the median of processor time, which other work on the machine doesn't lengthen as much."""
    for text in texts[:WARM]:
        rule(text + " So it is.")
    clock, processor = [], []
    for text in texts:
        began = time.process_time()
        clock.append(milliseconds(partial(rule, text)))
        processor.append((time.process_time() - began) * 1000)
    clock.sort()
    return statistics.median(clock), clock[int(len(clock) * 0.99)], statistics.median(processor)


def lengths(whole: Moderator, story: str) -> None:
    """Print how long comments of several lengths take: more sentences are read more than once."""
    print(f"{'':54}{'median':>10}{'p99':>10}{'processor':>11}")
    answering = partial(whole.rule, story=story, parent=PARENT)
    for name, sentences, stop in LENGTHS:
        texts = comments(sentences, stop)
        for where, rule in (("", whole.rule), (", answering, under a story", answering)):
            median, worst, processor = timed(rule, texts)
            print(f"{name + where:54}{median:10.2f}{worst:10.2f}{processor:11.2f} ms")


def started() -> tuple[float, float]:
    """Seconds from import to the first ruling in a new process, and its memory in MB."""
    told = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, told.stdout.split())
    return seconds, megabytes


def main() -> None:
    """Print one line for each measurement, medians in milliseconds."""
    starts = [started() for _ in range(5)]
    seconds = statistics.median(seconds for seconds, _ in starts)
    megabytes = statistics.median(megabytes for _, megabytes in starts)
    print(f"{'import to first ruling':40}{seconds * 1000:10.0f} ms")
    print(f"{'memory after the first ruling':40}{megabytes:10.0f} MB")
    policy = parse_policy(shipped_policy_text())
    whole = Moderator(policy)
    rules = Moderator(policy, shipped_detectors(policy))
    story = SENTENCE * 30
    cases = {
        "60 tokens": partial(whole.rule, COMMENT),
        "60 tokens, under a story": partial(whole.rule, COMMENT, story=story),
        "60 tokens, under a story, with an insult": partial(
            whole.rule, COMMENT + " You are an idiot.", story=story
        ),
        "60 tokens, rules only": partial(rules.rule, COMMENT),
        "10,000 characters": partial(whole.rule, (SENTENCE * 100)[:10_000], story=story),
        "10,000 characters, rules only": partial(rules.rule, (SENTENCE * 100)[:10_000]),
    }
    medians = {}
    for name, action in cases.items():
        action()
        runs = RUNS if "10,000" not in name else RUNS // 10
        medians[name] = statistics.median(milliseconds(action) for _ in range(runs))
        print(f"{name:40}{medians[name]:10.2f} ms")
    lengths(whole, story)
    print(
        f"60 tokens: {medians['60 tokens']:.1f} ms, rules only "
        f"{medians['60 tokens, rules only']:.2f} ms; first ruling after {seconds:.2f} s, "
        f"{megabytes:.0f} MB"
    )


if __name__ == "__main__":
    main()
