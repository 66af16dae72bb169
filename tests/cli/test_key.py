"""A machine with another key than its site's is noticed, and the key is changed on purpose only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from belowline.cli import main
from tests.cli.command import Done

Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Lend the command, run in this process on one database from machines with their folders."""

    def on(machine: str, *arguments: str) -> Done:
        place = ["--data", str(tmp_path / machine), "--database", str(tmp_path / "shared.db")]
        code = main([*arguments, *place])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return on


def test_a_second_machine_without_the_key_is_told_where_it_goes(tmp_path: Path, run: Run) -> None:
    first = run("one", "user", "add", "ada@daily.example")

    refused = run("other", "user", "add", "ben@daily.example")
    key = tmp_path / "other" / "secret.key"
    key.write_bytes((tmp_path / "one" / "secret.key").read_bytes())
    copied = run("other", "user", "add", "ben@daily.example")

    assert (first.code, refused.code, copied.code) == (0, 1, 0)
    assert refused.err.startswith(f"belowline: {key} is not the key that this database has known")
    assert refused.err.endswith("belowline key change\n")
    assert refused.err.count("\n") == 1


def test_a_key_is_changed_by_saying_so_and_then_the_old_one_is_refused(run: Run) -> None:
    of_site = ("--site", "daily")
    run("one", "user", "add", "ada@daily.example", *of_site)

    refused = run("other", "user", "add", "ben@daily.example", *of_site)
    changed = run("other", "key", "change", *of_site)
    again = run("other", "key", "change", *of_site)

    assert refused.err.endswith("belowline key change --site daily\n")
    assert (changed.code, again.code) == (0, 0)
    assert "from now on" in changed.out
    assert "already" in again.out
    assert run("other", "user", "add", "ben@daily.example", *of_site).code == 0
    assert run("one", "user", "add", "cleo@daily.example", *of_site).code == 1


def test_each_site_has_a_key_and_people_of_its_own(tmp_path: Path, run: Run) -> None:
    sites = ((), ("--site", "daily"), ("--site", "weekly"))

    codes = [run("one", "user", "add", "ada@daily.example", *site).code for site in sites]
    links = [run("one", "user", "link", "ada@daily.example", *site).code for site in sites]
    stranger = run("one", "user", "link", "ada@daily.example", "--site", "monthly")

    assert codes == links == [0, 0, 0]
    assert stranger.code == 1
    keys = {(tmp_path / "one" / place).read_bytes() for place in _KEYS}
    assert len(keys) == len(_KEYS)


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("mail", "status"),
        ("webhooks", "status"),
        ("audit", "verify"),
        ("export", "dsa"),
        ("policy", "show", "--current"),
    ],
)
def test_a_site_whose_name_has_a_slip_of_the_pen_is_not_taken_for_an_empty_one(
    run: Run, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An export goes to where one stands.
    monkeypatch.chdir(tmp_path)
    run("one", "user", "add", "ada@daily.example", "--site", "daily")

    assert run("one", *command, "--site", "daily").code == 0
    slip = run("one", *command, "--site", "dialy")

    assert slip.code == 1
    assert "no site dialy: `belowline serve --site dialy` begins one" in slip.err


_KEYS = ("secret.key", "sites/daily/secret.key", "sites/weekly/secret.key")
