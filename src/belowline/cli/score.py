"""`belowline score`: rule on JSON lines, one answer for each, in order (DESIGN.md section 6)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from belowline.cli.scoring import resume
from belowline.cli.scoring.answers import Answer, Answers, Basis, Stopped
from belowline.cli.scoring.choice import NO_RAY, add_engine, worker_count
from belowline.cli.scoring.inputs import whole
from belowline.cli.scoring.lines import Part
from belowline.cli.scoring.output import Output, OutputFile, StandardOutput, Written
from belowline.cli.scoring.progress import Progress, total_size
from belowline.cli.scoring.workers import answers_here, answers_of_workers
from belowline.moderation import SiteWeights, shipped_policy_text
from belowline.moderation.model.calibration import ModelError

# Not every line is answered: neither 0 (all valid) nor 1 (a line was not, or nothing was begun).
_STOPPED = 2


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        help="JSON lines, or *.parquet (default: JSON lines on stdin)",
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help="default: the shipped policy")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="a site's own weights, from belowline calibrate (default: the shipped ones)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where answers are kept (default: stdout)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with --output where an earlier run ended"
    )
    add_engine(parser)
    progress = parser.add_mutually_exclusive_group()
    progress.add_argument(
        "--progress", action="store_true", help="tell how far it is, on no terminal too"
    )
    progress.add_argument("--quiet", action="store_true", help="don't tell how far it is")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score everything; 1 if a line was not valid, 2 if not every line could be answered."""
    workers = worker_count(options)
    if options.resume and not options.output:
        raise ValueError("--resume needs --output, the file to go on with.")
    policy = options.policy.read_text("utf-8") if options.policy else shipped_policy_text()
    basis = Basis(policy, _weights(options.weights))
    # A policy that can't be read is said before anything is begun.
    _ = basis.policy_version
    parts = [whole(path) for path in options.files] or [Part(None)]
    engine = _engine(options.engine, workers)
    with ExitStack() as stack:
        output: Output = StandardOutput()
        written = Written()
        if options.output:
            output = stack.enter_context(OutputFile(options.output))
            written, parts = _begin(options, output, parts, resume.Origin.of(parts, basis))
        progress = _progress(options, parts, stack)
        answers = stack.enter_context(closing(engine(basis, parts)))
        try:
            has_error = _write(answers, output, progress)
        except Stopped as stopped:
            return _stopped(stopped, options)
    return 1 if has_error or written.has_error else 0


def _weights(path: Path | None) -> SiteWeights | None:
    try:
        return SiteWeights.parse(path.read_bytes()) if path else None
    except ModelError as error:
        raise ValueError(f"{path}: {error}.") from None


def _begin(
    options: argparse.Namespace, output: OutputFile, parts: Sequence[Part], origin: resume.Origin
) -> tuple[Written, list[Part]]:
    path = options.output
    if any(part.path and output.is_same_as(part.path) for part in parts):
        raise ValueError(f"{path} is both input and output.")
    if output.is_empty:
        origin.write(resume.state_of(path))
        return Written(), list(parts)
    if not options.resume:
        raise ValueError(f"{path} is not empty: --resume goes on with it.")
    return resume.go_on(path, output, origin, parts)


def _engine(name: str, workers: int) -> Callable[[Basis, Sequence[Part]], Answers]:
    if name == "ray":
        return partial(_ray_engine(), workers=workers)
    return answers_here if workers == 1 else partial(answers_of_workers, workers=workers)


def _ray_engine() -> Callable[..., Answers]:
    try:
        # Ray is an extra, and large: only those who ask for it need to have it.
        from belowline.cli.scoring.on_ray import answers_on_ray
    except ImportError:
        raise ValueError(NO_RAY) from None
    return answers_on_ray


def _progress(
    options: argparse.Namespace, parts: Sequence[Part], stack: ExitStack
) -> Progress | None:
    """Progress for a person who looks, unless it would stand among the answers."""
    seen = sys.stderr.isatty() and (options.output or not sys.stdout.isatty())
    if options.quiet or not (options.progress or seen):
        return None
    progress = Progress(sys.stderr, total_size(parts))
    stack.callback(progress.finish)
    return progress


def _write(answers: Iterable[list[Answer]], output: Output, progress: Progress | None) -> bool:
    has_error = False
    for some in answers:
        output.write(some)
        has_error |= any(answer.is_error for answer in some)
        if progress:
            progress.add(some)
    return has_error


def _stopped(stopped: Stopped, options: argparse.Namespace) -> int:
    hint = f" {options.output} holds whole answers: --resume goes on." if options.output else ""
    print(f"belowline: {stopped}{hint}", file=sys.stderr)
    return _STOPPED
