"""`belowline policy replay` shows what another policy would have changed, and changes nothing."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import Row

from belowline.cli import main
from belowline.cli.policy_replay import Progress
from belowline.config import Options, read_settings
from belowline.conversation.comment import Comment, State, Verdict
from belowline.main import build
from belowline.store.database import open_database
from belowline.store.schema import metadata
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."
HOSTILE = "A sofa.\x1b[2J\u202e\nOn \u2028 two lines."
POLICY = """extends = "balanced"
name = "ours"
[clause.discourtesy]
hold_at = "never"
reject_at = "never"
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
mode = "reject"
[[phrases]]
name = "mayors"
clause = "discourtesy"
phrases = ["mayor"]
mode = "shadow"
"""


@dataclass(frozen=True)
class Room:
    """A site with comments on some database, and another policy."""

    url: str
    options: tuple[str, ...]
    policy: Path
    comments: list[Comment]

    async def replay(self, *options: str, policy: Path | None = None) -> Done:
        """Run the command."""
        command = ("policy", "replay", str(policy or self.policy), *self.options, *options)
        return await anyio.to_thread.run_sync(lambda: belowline(*command))


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """Lend the options that name a database; each test runs on both."""
    if request.param == "sqlite":
        return ()
    return ("--database", request.getfixturevalue("postgres_url"))


@pytest.fixture
async def room(tmp_path: Path, database: tuple[str, ...]) -> Room:
    """Keep three comments: one that moderators approved, one they turned away, one more."""
    data = tmp_path / "data"
    given = database[1] if database else None
    settings = read_settings(Options(data=str(data), database=given), {})
    belowline = await build(settings)
    newsroom = Newsroom(belowline.store, settings.site.site_id)
    story = await newsroom.story()
    approved = await newsroom.post(story, text=HELD, state=State.HELD)
    sofa = await newsroom.post(story, text=HOSTILE)
    comments = [
        await newsroom.rule(approved, Verdict.PUBLISH),
        await newsroom.rule(sofa, Verdict.REMOVE),
        await newsroom.post(story, text="A fair point."),
    ]
    await belowline.close()
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    return Room(settings.database, ("--data", str(data), *database), policy, comments)


async def test_it_says_what_changes_for_people(room: Room) -> None:
    done = await room.replay()

    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == "3 comments, 2026-03-01 to 2026-03-01, ruled on by two policies:"
    assert "no-tolerance, version" in done.lines[1]
    assert "ours, version" in done.lines[2]
    assert "2 comments would be ruled on differently:" in done.lines
    rows = [line.split() for line in done.lines]
    assert ["publish→reject", "hold→publish"] in rows
    assert ["Discourteous", "behaviour", "–", "1"] in rows
    assert ["Spam", "1", "–"] in rows
    assert ["ruled", "as", "they", "did", "–", "0", "%", "2", "100", "%"] in rows
    assert ["sofas", "(reject)", "1", "–", "1"] in rows
    assert ["mayors", "(shadow)", "1", "1", "–"] in rows


async def test_it_says_the_same_for_programs(room: Room) -> None:
    done = await room.replay("--json")

    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    assert (found["comments"], found["changed"], found["unchecked"]) == (3, 2, 0)
    assert found["first"] == "2026-03-01T12:00:04+00:00"
    assert (found["current"]["name"], found["proposed"]["name"]) == ("no-tolerance", "ours")
    assert found["changes"] == [
        {"before": "publish", "after": "reject", "comments": 1},
        {"before": "hold", "after": "publish", "comments": 1},
    ]
    assert set(found["by_clause"]) == {"discourtesy", "spam"}
    assert found["moderators"] == {
        "decided": 2,
        "current": {"same": 0, "person": 1, "opposite": 1},
        "proposed": {"same": 2, "person": 0, "opposite": 0},
    }
    assert found["rules"][0] == {
        "name": "sofas",
        "clause": "spam",
        "mode": "reject",
        "comments": 1,
        "approved": 0,
        "turned_away": 1,
    }
    assert [each["text"] for each in found["examples"]] == [HOSTILE, HELD]
    assert [each["moderator"] for each in found["examples"]] == ["remove", "publish"]
    assert found["examples"][0]["comment_id"] == room.comments[1].comment_id


async def test_what_readers_wrote_cannot_steer_a_terminal(room: Room) -> None:
    done = await room.replay()

    assert "A sofa. [2J On two lines." in done.out
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


@pytest.mark.parametrize(("number", "shown"), [("0", 0), ("1", 1), ("10", 2)])
async def test_so_many_examples_are_shown_and_no_more(room: Room, number: str, shown: int) -> None:
    done = await room.replay("--examples", number)

    assert sum(comment.comment_id in done.out for comment in room.comments) == shown
    assert ("Examples, 1 of 2:" in done.out) == (number == "1")


async def test_the_current_policy_may_be_the_sites_own(room: Room, tmp_path: Path) -> None:
    done = await room.replay("--policy", str(room.policy), "--json")

    found = json.loads(done.out)
    assert found["current"] == found["proposed"]
    assert (found["changed"], found["changes"], found["examples"]) == (0, [], [])


async def test_nothing_in_the_span_is_nothing_changed(room: Room) -> None:
    done = await room.replay("--since", "1h")

    assert done.code == 0
    assert done.lines[0] == "0 comments, ruled on by two policies:"
    assert "Nothing changes." in done.lines
    assert "Moderators decided none of these comments." in done.lines


async def test_the_database_is_left_as_it_was(room: Room) -> None:
    before = await everything(room.url)

    await room.replay()

    assert await everything(room.url) == before


async def everything(url: str) -> list[list[Row[Any]]]:
    """Return all rows of all tables."""
    database = open_database(url, read_only=True)
    async with database.reading() as connection:
        rows = [
            list(await connection.execute(table.select().order_by(*table.primary_key)))
            for table in metadata.sorted_tables
        ]
    await database.close()
    return rows


async def test_a_file_that_is_no_policy_is_refused_by_line(room: Room, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('extends = "balanced"\n[clause.spam]\nhold_at = 7\n', encoding="utf-8")

    done = await room.replay(policy=bad)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("belowline: line 3: “hold_at” is 7")


def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")

    code = main(["policy", "replay", str(policy), "--data", str(tmp_path / "none")])

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err == f"belowline: There is no database at {tmp_path}/none/belowline.db.\n"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "3"],
        ["--since", "d"],
        ["--since=-1d"],
        ["--since", "1y"],
        ["--since", "99999999d"],
        ["--since", "٣d"],
        ["--examples=-1"],
        ["--examples", "few"],
    ],
)
def test_what_is_no_span_or_number_says_how_to_use_it(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["policy", "replay", "policy.toml", *options])

    assert ended.value.code == 2
    name = options[0].partition("=")[0]
    assert f"argument {name}: a number" in capsys.readouterr().err


class Clock:
    """Stands still until it is turned."""

    now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_long_work_says_how_far_it_is_and_short_work_does_not() -> None:
    clock, said = Clock(), io.StringIO()
    progress = Progress(said, clock)

    progress(200, 1_000)
    assert said.getvalue() == ""
    for done in range(400, 1_001, 200):
        clock.now += 1.5
        progress(done, 1_000)

    assert said.getvalue() == (
        "belowline: 600 of 1,000 comments\nbelowline: 1,000 of 1,000 comments\n"
    )
