"""Keep the answers, in a file that holds whole lines only or on standard output."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Protocol

from belowline.cli.scoring.answers import Answer

# The last key of an answer is a list, that of an error a string: see answers.py.
_END_OF_ANSWER = b"]}\n"


class Output(Protocol):
    """Where answers go."""

    def write(self, answers: Iterable[Answer]) -> None:
        """Hand these over at once, each a whole line."""


class StandardOutput:
    """Hands answers to whoever reads our output, without making them wait."""

    def write(self, answers: Iterable[Answer]) -> None:
        """Write and flush; raises BrokenPipeError where nobody reads on."""
        sys.stdout.write(_as_lines(answers))
        sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Written:
    """What stood in an output before: how many answers, whether one is an error, the last one."""

    lines: int = 0
    has_error: bool = False
    last: bytes = b""


class OutputFile:
    """A file of answers that one run writes at a time.

    Answers are appended in one go; whatever interrupts that, the file is cut back to its last
    whole line. A torn line can be left only by a death that nobody can catch, and is cut off by
    `written`.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError where it can't be had, ValueError where another run has it."""
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            status = os.fstat(self._file)
            if not S_ISREG(status.st_mode):
                raise ValueError(f"{path}: --output needs a regular file.")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise ValueError(f"{path}: another run is writing to it.") from None
        except BaseException:
            os.close(self._file)
            raise
        self._length = status.st_size

    def __enter__(self) -> OutputFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            # Who reads that the work is done may rely on it, through a power cut too.
            os.fsync(self._file)
        finally:
            os.close(self._file)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it yet."""
        return self._length == 0

    def is_same_as(self, path: Path) -> bool:
        """Whether the path leads to this very file."""
        return os.path.samestat(os.fstat(self._file), path.stat())

    def written(self) -> Written:
        """What stands in it; a torn last line is cut off."""
        count, has_error, last, length = 0, False, b"", 0
        with open(self._file, "rb", closefd=False) as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                count, last, length = count + 1, line, length + len(line)
                has_error |= not line.endswith(_END_OF_ANSWER)
        self._length = length
        self._cut()
        return Written(count, has_error, last)

    def write(self, answers: Iterable[Answer]) -> None:
        """Append; raises OSError where the disk is full, with no line left torn."""
        content = memoryview(_as_lines(answers).encode())
        try:
            done = 0
            while done < len(content):
                done += os.pwrite(self._file, content[done:], self._length + done)
        except OSError as error:
            self._cut()
            raise OSError(error.errno, error.strerror, str(self._path)) from None
        except BaseException:
            self._cut()
            raise
        self._length += len(content)

    def _cut(self) -> None:
        os.ftruncate(self._file, self._length)


def _as_lines(answers: Iterable[Answer]) -> str:
    return "".join(f"{answer.text}\n" for answer in answers)
