"""`belowline calibrate` learns from the desk's rulings, and keeps only what is better."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from belowline.cli import main
from belowline.cli.calibrate import keep_policy, keep_weights
from belowline.cli.calibrate_report import as_json, as_text
from belowline.config import Options, Place, read_place, read_settings
from belowline.conversation.comment import State
from belowline.conversation.post import Draft
from belowline.desk.calibrate import Calibration
from belowline.desk.rule import Order
from belowline.main import Belowline, build
from belowline.moderation import (
    ENGINE_VERSION,
    SiteWeights,
    parse_policy,
    preset_text,
    shipped_policy_text,
)
from belowline.moderation.calibration.fit import Sample
from belowline.moderation.calibration.mistakes import Aim
from belowline.moderation.calibration.trial import Choice, Question, tried
from belowline.moderation.detectors import shipped_weights
from belowline.moderation.site_weights import digest_of, weights_text
from belowline.moderation.weighing import Weight
from belowline.people.reader import Role
from tests.cli.command import Done, belowline
from tests.cli.test_policy_replay import everything
from tests.contracts.newsroom import Newsroom
from tests.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server"]

pytestmark = pytest.mark.anyio

# By these everything is spam: nothing that the desk rules could make them worse.
WARY = Weight(9.0, 0.7, 3.0)
CLEAN = [
    f"{who} {what}."
    for who in ("My sister", "The council", "Our neighbour", "Nobody I know", "The old ferry")
    for what in (
        "still walks over the bridge on Mondays",
        "should have read the report of the engineers",
        "was right to ask how long it takes",
        "remembers the flood and what came after it",
        "does not take the tram any more",
        "will miss the view from the north bank",
        "thinks that a tunnel costs too much",
        "waits for the bus in the rain",
    )
]
# In the words alone: what links and repetition say is not weighed.
SPAM = [
    f"{how} {what}. {where}."
    for how in ("Limited offer:", "Earn money from home with", "I doubled my income with", "Try")
    for what in (
        "cheap pills without prescription",
        "a casino bonus of 500 dollars",
        "fast crypto trading signals",
        "a secret investment method",
    )
    for where in ("Message me on WhatsApp to order", "Contact me on Telegram and start now")
]


@dataclass(frozen=True)
class Room:
    """A site whose moderators have ruled on what its engine turned away; tests only read it."""

    data: Path
    url: str

    @property
    def weights(self) -> Path:
        """Where the site's own weights lie."""
        return self.data / "weights.toml"

    async def calibrate(self, *options: str | Path) -> Done:
        """Run the command."""
        command = ("calibrate", "--data", self.data, "--database", self.url, *options)
        return await anyio.to_thread.run_sync(lambda: belowline(*command))


