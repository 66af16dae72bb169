"""Run the real command as a person at a terminal or a script does."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.running import BELOWLINE

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


def belowline(*arguments: str | Path, given: bytes | str = b"", cwd: Path | None = None) -> Done:
    """Run `belowline` with this on stdin."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BELOWLINE_")}
    done = subprocess.run(
        [str(BELOWLINE), *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=PATIENCE,
        cwd=cwd,
        env=clean,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
