"""`belowline export`: write out what was decided, for others to read."""

import argparse
import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from belowline.cli.options import add_settings, place_from
from belowline.desk.export_dsa import Files
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import Refused
from belowline.main import exporting


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    dsa = actions.add_parser(
        "dsa", help="statements of reasons for the EU's transparency database, and the report"
    )
    add_settings(dsa)
    dsa.add_argument("--year", type=_year, help="a calendar year (default: this one, so far)")
    dsa.add_argument("--from", dest="since", type=_day, metavar="DAY", help="the first day")
    dsa.add_argument("--to", dest="until", type=_day, metavar="DAY", help="the last day")
    dsa.add_argument(
        "--output", type=Path, default=Path(), metavar="DIR", help="where the files go"
    )
    dsa.add_argument("--policy-url", default="", metavar="URL", help="where your policy stands")
    dsa.add_argument("--json", action="store_true", help="for programs")
    dsa.set_defaults(run=_dsa)


def _dsa(options: argparse.Namespace) -> int:
    since, until = _period(options)
    name = f"{since:%Y-%m-%d}-{until - timedelta(days=1):%Y-%m-%d}"
    place = place_from(options)

    names = (f"statements-{name}.jsonl", f"report-{name}.csv", f"report-{name}.html")

    async def export() -> tuple[int, list[Path]]:
        with _new_files(options.output, *names) as files:
            async with exporting(place) as write:
                counts = await write(
                    place.site_id,
                    since=since,
                    until=until,
                    policy_url=options.policy_url,
                    into=Files(
                        statements=files.streams[0],
                        report=files.streams[1],
                        page=files.streams[2],
                        keep=files.keep,
                    ),
                )
        return counts.count, files.paths

    count, (statements, report, page) = asyncio.run(export())
    if options.json:
        print(
            json.dumps({"statements": count, "files": list(map(str, (statements, report, page)))})
        )
    else:
        print(f"{count:,} statements in {statements}")
        print(f"The report is {report}, and with charts {page}")
    return 0


@dataclass(frozen=True)
class _Files:
    """Files that come to be together: under their names only once they are whole."""

    paths: list[Path]
    streams: list[TextIO]

    def keep(self) -> None:
        """Let them have their names."""
        for path, stream in zip(self.paths, self.streams, strict=True):
            stream.flush()
            os.fsync(stream.fileno())
            os.replace(stream.name, path)


@contextmanager
def _new_files(folder: Path, *names: str) -> Iterator[_Files]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in names]
    parts = [path.with_name(f".{path.name}.part") for path in paths]
    streams = [part.open("w", encoding="utf-8", newline="") for part in parts]
    try:
        yield _Files(paths, list(streams))
    finally:
        for stream, part in zip(streams, parts, strict=True):
            stream.close()
            part.unlink(missing_ok=True)


def _period(options: argparse.Namespace) -> tuple[datetime, datetime]:
    # Today isn't over: the database refuses a statement that it has already.
    yesterday = utc_now().date() - timedelta(days=1)
    if options.year and (options.since or options.until):
        raise Refused("Give a year, or the days from and to, not both.")
    year = options.year or yesterday.year
    since = options.since or date(year, 1, 1)
    until = options.until or min(date(year, 12, 31), yesterday)
    if until < since:
        raise Refused("The last day is before the first.")
    behind = until + timedelta(days=1)
    return _midnight(since), _midnight(behind)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day like 2026-11-23, not {given!r}") from None
    return _between(day, given)


def _year(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) == 4):
        raise argparse.ArgumentTypeError(f"a year like 2026, not {given!r}")
    return _between(date(max(int(given), 1), 1, 1), given).year


def _between(day: date, given: str) -> date:
    if not 2000 <= day.year <= 2999:
        raise argparse.ArgumentTypeError(f"something from 2000 to 2999, not {given!r}")
    return day
