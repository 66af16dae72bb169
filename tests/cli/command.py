"""Run the command as a person at a terminal or a script does."""

import os
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.started import start

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Return what stands on stdout, line by line."""
        return self.out.splitlines()


def belowline(
    *arguments: str | Path,
    given: bytes | str = b"",
    cwd: Path | None = None,
    anew: bool = False,
) -> Done:
    """Run `belowline` with this on stdin; `anew` as from a shell, with nothing imported before."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BELOWLINE_")}
    said = given.encode() if isinstance(given, str) else given
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        reading, writing = os.pipe()
        with open(reading, "rb") as at_one_end, open(writing, "wb") as at_the_other:
            command = [str(each) for each in arguments]
            files = (at_one_end, out, err)
            process = start(command, files, environment=clean, folder=cwd, anew=anew)
            at_one_end.close()
            with suppress(BrokenPipeError), at_the_other:
                at_the_other.write(said)
        try:
            code = process.wait(PATIENCE)
        finally:
            process.send_signal(signal.SIGKILL)
        for each in (out, err):
            each.seek(0)
        return Done(code, out.read().decode(), err.read().decode())
