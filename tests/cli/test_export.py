"""`belowline export dsa` writes what the law asks for, and nothing about anybody."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from belowline.config import Options, read_settings
from belowline.conversation.comment import Author, Comment, State, Verdict
from belowline.desk.dsa_statements import schema
from belowline.desk.json_schema import problems
from belowline.kernel.ids import ReaderId
from belowline.main import build
from belowline.moderation import Finding
from belowline.people.reader import Role
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

pytestmark = pytest.mark.anyio

# Whatever of it were in a file would be somebody's.
WORDS = "Call Zenobia Personal on 0155 5501"
NAME = "Zenobia Author"
NOTE = "Zenobia is my neighbour"


@dataclass(frozen=True)
class Room:
    """A site on some database on which things were ruled on."""

    options: tuple[str, ...]
    output: Path
    comments: dict[str, Comment]

    async def export(self, *words: str) -> Done:
        """Run the command."""
        command = ("export", "dsa", *self.options, "--output", str(self.output), *words)
        return await anyio.to_thread.run_sync(lambda: belowline(*command))

    def statements(self) -> list[dict[str, Any]]:
        """Return what was written, by batch."""
        (path,) = self.output.glob("statements-*.jsonl")
        batches = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [each for batch in batches for each in batch["statements"]]

    def report(self) -> dict[tuple[str, str, str], str]:
        """Return the report's numbers."""
        (path,) = self.output.glob("report-*.csv")
        with path.open(encoding="utf-8", newline="") as lines:
            return {(row[0], row[1], row[2]): row[3] for row in csv.reader(lines)}


