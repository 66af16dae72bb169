"""Run the benchmarks one after the other, whatever becomes of one, and say what was reached.

Usage: python -m benchmarks._all [--long] [--isso FOLDER] [NAME …]

What it was measured on comes first, the table of goals last. A run of all of them is written to
benchmarks/LAST.md, and the plots beside. A benchmark that ends with an error, or hangs, is named
before the table, and the run is no success. `--long` makes tables of ten million comments, which
takes an hour and 20 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks._facts import facts
from benchmarks._goals import MARK, rows, table
from benchmarks._isso import installed

HERE = Path(__file__).parent
LAST = HERE / "LAST.md"
PLOTTED = ("tables", "thread")
MOST = 10_000_000
# What takes longer hangs, and the others have their turn.
PATIENCE, LONG_PATIENCE = 3600.0, 3 * 3600.0
# What it said last has come by then.
_REST = 5.0


@dataclass(slots=True)
class Run:
    """What came of each."""

    results: list[tuple[str, str]] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def one(self, name: str, command: Sequence[str], patience: float = PATIENCE) -> None:
        """Run one, print what it prints, and keep what it reached, as far as it came."""
        print(f"── {name}", flush=True)
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        said: list[str] = []
        # A server that it left behind may hold the line open, so the end of it is not waited for.
        reading = threading.Thread(target=_repeat, args=(process, said), daemon=True)
        reading.start()
        try:
            code: int | None = process.wait(patience)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
            process.wait()
        reading.join(_REST)
        self.goals += [line for line in said if line.startswith(MARK)]
        told = [line for line in said if line]
        last = told[-1] if told else "it said nothing"
        # A benchmark's last line is its result in one sentence.
        self.results.append((name, last if code == 0 else f"FAILED: {last}"))
        if code != 0:
            why = f"stopped after {patience:g} s" if code is None else f"ended with {code}"
            self.failed.append((name, why))

    @property
    def failures(self) -> str:
        """Return which failed, a line for each."""
        return "\n".join(f"FAILED {name}: {why}" for name, why in self.failed)


def _repeat(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout is not None
    with process.stdout as saying:
        for line in saying:
            print(line, end="", flush=True)
            said.append(line.strip())


def _end(process: subprocess.Popen[str]) -> None:
    """Leave nothing of it behind, servers that it started included."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def names() -> list[str]:
    """Return every benchmark there is."""
    return sorted(each.stem for each in HERE.glob("*.py") if not each.stem.startswith("_"))


def command(name: str, *, long: bool, isso: Path | None) -> list[str]:
    """Return how one is run."""
    made = [sys.executable, "-u", "-m", f"benchmarks.{name}"]
    if name in PLOTTED:
        made += ["--plot", str(HERE / "plots" / f"{name}.svg")]
    if name == "tables" and long:
        made += ["--most", str(MOST)]
    if name in ("anew", "posting") and isso:
        made += ["--isso", str(isso)]
    return made


def report(known: dict[str, str], run: Run) -> str:
    """Return what a full run came to, as a page."""
    head = "\n".join(f"| {name} | {value} |" for name, value in known.items())
    reached = "\n".join(f"| {' | '.join(row)} |" for row in rows(run.goals))
    results = "\n".join(f"| {name} | {value} |" for name, value in run.results)
    failed = f"\n{run.failures}\n" if run.failed else ""
    return (
        "# The last full run\n\nWritten by `make bench`.\n\n"
        f"| | |\n| --- | --- |\n{head}\n{failed}\n"
        f"| what | reached | goal | |\n| --- | ---: | ---: | --- |\n{reached}\n\n"
        f"| benchmark | in a sentence |\n| --- | --- |\n{results}\n"
    )


def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *names()])
    parser.add_argument("--long", action="store_true", help="tables of ten million comments too")
    parser.add_argument("--isso", type=Path, metavar="FOLDER", help="where to install it, once")
    options = parser.parse_args()
    chosen = options.names or names()
    isso = options.isso.resolve() if options.isso else None
    if isso and not {"anew", "posting"}.isdisjoint(chosen):
        isso.parent.mkdir(parents=True, exist_ok=True)
        installed(isso)
    known = facts(isso)
    print("\n".join(f"{name:<12} {value}" for name, value in known.items()))
    run = Run()
    for name in chosen:
        patience = LONG_PATIENCE if options.long else PATIENCE
        run.one(name, command(name, long=options.long, isso=isso), patience)
    if not options.names:
        LAST.write_text(report(known, run), "utf-8")
    print("── all")
    for name, result in run.results:
        print(f"{name:<16} {result}")
    if run.failed:
        print(f"\n{run.failures}")
    print(f"\n{table(run.goals)}")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
