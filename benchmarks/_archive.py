"""Fill a database with an old newsroom's comments, in bulk: what the desk's benchmark searches."""

from __future__ import annotations

import collections
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Table, func, insert, make_url, select, text

from belowline.desk.search_words import search_words
from belowline.desk.stake import Stake
from belowline.kernel.ids import SiteId
from belowline.moderation import fingerprint
from belowline.store.database import Database
from belowline.store.schema import comments, fingerprints, readers, revisions, rulings, stories
from belowline.store.tables.desk import grounds, waiting
from belowline.store.tables.search import documents, vector

BATCH = 20_000
STORIES = 5_000
READERS = 50_000
# A middling newsroom's words, the commonest as common as in any language (Zipf's law).
VOCABULARY = 30_000
FIRST = datetime(2021, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# As exact as the store keeps times.
_MILLISECOND = timedelta(milliseconds=1)
# One in twenty was ruled on by a person.
RULED_EVERY = 20
CLAUSES = ("discourtesy", "racism", "violence", "spam", "profanity", "vulgarity", "doxing")
DETECTORS = ("insults", "classifier", "links", "threats")


def word(number: int) -> str:
    """Return the word of a rank: 0 is the commonest."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    number += 26**2
    spelled = ""
    while number:
        number, digit = divmod(number, 26)
        spelled = letters[digit] + spelled
    return spelled


def an_id(at: datetime, number: int) -> str:
    """Return a UUIDv7 of a moment."""
    milliseconds = round(at.timestamp() * 1000)
    return str(UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number))


@dataclass(frozen=True, slots=True)
class Archive:
    """An old newsroom: how many comments, of which so many of the newest wait."""

    site_id: SiteId
    size: int
    waiting: int

    @property
    def _apart(self) -> timedelta:
        return timedelta(days=1_700) / self.size

    def story(self, number: int) -> str:
        """Return the id of a story."""
        return an_id(FIRST - timedelta(days=1), number)

    def reader(self, number: int) -> str:
        """Return the id of a reader."""
        return an_id(FIRST - timedelta(days=2), number)

    def comments(self) -> Iterator[dict[str, Any]]:
        """Yield the comments, the oldest first."""
        chance = random.Random(17)
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        words = [word(rank) for rank in range(VOCABULARY)]
        for number in range(self.size):
            at = FIRST + number * self._apart
            length = min(200, 5 + int(chance.expovariate(1 / 30)))
            said = " ".join(chance.choices(words, cum_weights=weights, k=length))
            waits = number >= self.size - self.waiting
            state = "held" if waits and number % 3 else "published"
            if not waits and number % 50 == 7:
                state = "removed"
            # Some write a hundred times as much as others.
            author = int(READERS * chance.random() ** 3)
            comment_id = an_id(at, number)
            yield {
                "site_id": self.site_id,
                "comment_id": comment_id,
                "story_id": self.story(chance.randrange(STORIES)),
                "parent_id": None,
                "root_id": comment_id,
                "depth": 0,
                "author_id": self.reader(author),
                "author_name": f"Reader {author}",
                "author_role": "guest",
                "author_badges": None,
                "state": state,
                "was_public": state != "held",
                "revision": 1,
                "pending": None,
                "text": said,
                "html": f"<p>{said}</p>",
                "created_at": at,
                "edited_at": None,
                "likes": 0,
                "replies": 0,
                "descendants": 0,
                "best": 0,
                "shown": state == "published",
                "cleared": False,
                "attention": ("held" if state == "held" else "reported") if waits else None,
                "attention_since": at if waits else None,
                "report_weight": 0.0,
                "ruling_id": an_id(at, 1 << 60 | number),
                "featured_at": None,
            }


async def fill(database: Database, address: str, archive: Archive) -> None:
    """Put the archive into a database with our tables, from where an earlier run broke off."""
    async with database.reading() as connection:
        done: int = (
            await connection.execute(select(func.count()).select_from(comments))
        ).scalar_one()
    if done >= archive.size:
        return
    if not done:
        await add_places(database, archive)
    made = archive.comments()
    collections.deque(islice(made, done), maxlen=0)
    bulk = await _bulk(database, address)
    while batch := list(islice(made, BATCH)):
        await bulk.add(comments, batch)
        await bulk.add(revisions, [_revision(each) for each in batch])
        await bulk.add(documents, [_document(each, done + at) for at, each in enumerate(batch)])
        await bulk.commit()
        await _add_rulings(database, batch, done)
        done += len(batch)
        print(f"\r  {done:,} of {archive.size:,} comments", end="", file=sys.stderr)
    await bulk.close()
    print(file=sys.stderr)
    async with database.writing() as connection:
        await connection.execute(text("ANALYZE"))
    await _settle(address)


async def _settle(address: str) -> None:
    """Do at once what a PostgreSQL does by itself in the hours after such a load."""
    if "://" not in address:
        return
    bulk = await _to_postgres(address)
    await bulk.connection.execute("VACUUM ANALYZE")
    await bulk.close()


def _revision(comment: dict[str, Any]) -> dict[str, Any]:
    return {**comment, "number": 1, "known": None}


def _document(comment: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **comment,
        "number": 1,
        "place": (round(comment["created_at"].timestamp() * 1000) << 16) + number % 65_536,
        "language": "en",
        "words": " ".join(search_words(comment["text"])),
    }


async def add_places(database: Database, archive: Archive) -> None:
    """Keep the stories and the readers of an archive."""
    site = {"site_id": archive.site_id}
    told = [
        site
        | {
            "story_id": archive.story(number),
            "url": f"https://news.example/{number}",
            "headline": f"Story {number}",
            "standfirst": "",
            "byline": "",
            "section": ("City", "World", "Sport", "Culture")[number % 4],
            "published_at": FIRST,
            "body": _body(number),
            "open": True,
            "comment_count": archive.size // STORIES,
            "version": 1,
        }
        for number in range(STORIES)
    ]
    people = [
        site
        | {
            "reader_id": archive.reader(number),
            "name": f"Reader {number}",
            "role": "guest",
            "reports_upheld": 0,
            "reports_dismissed": 0,
            "created_at": FIRST,
        }
        for number in range(READERS)
    ]
    async with database.writing() as connection:
        await connection.execute(insert(stories), told)
        await connection.execute(insert(readers), people)


def _body(number: int) -> str:
    """Return a story of eight paragraphs, five hundred words in all."""
    chance = random.Random(number)
    words = [word(int(VOCABULARY * chance.random() ** 3)) for _ in range(500)]
    return "\n\n".join(" ".join(words[at : at + 63]) for at in range(0, 500, 63))


async def _add_rulings(database: Database, batch: Sequence[dict[str, Any]], done: int) -> None:
    ruled: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    waits: list[dict[str, Any]] = []
    prints: list[dict[str, Any]] = []
    for number, comment in enumerate(batch, start=done):
        if comment["attention"] is not None:
            ruled.append(_ruling(comment, number, "engine", "hold"))
            found.append(_ground(comment, number))
            waits.append(_waiting(comment, number))
        elif number % RULED_EVERY == 0:
            ruled.append(_ruling(comment, number, "moderator", "publish"))
            printed = fingerprint(comment["text"])
            if printed is not None:
                prints.append({**comment, "number": 1, "fingerprint": printed})
    async with database.writing() as connection:
        tables = ((rulings, ruled), (grounds, found), (waiting, waits), (fingerprints, prints))
        for table, rows in tables:
            names = table.columns.keys()
            kept = [{name: row[name] for name in names} for row in rows]
            if kept:
                await connection.execute(insert(table), kept)


def _ruling(comment: dict[str, Any], number: int, source: str, verdict: str) -> dict[str, Any]:
    finding = {
        "clause": CLAUSES[number % 7],
        "score": 0.6,
        "start": 0,
        "end": 5,
        "detector": DETECTORS[number % 4],
        "reason": "As it says.",
        "rule": "",
        "mode": None,
    }
    return {
        **comment,
        "revision": 1,
        "verdict": verdict,
        "source": source,
        "by_id": None,
        "by_name": None,
        "clause": None,
        "note": None,
        "findings": [finding],
        "scores": {},
        "unchecked": [],
        "policy_version": "1",
        "engine_version": "1",
    }


def _ground(comment: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **comment,
        "number": 1,
        "clause": CLAUSES[number % 7],
        "detector": DETECTORS[number % 4],
        "certainty": 0.6,
    }


def _waiting(comment: dict[str, Any], number: int) -> dict[str, Any]:
    # Up to forty hours ahead of those with nothing against them.
    stake = Stake(severity=2 ** (number % 40 / 4), reach=1.0, since=comment["created_at"])
    return {
        **comment,
        "urgent_since": _EPOCH + (stake.urgent_since - _EPOCH) // _MILLISECOND * _MILLISECOND,
        "severity": stake.severity,
        "reach": stake.reach,
        "since": stake.since,
        "number": 1,
        "section": ("City", "World", "Sport", "Culture")[number % 4],
        "language": ("en", "de", "fr")[number % 3],
        "detectors": DETECTORS[number % 4],
    }


class InSqlite:
    """Rows by the thousand into a file."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("PRAGMA cache_size = -200000")

    async def add(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add the rows' columns that the table has."""
        if not self.connection.in_transaction:
            self.connection.execute("BEGIN")
        names = table.columns.keys()
        marks = ", ".join("?" * len(names))
        values = [tuple(_for_sqlite(row[name]) for name in names) for row in rows]
        self.connection.executemany(
            f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", values
        )

    async def commit(self) -> None:
        """Keep what was added, and let others write."""
        self.connection.execute("COMMIT")

    async def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _for_sqlite(value: Any) -> Any:
    return (value - _EPOCH) // _MILLISECOND if isinstance(value, datetime) else value


class InPostgres:
    """Rows by the thousand into PostgreSQL, by COPY."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def add(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add the rows' columns that the table has."""
        names = table.columns.keys()
        if table is not documents:
            records = [tuple(row[name] for name in names) for row in rows]
            await self.connection.copy_records_to_table(table.name, records=records, columns=names)
            return
        # COPY takes no tsvector from us; text it takes.
        records = [
            tuple(vector(row[name]) if name == "words" else row[name] for name in names)
            for row in rows
        ]
        await self.connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged AS SELECT * FROM documents LIMIT 0;"
            "ALTER TABLE staged ALTER words TYPE text"
        )
        await self.connection.copy_records_to_table("staged", records=records, columns=names)
        listed = ", ".join(names)
        picked = ", ".join(f"{name}::tsvector" if name == "words" else name for name in names)
        await self.connection.execute(
            f"INSERT INTO documents ({listed}) SELECT {picked} FROM staged; TRUNCATE staged"
        )

    async def commit(self) -> None:
        """Each call was kept at once."""

    async def close(self) -> None:
        """Give the connection back."""
        await self.connection.close()


async def _bulk(database: Database, address: str) -> InSqlite | InPostgres:
    if not database.is_postgres:
        return InSqlite(address)
    return await _to_postgres(address)


async def _to_postgres(address: str) -> InPostgres:
    url = make_url(address)
    connection = await asyncpg.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
    )
    return InPostgres(connection)