@pytest.fixture(params=["sqlite", "postgres"])
def given(request: pytest.FixtureRequest) -> str | None:
    """Lend the address of a database, None for the file in the data folder."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
async def room(given: str | None, tmp_path: Path) -> Room:
    """Have the engine reject, moderators remove and publish, readers report and hold."""
    data = str(tmp_path / "data")
    settings = read_settings(Options(data=data, database=given), {})
    built = await build(settings)
    newsroom = Newsroom(built.store, settings.site.site_id)
    story = await newsroom.story()
    author = Author(reader_id=ReaderId(newsroom.id()), name=NAME, role=Role.MEMBER)
    finding = Finding("doxing", 0.95, 0, 4, "personal_data", f"“{WORDS}” is a phone number.")

    async def post(state: State) -> Comment:
        comment, ruling = newsroom.draft(story, state=state, text=WORDS, author=author)
        ruling = replace(ruling, findings=() if state is State.PUBLISHED else (finding,))
        return await built.store.add_comment(comment, ruling)

    made = {
        "rejected": await post(State.REJECTED),
        "held": await post(State.HELD),
        "freed": await post(State.HELD),
        "illegal": await post(State.PUBLISHED),
        "reported": await post(State.PUBLISHED),
        "plain": await post(State.PUBLISHED),
    }
    await newsroom.rule(made["held"], Verdict.REJECT, clause="doxing")
    await newsroom.rule(made["freed"], Verdict.PUBLISH)
    await newsroom.report(made["illegal"], reason="illegal", note=NOTE, contact="zenobia@x.example")
    await newsroom.rule(await newsroom.now(made["illegal"]), Verdict.REMOVE, clause="illegal")
    held, _ = await newsroom.report(made["reported"], hold_at=0.5)
    gone = await newsroom.rule(held, Verdict.REMOVE, clause="spam")
    await built.store.add_appeal(newsroom.appeal(gone, text=NOTE))
    await built.close()
    options = ("--data", data, *(("--database", given) if given else ()))
    return Room(options, tmp_path / "out", made)


async def test_every_restriction_becomes_a_statement_that_the_database_takes(room: Room) -> None:
    done = await room.export("--year", "2026", "--policy-url", "https://news.example/policy")

    assert (done.code, done.err) == (0, "")
    assert done.lines[0].startswith("5 statements in ")
    made = room.statements()
    assert [problems(each, schema()) for each in made] == [[]] * 5
    assert len({each["puid"] for each in made}) == 5
    assert [
        (
            each["decision_visibility"][0].rpartition("_")[2],
            each["source_type"].removeprefix("SOURCE_"),
            each["automated_detection"],
            each["automated_decision"].removeprefix("AUTOMATED_DECISION_"),
            each["category"].removeprefix("STATEMENT_CATEGORY_"),
        )
        for each in made
    ] == [
        ("DISABLED", "VOLUNTARY", "Yes", "FULLY", "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"),
        ("DISABLED", "VOLUNTARY", "Yes", "PARTIALLY", "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"),
        ("REMOVED", "ARTICLE_16", "No", "NOT_AUTOMATED", "NOT_SPECIFIED_NOTICE"),
        ("DISABLED", "TYPE_OTHER_NOTIFICATION", "No", "FULLY", "SCAMS_AND_FRAUD"),
        ("REMOVED", "TYPE_OTHER_NOTIFICATION", "No", "NOT_AUTOMATED", "SCAMS_AND_FRAUD"),
    ]
    illegal = [each for each in made if each["decision_ground"].endswith("ILLEGAL_CONTENT")]
    assert len(illegal) == 1
    assert made[0]["incompatible_content_ground"].endswith(": Doxing")
    assert made[0]["decision_ground_reference_url"] == "https://news.example/policy"


async def test_nothing_personal_is_in_either_file(room: Room) -> None:
    await room.export("--year", "2026")

    written = "".join(path.read_text("utf-8") for path in room.output.iterdir())
    personal = ("Zenobia", "zenobia", "Personal", "0155", "5501", "neighbour", '"Mo"')
    assert len(written) > 1_000
    for each in (*personal, *(comment.author.reader_id for comment in room.comments.values())):
        assert each not in written, each


async def test_the_report_counts_what_the_statements_say_and_what_came_of_notices(
    room: Room,
) -> None:
    await room.export("--from", "2026-03-01", "--to", "2026-03-01")

    report = room.report()
    assert report["period", "first day", ""] == "2026-03-01"
    assert report["comments", "posted", ""] == "6"
    assert report["restrictions", "all", ""] == "5"
    assert report["restrictions", "by source", "SOURCE_ARTICLE_16"] == "1"
    assert report["notices of illegal content", "received", ""] == "1"
    assert report["notices of illegal content", "by outcome", "upheld"] == "1"
    assert report["other reports", "by outcome", "upheld"] == "1"
    assert report["complaints", "by outcome", "open"] == "1"
    assert report["accounts", "by measure", "ban"] == "0"
    assert report["automation", "restrictions by software alone", ""] == "1"
    assert report["automation", "flagged comments that people ruled on", ""] == "2"
    assert report["automation", "error rate of flagging", ""] == "0.5000"
    assert int(report["rulings by people", "seconds waited", "median"]) > 0


async def test_the_report_is_a_page_with_charts_too(room: Room) -> None:
    await room.export("--from", "2026-03-01", "--to", "2026-03-01")

    (path,) = room.output.glob("report-*.html")
    page = path.read_text("utf-8")
    assert "<h1>Moderation from 1 March 2026 to 1 March 2026</h1>" in page
    for section, _, of, value in [(*key, value) for key, value in room.report().items()]:
        assert section in ("section", "period") or f">{value}<" in page, (section, of, value)
    assert '<tr><th scope="row">Article 16</th><td>1</td></tr>' in page
    charts = page.count('<svg class="chart"')
    assert charts == page.count('role="img" aria-label="') >= 5
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", page)


async def test_an_export_stands_in_the_log(room: Room) -> None:
    told = json.loads((await room.export("--year", "2026", "--json")).out)
    checked = json.loads(
        (
            await anyio.to_thread.run_sync(
                lambda: belowline("audit", "verify", "--json", *room.options)
            )
        ).out
    )

    assert told["statements"] == 5
    assert sorted(told["files"]) == sorted(map(str, room.output.iterdir()))
    # The rulings of the fixture, and the export.
    assert (checked["intact"], checked["entries"]) == (True, 6)


async def test_another_time_has_other_statements(room: Room) -> None:
    done = await room.export("--from", "2026-02-01", "--to", "2026-02-28")

    assert done.lines[0].startswith("0 statements in ")
    assert room.statements() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--year", "26"), 2),
        (("--from", "yesterday"), 2),
        (("--year", "2026", "--from", "2026-01-01"), 1),
        (("--from", "2026-02-01", "--to", "2026-01-01"), 1),
        ((), 1),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_made(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    output = tmp_path / "out"
    done = belowline("export", "dsa", "--data", tmp_path / "none", "--output", output, *words)

    assert done.code == code
    assert done.err
    assert not (tmp_path / "none").exists()
    assert not output.exists() or not list(output.iterdir())
