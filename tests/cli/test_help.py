"""The command explains itself, and says in one clear line what went wrong."""

from pathlib import Path

import pytest

from belowline import __version__
from belowline.cli import COMMANDS
from tests.cli.command import belowline


def test_help_lists_every_command() -> None:
    done = belowline("--help")

    assert done.code == 0
    for name, what in COMMANDS.items():
        assert name in done.out
        assert what in done.out


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_a_help_of_its_own(command: str) -> None:
    # From nothing, so that each loads by itself what it needs.
    done = belowline(command, "--help", anew=True)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: belowline {command}")


def test_the_version_is_the_packages() -> None:
    assert belowline("--version", anew=True).out == f"belowline {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["user"], ["policy"], ["score", "--engine", "x"]]
)
def test_a_command_that_makes_no_sense_says_how_to_use_it(arguments: list[str]) -> None:
    done = belowline(*arguments)

    assert done.code == 2
    assert done.err.startswith("usage: belowline")
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments", [["serve"], ["user", "link", "a@b.c"], ["user", "password", "a@b.c"]]
)
def test_a_data_folder_that_cannot_be_used_is_one_clear_line(
    tmp_path: Path, arguments: list[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    done = belowline(*arguments, "--data", in_the_way / "data")

    assert (done.code, done.out) == (1, "")
    assert done.err == f"belowline: {in_the_way / 'data'}: Not a directory\n"


def test_a_database_that_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'x.db'}"

    done = belowline("user", "link", "a@b.c", "--data", tmp_path, "--database", nowhere)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("belowline: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize("port", ["99999"])
def test_a_port_that_is_none_is_one_clear_line(tmp_path: Path, port: str) -> None:
    done = belowline("serve", "--data", tmp_path, "--port", port)

    assert (done.code, done.out) == (1, "")
    assert done.err == "belowline: The port must be a number from 1 to 65535.\n"


def test_a_policy_file_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    missing = tmp_path / "policy.toml"

    for done in (belowline("policy", "check", missing), belowline("score", "--policy", missing)):
        assert (done.code, done.out) == (1, "")
        assert done.err == f"belowline: {missing}: No such file or directory\n"
