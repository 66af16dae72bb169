"""A publisher checks a policy before the server has to read it."""

import re
from pathlib import Path

from belowline.moderation import parse_policy, shipped_policy_text
from tests.cli.command import belowline


def test_the_shipped_policy_is_shown_as_it_is() -> None:
    done = belowline("policy", "show")

    assert (done.code, done.err) == (0, "")
    assert done.out == shipped_policy_text()


def test_what_is_shown_can_be_checked_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(belowline("policy", "show").out, encoding="utf-8")
    policy = parse_policy(shipped_policy_text())

    done = belowline("policy", "check", file)

    assert (done.code, done.err) == (0, "")
    assert policy.version in done.lines[0]
    assert "no problems" in done.lines[0]
    assert done.lines[1] == policy.line


def test_each_problem_of_a_policy_is_named_with_its_line(tmp_path: Path) -> None:
    lines = shipped_policy_text().splitlines()
    threshold = next(n for n, line in enumerate(lines) if line.startswith("report_threshold"))
    hold_at = next(n for n, line in enumerate(lines) if line.startswith("hold_at"))
    lines[threshold] = 'report_threshold = "often"'
    lines[hold_at] = "hold_at = 7"
    file = tmp_path / "policy.toml"
    file.write_text("\n".join(lines), encoding="utf-8")

    done = belowline("policy", "check", file)

    assert (done.code, done.out) == (1, "")
    named = [int(number) for number in re.findall(r"line (\d+):", done.err)]
    assert named == [threshold + 1, hold_at + 1]
    assert "report_threshold" in done.err
    assert "hold_at" in done.err


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('name = "a"\nversion = \n', encoding="utf-8")

    done = belowline("policy", "check", file)

    assert done.code == 1
    assert "line 2:" in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_no_text_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"\xff\xfe\x00")

    done = belowline("policy", "check", file)

    assert done.code == 1
    assert done.err.count("\n") == 1
