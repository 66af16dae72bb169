"""`belowline score`: rule on JSON lines, one answer for each, in order (DESIGN.md section 6)."""

import argparse
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TextIO

from belowline.moderation import Moderator, Ruling, parse_policy, shipped_policy_text

# Lines that go to a worker at once: enough to hide the handing over, few enough to stay in order
# without waiting long.
_CHUNK = 64

# Chunks in flight for each worker, so that memory stays bounded whatever the archive's size.
_AHEAD = 4

_moderators: dict[str, Moderator] = {}


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("files", nargs="*", type=Path, help="JSON lines (default: stdin)")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="default: the shipped policy")
    parser.add_argument(
        "--engine", choices=["local"], default="local", help="where the work is done"
    )
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="processes; 0: all cores"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score everything; 1 if a line was not valid."""
    policy = options.policy.read_text("utf-8") if options.policy else shipped_policy_text()
    parse_policy(policy)
    chunks = _chunked(_lines(options.files, sys.stdin))
    workers = options.workers or os.cpu_count() or 1
    if workers < 0:
        raise ValueError("--workers must be 0 (all cores) or more.")
    failed = False
    for answers in _answered(chunks, policy, workers):
        for answer, is_error in answers:
            failed |= is_error
            print(answer)
    return 1 if failed else 0


def _answered(
    chunks: Iterator[list[bytes]], policy: str, workers: int
) -> Iterator[list[tuple[str, bool]]]:
    if workers == 1:
        for chunk in chunks:
            yield score_lines(policy, chunk)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = [
            pool.submit(score_lines, policy, chunk)
            for chunk in itertools.islice(chunks, workers * _AHEAD)
        ]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [
                pool.submit(score_lines, policy, chunk) for chunk in itertools.islice(chunks, 1)
            ]


def score_lines(policy: str, lines: list[bytes]) -> list[tuple[str, bool]]:
    """Return for each line its answer as JSON and whether that is an error."""
    moderator = _moderators.get(policy)
    if moderator is None:
        moderator = _moderators[policy] = Moderator(parse_policy(policy))
    return [_score(moderator, line) for line in lines]


def _score(moderator: Moderator, line: bytes) -> tuple[str, bool]:
    identity: Any = None
    try:
        item = json.loads(line.decode("utf-8"), parse_constant=_no_number)
        if not isinstance(item, dict):
            raise ValueError("not a JSON object")
        identity = item.get("id")
        text, story, parent = (_text(item, name) for name in ("text", "story", "parent"))
        if "text" not in item:
            raise ValueError("text is missing")
    except (ValueError, RecursionError) as error:
        problem = str(error) if isinstance(error, ValueError) else "nested too deeply"
        return json.dumps({"id": identity, "error": problem}), True
    return json.dumps(_answer(identity, moderator.rule(text, story=story, parent=parent))), False


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None and name != "text":
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string" if name in item else f"{name} is missing")
    return value


def _answer(identity: Any, ruling: Ruling) -> dict[str, Any]:
    return {
        "id": identity,
        "action": ruling.action.value,
        "scores": dict(ruling.scores),
        "findings": [
            {
                "clause": finding.clause,
                "score": finding.score,
                "start": finding.start,
                "end": finding.end,
                "detector": finding.detector,
                "reason": finding.reason,
            }
            for finding in ruling.findings
        ],
    }


def _lines(files: Iterable[Path], stdin: TextIO) -> Iterator[bytes]:
    sources = list(files)
    if not sources:
        yield from _filled(stdin.buffer)
    for path in sources:
        with path.open("rb") as file:
            yield from _filled(file)


def _filled(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line.strip())


def _chunked(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    while chunk := list(itertools.islice(lines, _CHUNK)):
        yield chunk
