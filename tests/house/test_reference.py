"""docs/reference.md names what the program has, and README's examples run."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from importlib import import_module

from belowline.cli import COMMANDS
from belowline.kernel import errors
from belowline.kernel.events import EventKind
from belowline.moderation import PRESETS, Mode
from belowline.moderation.policy_rules import RULE_KEYS
from tests.house.sources import ROOT, python_sources

REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def missing(names: set[str], text: str) -> set[str]:
    """Those of the names that stand nowhere in backticks."""
    return {name for name in names if f"`{name}`" not in text}


def error_codes() -> set[str]:
    of_tree = {
        each.code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.BelowlineError)
    }
    given = {
        code
        for source in python_sources("src")
        for code in re.findall(r'code="([a-z]+(?:-[a-z]+)*)"', source.text)
    }
    return of_tree | given


def options() -> set[str]:
    found: set[str] = set()
    for name in COMMANDS:
        parser = argparse.ArgumentParser()
        import_module(f"belowline.cli.{name}").describe(parser)
        found |= _options(parser)
    return found - {"--help"}


def _options(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        found |= {option for option in action.option_strings if option.startswith("--")}
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                found |= _options(below)
    return found


def settings() -> set[str]:
    text = (ROOT / "src/belowline/config.py").read_text(encoding="utf-8")
    named = re.findall(r'setting\([^,]+, "([A-Z_]+)"', text)
    whole = re.findall(r'"(BELOWLINE_[A-Z_]+)"', text)
    return {f"BELOWLINE_{name}" for name in named} | set(whole)


def test_every_error_code_is_in_the_reference() -> None:
    assert len(error_codes()) > 30
    assert not missing(error_codes(), REFERENCE)


def test_the_reference_names_no_error_that_there_is_not() -> None:
    table = REFERENCE.partition("## Errors")[2]
    named = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))

    assert named == error_codes()


def test_every_command_and_option_is_in_the_reference() -> None:
    assert not missing({f"belowline {name}" for name in COMMANDS}, REFERENCE)
    assert "--trust-proxy" in options()
    assert not missing(options(), REFERENCE)


def test_every_setting_is_in_the_reference() -> None:
    assert len(settings()) == 35
    assert not missing(settings(), REFERENCE)


def test_every_preset_and_every_key_of_a_rule_is_in_the_reference() -> None:
    page = REFERENCE.partition("## The policy file")[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `([a-z-]+)` \|", page.partition("A clause")[0], re.M)) == set(
        PRESETS
    )
    rules = page.partition("Each `[[phrases]]`")[2]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", rules, re.M)) == RULE_KEYS
    assert not missing(set(Mode), rules)


def test_every_public_event_is_in_the_reference() -> None:
    public = {kind.value for kind in EventKind if kind.is_public}

    assert not missing(public, REFERENCE.partition("## Events")[2])


def test_a_name_that_is_missing_is_noticed() -> None:
    assert missing({"no-such-code"}, REFERENCE) == {"no-such-code"}


def test_the_readme_example_of_the_engine_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    exec(compile(example, "README.md", "exec"), {})


def test_the_readme_example_of_scoring_runs() -> None:
    (line,) = re.findall(r"echo '(\{.*?\})' \| \.venv/bin/belowline score", README)

    done = subprocess.run(
        [sys.executable, "-m", "belowline.cli", "score"],
        input=line,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["action"] == "reject"
