"""Answer lines through Ray Data, on this machine's cores or on a cluster's."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pyarrow
import ray
import ray.data
from ray.exceptions import RayError

from belowline.cli.scoring import inputs, ray_session
from belowline.cli.scoring.answers import Answer, Answers, Basis, Scorer, Stopped
from belowline.cli.scoring.lines import Part

# Pieces for each worker, so that none has nothing to do while another is at its last one.
_PIECES_EACH = 32
# A piece is what is lost when a machine is: about ten seconds' work.
_LARGEST_PIECE = 1024 * 1024
_SMALLEST_PIECE = 16 * 1024
_ROWS_TO_BYTES = 512
# Ray takes three milliseconds to note one down before anything begins.
_MOST_PIECES = 2_000

# Answers that travel together.
_ROWS = 256
_BLOCK = 8 * 1024 * 1024

_ANSWERS = pyarrow.schema(
    [
        ("piece", pyarrow.int64()),
        ("text", pyarrow.large_string()),
        ("is_error", pyarrow.bool_()),
        ("size", pyarrow.int64()),
    ]
)


def answers_on_ray(basis: Basis, parts: Sequence[Part], workers: int) -> Answers:
    """The answers in the order of the lines; as many workers as Ray has cores where that is 0.

    What travels is where the lines stand, not the lines: each worker reads its own, so every
    machine of a cluster has to see the files. Raises Stopped where Ray gives up.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(_file(part)) for part in parts]
        try:
            if any(file.size for file in files):
                count = stack.enter_context(ray_session.started(workers))
                yield from _answers(basis, _pieces(files, count), count)
        except RayError as error:
            cause = str(error).strip().splitlines()[-1].rstrip(".")
            raise Stopped(f"Ray gave up: {cause}.") from None


def _answers(basis: Basis, pieces: Sequence[Part], workers: int) -> Answers:
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    context.target_max_block_size = _BLOCK
    answered = (
        ray.data.from_items(
            [_row(number, piece) for number, piece in enumerate(pieces)],
            override_num_blocks=len(pieces),
        )
        .map_batches(
            _Scoring,
            fn_constructor_args=(basis,),
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=1,
            batch_size=1,
            batch_format="pyarrow",
        )
        .iter_batches(batch_size=None, batch_format="pyarrow")
    )
    last = 0
    for table in answered:
        rows = table.to_pylist()
        # Ray keeps the order because it is told to; an answer in another's place would be worse
        # than none.
        order = [last, *(row["piece"] for row in rows)]
        if order != sorted(order):
            raise Stopped("Ray gave the answers out of order.")
        last = order[-1]
        yield [Answer(row["text"], row["is_error"], row["size"]) for row in rows]


class _Scoring:
    """What one worker does with one piece after the other; it holds one Moderator."""

    def __init__(self, basis: Basis) -> None:
        self._scorer = Scorer(basis)

    def __call__(self, batch: Any) -> Iterator[Any]:
        for row in batch.to_pylist():
            lines = inputs.lines(Part(Path(row["path"]), row["start"], row["end"]))
            while some := list(islice(lines, _ROWS)):
                yield _table(row["piece"], [self._scorer.answer(line) for line in some])


def _row(number: int, piece: Part) -> dict[str, Any]:
    return {"piece": number, "path": str(piece.path), "start": piece.start, "end": piece.end}


def _table(piece: int, answers: Sequence[Answer]) -> Any:
    rows = [
        {"piece": piece, "text": answer.text, "is_error": answer.is_error, "size": answer.size}
        for answer in answers
    ]
    return pyarrow.Table.from_pylist(rows, schema=_ANSWERS)


def _pieces(files: Sequence[Part], workers: int) -> list[Part]:
    total = sum(_weight(file) for file in files)
    wanted = min(total // (workers * _PIECES_EACH), _LARGEST_PIECE)
    largest = max(wanted, total // _MOST_PIECES, _SMALLEST_PIECE)
    return list(chain.from_iterable(_cut(file, largest) for file in files))


def _cut(file: Part, largest: int) -> Iterator[Part]:
    assert file.end is not None
    step = max(largest // _ROWS_TO_BYTES, 1) if file.is_parquet else largest
    for start in range(file.start, file.end, step):
        yield replace(file, start=start, end=min(start + step, file.end))


def _weight(file: Part) -> int:
    return (file.size or 0) * (_ROWS_TO_BYTES if file.is_parquet else 1)


@contextmanager
def _file(part: Part) -> Iterator[Part]:
    """The part in a file that workers can open: a stream is kept in one for as long as it takes."""
    if part.path is not None and part.end is not None:
        yield replace(part, path=part.path.absolute())
        return
    with NamedTemporaryFile(prefix="belowline-") as kept:
        with part.path.open("rb") if part.path else sys.stdin.buffer as stream:
            shutil.copyfileobj(stream, kept)
        kept.flush()
        yield Part(Path(kept.name), 0, kept.tell())
