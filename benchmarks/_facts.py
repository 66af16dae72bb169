"""Say on what all this was measured: the machine, its disk, and which versions of everything."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("onnxruntime", "uvicorn", "SQLAlchemy", "asyncpg")
# Programs that say their version, and where they lie when no shell would find them.
PROGRAMS = {
    "nginx": ("nginx", "-v"),
    "PostgreSQL": ("postgres", "--version"),
    "Redis": ("redis-server", "--version"),
    "wrk": ("wrk", "-v"),
    "Node.js": ("node", "--version"),
}
_ELSEWHERE = ("/usr/lib/postgresql/*/bin", "/usr/sbin", "/usr/local/sbin")
NOT_HERE = "not here"
# How a disk is known: how long it takes until a page of it is safe.
_PAGE, _SAVES = 4096, 50


def facts(isso: Path | None = None) -> dict[str, str]:
    """Return everything, by name; `isso` is the environment that it was installed in."""
    found = {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "load before": ", ".join(f"{each:.1f}" for each in os.getloadavg()),
        "memory": _memory(),
        "disk": disk(Path(tempfile.gettempdir())),
        "system": f"{_system()}, kernel {platform.release()}",
        "Python": sys.version.split()[0],
        "SQLite": sqlite3.sqlite_version,
    }
    found |= {name: _version(*command) for name, command in PROGRAMS.items()}
    found["Isso"] = _isso(isso) if isso else NOT_HERE
    return found | {name: importlib.metadata.version(name) for name in PACKAGES}


def processor() -> str:
    """Return the processor's name."""
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def disk(folder: Path) -> str:
    """Return of what kind the disk below a folder is, and how soon what it is given is safe."""
    number = folder.stat().st_dev
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    kind = "of a kind that the system doesn't tell"
    if device.exists():
        whole = device.resolve()
        whole = whole if (whole / "queue").exists() else whole.parent
        turns = (whole / "queue/rotational").read_text("ascii").strip() == "1"
        kind = f"{whole.name}, said to be {'spinning' if turns else 'solid state'}"
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SAVES):
            file.write(os.urandom(_PAGE))
            begun = time.perf_counter()
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    saved = f"{_PAGE} bytes are safe after {statistics.median(took):.2f} ms"
    return f"{_file_system(folder)}, {kind}; {saved}"


def _file_system(folder: Path) -> str:
    """Return the kind of the file system that is mounted nearest above."""
    mounts = {}
    for line in _lines("/proc/self/mountinfo"):
        before, _, behind = line.partition(" - ")
        mounts[before.split()[4]] = behind.split()[0]
    above = (str(each) for each in (folder.resolve(), *folder.resolve().parents))
    return next((mounts[each] for each in above if each in mounts), "unknown file system")


def _commit() -> str:
    named = _said("git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD")
    changed = _said("git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no")
    return f"{named}{', with changes' if changed else ''}" if named else "no repository"


def _memory() -> str:
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemTotal"):
            return f"{int(line.split()[1]) / 1024**2:.1f} GB"
    return "unknown"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _version(program: str, *options: str) -> str:
    """Return what looks like a version in what a program says of itself."""
    path = next(_places(program), None)
    said = re.search(r"\d+\.\d+[.\d]*", _said(path, *options)) if path else None
    return said.group() if said else NOT_HERE


def _places(program: str) -> Iterator[str]:
    if found := shutil.which(program):
        yield found
    for pattern in _ELSEWHERE:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (folder / program).exists():
                yield str(folder / program)


def _isso(place: Path) -> str:
    versions = "m.version('isso'), 'behind gunicorn', m.version('gunicorn')"
    asked = f"import importlib.metadata as m; print({versions})"
    return _said(str(place / "bin/python"), "-c", asked) or NOT_HERE


def _said(*command: str) -> str:
    """Return what a command prints wherever it prints it; nothing where it can't be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (
        "" if done.returncode and "wrk" not in command[0] else f"{done.stdout}{done.stderr}".strip()
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    for name, value in facts().items():
        print(f"{name:<12} {value}")