@pytest.fixture(scope="module")
async def sqlite_room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Lend a site in a file."""
    data = tmp_path_factory.mktemp("data")
    return await _room(data, f"sqlite:///{data / 'belowline.db'}")


@pytest.fixture(scope="module")
async def postgres_room(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> AsyncIterator[Room]:
    """Lend a site in PostgreSQL."""
    async with postgres_server.database() as url:
        yield await _room(tmp_path_factory.mktemp("data"), url)


@pytest.fixture(params=["sqlite", "postgres"])
def room(request: pytest.FixtureRequest) -> Room:
    """Lend a site; each test runs on both databases."""
    kept: Room = request.getfixturevalue(f"{request.param}_room")
    return kept


async def _room(data: Path, url: str) -> Room:
    """Post what is clean and what is spam, and have a moderator rule on each."""
    (data / "weights.toml").write_text(weights_text({"spam": WARY}, "Wary."), encoding="utf-8")
    service = await build(read_settings(Options(data=str(data), database=url), {}))
    await _rule_on_everything(service)
    await service.close()
    return Room(data, url)


async def _rule_on_everything(service: Belowline) -> None:
    site_id, services = service.settings.site.site_id, service.services
    newsroom = Newsroom(service.store, site_id)
    story, moderator = await newsroom.story(), await newsroom.reader(Role.MODERATOR)
    for text in (*CLEAN, *SPAM):
        author = await newsroom.reader(name="Ada")
        ruled = await services.post(
            Draft(site_id=site_id, story_id=story.story_id, author=author, name="Ada", text=text)
        )
        assert ruled.comment.state is not State.PUBLISHED
        assert "+site:" in ruled.ruling.engine_version
        order = Order(
            site_id=site_id,
            comment_id=ruled.comment.comment_id,
            verdict="reject" if text in SPAM else "publish",
            clause="spam" if text in SPAM else None,
            note="",
            seen=ruled.comment.ruling_id,
        )
        await services.rule(moderator, order)


async def test_better_weights_are_kept_and_the_next_server_rules_by_them(
    room: Room, tmp_path: Path
) -> None:
    own = tmp_path / "weights.toml"
    own.write_bytes(before := room.weights.read_bytes())

    done = await room.calibrate("--write", "--weights", own)

    assert done.code == 0
    site = SiteWeights.parse(after := own.read_bytes())
    assert site.own["spam"].shift < WARY.shift
    assert (tmp_path / f"weights-{digest_of(before)}.toml").read_bytes() == before
    # Another machine that serves the site has the site's key.
    shutil.copy(room.data / "secret.key", tmp_path)
    settings = read_settings(Options(data=str(tmp_path), database=room.url), {})
    service = await build(settings)
    ruling = service.services.post.judge.in_force.moderator.rule("The tram was late again.")
    await service.close()
    assert ruling.action == "publish"
    assert ruling.engine_version == f"{ENGINE_VERSION}+site:{digest_of(after)}"


async def test_it_says_what_is_better_and_keeps_nothing_unasked(room: Room) -> None:
    rows, weights = await everything(room.url), room.weights.read_bytes()

    done = await room.calibrate()

    assert done.code == 0
    words = next(line.split() for line in done.lines if line.split()[:1] == ["Spam"])
    assert words[1:3] == [str(len(CLEAN) + len(SPAM)), str(len(SPAM))]
    assert words[3:6] == ["0", "→", "0"]
    assert words[6:8] == [str(len(CLEAN)), "→"]
    assert int(words[8]) < len(CLEAN) / 4
    assert re.search(r"^Spam: better with shift \S+, trust \S+, evidence \S+\.$", done.out, re.M)
    assert "Racism: no new weights: too few rulings: 0, 0 of them against" in done.out
    assert done.lines[-1] == "Nothing is kept: --write keeps the weights."
    assert await everything(room.url) == rows
    assert room.weights.read_bytes() == weights
    assert [path.name for path in room.data.glob("weights*")] == ["weights.toml"]


async def test_it_says_the_same_for_programs(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"

    done = await room.calibrate("--json", "--write", "--output", path)

    assert done.code == 0
    found: dict[str, Any] = json.loads(done.out)
    spam = next(each for each in found["clauses"] if each["clause"] == "spam")
    assert found["rulings"] == len(CLEAN) + len(SPAM)
    assert found["written"] == [str(path)]
    assert spam["better"] in ("weights", "both")
    assert spam["refusal"] == ""
    now, new = spam["held_back"]["nothing"], spam["held_back"]["weights"]
    assert (now["clean_held"], now["violations_let_through"]) == (len(CLEAN), 0)
    assert new["clean_held"] < len(CLEAN) / 4
    assert new["brier"] < now["brier"]
    assert SiteWeights.parse(path.read_bytes()).own["spam"] == Weight(**spam["weights"])


async def test_where_nothing_is_better_nothing_is_kept_and_the_exit_code_says_so(
    room: Room, tmp_path: Path
) -> None:
    path = tmp_path / "new.toml"

    done = await room.calibrate("--since", "0h", "--write", "--output", path)

    assert (done.code, done.err) == (3, "")
    assert "Spam: no new weights: too few rulings: 0" in done.out
    assert not path.exists()


def feedback(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_feedback_alone_is_enough_where_there_is_no_database(tmp_path: Path) -> None:
    wary = tmp_path / "wary.toml"
    wary.write_text(weights_text({"spam": WARY}, "Wary."), encoding="utf-8")
    lines = feedback(
        tmp_path / "feedback.jsonl",
        *({"text": text, "clause": "spam", "value": 0} for text in CLEAN),
        *({"text": text, "scores": {"SPAM": 0.9}, "story": ""} for text in SPAM[:16]),
        *({"text": text, "attribute": "SPAM", "value": True} for text in SPAM[16:]),
        {"text": "Of the whole comment.", "scores": {"TOXICITY": 1.0}},
        {"text": "Without more."},
        {"clause": "spam", "value": 1},
        {"text": "Too much.", "clause": "spam", "value": 2},
    )

    done = belowline(
        "calibrate",
        *("--data", tmp_path / "none", "--weights", wary, "--feedback", lines, "--write"),
    )

    assert done.code == 0
    assert "72 suggestions of others" in done.out
    assert done.err == (
        f"belowline: {lines}: not used: line 74: it takes scores, or a clause or attribute with "
        "its value, and 2 more\n"
    )
    assert SiteWeights.parse(wary.read_bytes()).own["spam"].shift < WARY.shift
    assert not (tmp_path / "none").exists()


def test_without_feedback_and_database_there_is_nothing_to_learn_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["calibrate", "--data", str(tmp_path / "none")])

    assert code == 1
    assert capsys.readouterr().err.startswith("belowline: There is no database at ")
    assert not (tmp_path / "none").exists()


def test_points_go_with_the_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["calibrate", "--data", str(tmp_path), "--output-policy", str(tmp_path / "new")])

    assert code == 1
    assert "--output-policy needs --write" in capsys.readouterr().err


def test_no_policy_is_ever_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('extends = "balanced"\n', encoding="utf-8")

    code = main(["calibrate", "--data", str(tmp_path), "--write", "--output-policy", str(policy)])

    assert code == 1
    assert capsys.readouterr().err == f"belowline: {policy} exists: name a new file.\n"
    assert policy.read_text("utf-8") == 'extends = "balanced"\n'


@pytest.mark.parametrize("price", ["0", "-1", "much", "nan", "inf"])
def test_a_price_that_is_none_says_how_to_use_it(
    price: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", f"--price={price}"])

    assert ended.value.code == 2
    assert "argument --price: a number above 0" in capsys.readouterr().err


def found(choice: Choice) -> Calibration:
    """What is learnt where of one clause so much is better."""
    clause = parse_policy(shipped_policy_text()).clause("spam")
    samples = [
        Sample("spam", at / 100, 0.0, is_broken=at > 50, fold=at % 5) for at in range(1, 100)
    ]
    shipped = shipped_weights()["spam"]
    trial = replace(
        tried(Question(clause, shipped, shipped, Aim()), samples),
        choice=choice,
        weight=Weight(1.0, 2.0, 3.0),
        pointed=replace(clause, hold_at=0.43),
        refusal="",
    )
    return Calibration(rulings=99, suggestions=0, quiet=0, unchecked=2, since=None, trials=[trial])


def place(tmp_path: Path, *, own: str = "") -> Place:
    if own:
        (tmp_path / "weights.toml").write_text(own, encoding="utf-8")
    return read_place(Options(data=str(tmp_path)), {})


def test_weights_of_other_clauses_stay_as_they_are(tmp_path: Path) -> None:
    own = weights_text({"racism": Weight(0.5, 1.0, 2.0), "spam": WARY}, "Ours.", "1.9")
    here = place(tmp_path, own=own)

    [path] = keep_weights(found(Choice.WEIGHTS), here, here.own_weights)

    new = SiteWeights.parse(path.read_bytes())
    assert new.own == {"racism": Weight(0.5, 1.0, 2.0), "spam": Weight(1.0, 2.0, 3.0)}
    assert new.engine == "1.9"  # as racism's still are
    assert [each.name for each in sorted(tmp_path.iterdir())] == [
        f"weights-{digest_of(own.encode())}.toml",
        "weights.toml",
    ]


def test_better_points_are_shown_and_kept_in_a_policy_of_their_own(tmp_path: Path) -> None:
    learnt, path = found(Choice.BOTH), tmp_path / "new.toml"

    kept = keep_policy(learnt, 'extends = "balanced"\n', path)
    said = as_text(learnt, kept)

    policy = parse_policy(path.read_text("utf-8"))
    assert policy.clause("spam").hold_at == 0.43
    assert policy.clause("profanity") == parse_policy(preset_text("balanced")).clause("profanity")
    assert "[clause.spam]\nhold_at = 0.43\nreject_at = 0.8\n" in said
    assert "2 texts could not be checked in full and were left out" in said
    assert said.endswith(f"Kept in {path}; a server uses it from its next start.")
    assert json.loads(as_json(learnt, kept))["clauses"][0]["hold_at"] == 0.43


def test_where_nothing_is_better_no_file_is_made(tmp_path: Path) -> None:
    learnt, here = found(Choice.NOTHING), place(tmp_path)

    assert keep_weights(learnt, here, here.own_weights) == []
    assert keep_policy(learnt, shipped_policy_text(), tmp_path / "new.toml") == []
    assert list(tmp_path.iterdir()) == []
