"""A publisher checks a policy before the server has to read it."""

import json
import re
from pathlib import Path

import pytest

from belowline.moderation import PRESETS, parse_policy, preset_text, shipped_policy_text
from tests.cli.command import belowline

RULES = """extends = "balanced"
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["my sofa"]
must_match = ["MY SOFA!"]
must_not_match = ["My sofas.", "A sofa."]
[[phrases]]
clause = "spam"
phrases = ["my chair"]
mode = "shadow"
[[phrases]]
clause = "spam"
phrases = ["my bed"]
mode = "shadow"
"""


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


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_shown_whole(preset: str) -> None:
    done = belowline("policy", "show", "--preset", preset)

    assert (done.code, done.err, done.out) == (0, "", preset_text(preset))
    assert parse_policy(done.out).name == preset


def test_a_preset_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    done = belowline("policy", "show", "--preset", "mild")

    assert (done.code, done.out) == (2, "")
    assert all(preset in done.err for preset in PRESETS)


def test_a_check_says_how_many_rules_there_are_and_what_they_passed(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(RULES, encoding="utf-8")

    done = belowline("policy", "check", file)

    assert (done.code, done.err) == (0, "")
    assert done.lines[2] == "Rules of your own: 1 hold, 2 shadow. Test texts passed: 3."


def test_a_test_text_that_fails_stops_the_policy_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(RULES.replace("MY SOFA", "MY CHAIR"), encoding="utf-8")

    for command in (("policy", "check", file), ("score", "--policy", file)):
        done = belowline(*command)

        assert (done.code, done.out) == (1, "")
        assert done.err == (
            "belowline: line 6: the rule “sofas” doesn't match “MY CHAIR!” (it reads “my chair!”)\n"
        )


def test_what_a_shadow_sees_is_no_part_of_a_score(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(RULES, encoding="utf-8")

    done = belowline("score", "--policy", file, given='{"id": 1, "text": "Sit on my chair."}\n')

    answer = json.loads(done.out)
    assert (answer["action"], answer["findings"]) == ("publish", [])
    assert answer["scores"]["spam"] < 0.1


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
