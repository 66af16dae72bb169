"""Run real servers for a benchmark, and read what they cost the processor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._facts import processor
from tests.polling import until
from tests.running import Running, answers, end, free_port

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its children have taken so far."""
    total = 0.0
    for each in (pid, *_children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text("ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def memory_mb(pid: int) -> float:
    """Return what a process keeps for itself and its share of the rest."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return int(rollup.partition("Pss:")[2].split()[0]) / 1024


def _children(pid: int) -> list[int]:
    named = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [int(each) for each in named]


@dataclass(frozen=True, slots=True)
class Wrk:
    """What the load generator counted: requests a second, milliseconds, its own processor's too."""

    per_second: float
    p50: float
    p99: float
    failed: int
    # Milliseconds of processor that it took itself for each request.
    own: float


_REPORT = """
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read
  io.write(string.format("%f %f %f %d %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad, summary.requests))
end
"""


def wrk(
    url: str,
    folder: Path,
    *,
    connections: int,
    seconds: int,
    cookie: str = "",
    takes: str = "gzip",
) -> Wrk:
    """Ask for one page over and over, compressed, on connections that are kept."""
    script = folder / f"report{os.getpid()}.lua"
    script.write_text(_REPORT, "ascii")
    more = ("-H", f"Cookie: {cookie}") if cookie else ()
    command = [
        *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s"),
        *("-s", str(script), "-H", f"Accept-Encoding: {takes}", *more, url),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        said = asking.stdout.read()
        _, status, used = os.wait4(asking.pid, 0)
        asking.returncode = os.waitstatus_to_exitcode(status)
    if asking.returncode:
        raise subprocess.CalledProcessError(asking.returncode, command, said)
    rate, p50, p99, failed, answered = said.splitlines()[-1].split()
    own = (used.ru_utime + used.ru_stime) * 1000 / max(1, int(answered))
    return Wrk(float(rate), float(p50), float(p99), int(failed), own)


def tool(name: str, package: str) -> str:
    """Return the path of a program; without it nothing is measured, and the others go on."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        print(f"not measured: {name} is missing (Debian: apt-get install {package})")
        sys.exit(0)
    return found


_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    types {{ text/html html; }}
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


@contextmanager
def nginx(folder: Path, inside: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run nginx with one worker and this inside its http block."""
    folder.mkdir(exist_ok=True)
    # Its worker is nobody, and has to get at what it serves.
    for each in (folder, folder.parent):
        each.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, inside=inside), "utf-8")
    command = [tool("nginx", "nginx-light"), "-e", str(folder / "errors"), "-c", str(config)]
    process = subprocess.Popen([*command, "-p", str(folder)], start_new_session=True)
    try:
        yield process
    finally:
        end(process, signal.SIGTERM)


def answering(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until a server answers at /healthz."""
    until(lambda: answers(Running(url, folder, folder / "log", process)), url)


def machine() -> str:
    """Say in a line on what this was measured."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    python = sys.version.split()[0]
    return f"{processor()}, {os.cpu_count()} cores, Python {python}, load before: {load}"


def port() -> int:
    """Return a port that is free."""
    return free_port()


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
