"""A server that can't start says why in one line that a newsroom understands, and exits with 1."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.command import Done, belowline
from tests.faults.newsroom import database_of
from tests.running import BELOWLINE, free_port, running

# Long enough to import everything on a busy machine; a start that fails does not even get so far.
PATIENCE = 30.0

# For root nothing is forbidden, unless it gives the right to overrule permissions away.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]


def fail(data: Path, *options: str, port: int | None = None, within: Sequence[str] = ()) -> str:
    """Start a server that can't start and return the one line that it says."""
    command = ["serve", "--data", str(data), "--port", str(port or free_port()), *options]
    done = started_within(within, command) if within else belowline(*command)
    lines = done.err.splitlines()
    assert (done.code, len(lines)) == (1, 1), done.err
    assert lines[0].startswith("belowline: ")
    assert done.out == ""
    return lines[0]


def started_within(program: Sequence[str], command: Sequence[str]) -> Done:
    """Have another program start the command."""
    done = subprocess.run(
        [*program, str(BELOWLINE), *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """Lend a folder that nobody may look into."""
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o000)
    yield folder
    folder.chmod(0o700)


def test_a_second_start_beside_the_first_names_the_port(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        port = int(first.url.rpartition(":")[2])
        line = fail(tmp_path, port=port)
        assert first.process.poll() is None

    assert f"127.0.0.1:{port}" in line
    assert "in use" in line


def test_a_port_that_another_program_has_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert str(port) in fail(tmp_path, port=port)


def test_a_data_folder_that_is_shut_is_named(shut: Path) -> None:
    line = fail(shut, within=AS_ANYBODY if os.geteuid() == 0 else ())

    assert "Permission denied" in line
    assert str(shut) in line


def test_a_data_folder_that_can_not_be_made_is_named(shut: Path) -> None:
    line = fail(shut / "inside", within=AS_ANYBODY if os.geteuid() == 0 else ())

    assert "Permission denied" in line
    assert str(shut) in line


def test_a_file_where_the_data_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I was here first.", "utf-8")

    assert str(tmp_path / "data") in fail(tmp_path / "data")


def test_a_database_that_is_none_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "belowline.db"
    file.write_bytes(b"A letter to the editor. " * 100)

    assert "database" in fail(tmp_path)
    assert file.read_bytes() == b"A letter to the editor. " * 100


def test_a_database_that_may_only_be_read_is_named(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    (tmp_path / "belowline.db").chmod(0o400)

    line = fail(tmp_path, within=AS_ANYBODY if os.geteuid() == 0 else ())

    assert "Permission denied" in line


def test_a_database_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    nobody = free_port()

    line = fail(tmp_path, "--database", f"postgresql://reader:secret@127.0.0.1:{nobody}/belowline")

    assert "database can't be reached" in line
    assert "secret" not in line


def test_a_damaged_secret_is_said_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("not a key\n", "ascii")

    assert "secret" in fail(tmp_path, "--database", database_of(tmp_path))
    assert (tmp_path / "secret.key").read_text("ascii") == "not a key\n"
