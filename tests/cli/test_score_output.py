"""`belowline score --output` keeps whole answers, and `--resume` goes on where they end."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path

import pytest

from belowline.moderation import shipped_policy_text
from tests.cli.command import belowline
from tests.cli.scoring import as_lines, comments, scoring, tell, wait_for_lines
from tests.running import BELOWLINE


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A file of comments."""
    file = tmp_path / "comments.jsonl"
    file.write_text(comments(60), encoding="utf-8")
    return file


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where answers go."""
    return tmp_path / "answers.jsonl"


def finished(given: Path, output: Path) -> str:
    """Score all of it, and return the answers."""
    assert belowline("score", given, "--output", output).code == 1
    return output.read_text()


def refused(output: Path, *given: str | Path) -> str:
    """What is said to somebody who goes on with the wrong output, which is left as it is."""
    before = output.read_bytes()
    done = belowline("score", *given, "--output", output, "--resume")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert output.read_bytes() == before
    return done.err


def test_the_file_holds_what_would_stand_on_stdout(given: Path, output: Path) -> None:
    shown = belowline("score", given)
    kept = belowline("score", given, "--output", output)

    assert (kept.code, kept.out, kept.err) == (1, "", "")
    assert output.read_text() == shown.out


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_is_killed_goes_on_where_it_was(
    tmp_path: Path, output: Path, workers: str
) -> None:
    given = tmp_path / "many.jsonl"
    given.write_text(comments(1_500), encoding="utf-8")
    options = (given, "--output", output, "--workers", workers)
    with scoring(*options) as process:
        wait_for_lines(output, 20)
        process.kill()
    assert 20 <= output.read_bytes().count(b"\n") < 1_500
    with output.open("ab") as file:
        file.write(b'{"id": 7, "acti')

    done = belowline("score", *options, "--resume")

    assert (done.code, done.err) == (1, "")
    assert output.read_text() == belowline("score", given, "--workers", "2").out


def test_whatever_is_answered_is_not_answered_again(given: Path, output: Path) -> None:
    whole = finished(given, output)

    for kept in (1, 10, 60):
        output.write_text("".join(whole.splitlines(keepends=True)[:kept]))
        done = belowline("score", given, "--output", output, "--resume")

        assert (done.code, done.err) == (1, "")
        assert output.read_text() == whole


def test_it_goes_on_in_the_second_file_and_behind_empty_lines(given: Path, output: Path) -> None:
    second = given.with_name("second.jsonl")
    second.write_text("\n\r\n" + comments(9).replace("\n", "\n  \n"), encoding="utf-8")
    belowline("score", given, second, "--output", output)
    whole = output.read_text()
    output.write_text("".join(whole.splitlines(keepends=True)[:63]))

    done = belowline("score", given, second, "--output", output, "--resume")

    assert done.err == ""
    assert output.read_text() == whole


def test_standard_input_is_gone_on_with_too(given: Path, output: Path) -> None:
    whole = belowline("score", given).out
    belowline("score", "--output", output, given=given.read_bytes())
    output.write_text("".join(whole.splitlines(keepends=True)[:30]))

    belowline("score", "--output", output, "--resume", given=given.read_bytes())

    assert output.read_text() == whole


def test_where_nothing_is_begun_it_begins(given: Path, output: Path) -> None:
    done = belowline("score", given, "--output", output, "--resume")

    assert (done.code, done.err) == (1, "")
    assert len(output.read_text().splitlines()) == 60


def test_an_output_with_answers_is_not_written_to_unasked(given: Path, output: Path) -> None:
    whole = finished(given, output)

    done = belowline("score", given, "--output", output)

    assert done.code == 1
    assert done.err == f"belowline: {output} is not empty: --resume goes on with it.\n"
    assert output.read_text() == whole


def test_an_output_of_another_input_is_refused(given: Path, output: Path) -> None:
    finished(given, output)
    other, longer = given.with_name("other.jsonl"), comments(61)
    other.write_bytes(given.read_bytes())

    assert "was made from comments.jsonl" in refused(output, other)
    assert "made from fewer files, not from other.jsonl" in refused(output, given, other)
    given.write_text(longer, encoding="utf-8")
    assert f"not from comments.jsonl ({len(longer.encode()):,} bytes)" in refused(output, given)


def test_an_output_whose_last_answer_is_anothers_is_refused(given: Path, output: Path) -> None:
    whole = finished(given, output).splitlines(keepends=True)
    output.write_text("".join([*whole[:20], whole[25]]))

    said = refused(output, given)

    assert said.endswith(": line 21 answers another comment than that line of the input.\n")


def test_an_output_that_holds_something_else_is_refused(given: Path, output: Path) -> None:
    whole = finished(given, output)

    output.write_text("Shopping list\n")
    assert ": line 1 is no answer." in refused(output, given)
    output.write_text(f"{whole}{whole}")
    assert "60 more answers than the input has lines." in refused(output, given)


def test_an_output_of_another_policy_or_engine_is_refused(given: Path, output: Path) -> None:
    finished(given, output)
    policy = given.with_name("policy.toml")
    policy.write_text(f"{shipped_policy_text()}\n# Ours.\n", encoding="utf-8")
    state = output.with_name("answers.jsonl.state")
    kept = json.loads(state.read_text())

    assert f"was made by policy {kept['policy']}" in refused(output, given, "--policy", policy)
    state.write_text(json.dumps({**kept, "engine": "0.9"}))
    assert "was made by engine 0.9" in refused(output, given)
    state.write_text("{")
    assert f"{state} is missing or damaged: " in refused(output, given)
    state.unlink()
    assert f"{state} is missing or damaged: " in refused(output, given)


def test_to_go_on_needs_something_to_go_on_with(given: Path, output: Path) -> None:
    assert belowline("score", given, "--resume").err.startswith(
        "belowline: --resume needs --output"
    )


def test_what_is_read_is_not_written_to(given: Path) -> None:
    before = given.read_bytes()

    done = belowline("score", given, "--output", given, "--resume")

    assert (done.code, done.err) == (1, f"belowline: {given} is both input and output.\n")
    assert given.read_bytes() == before


def test_an_output_that_is_no_file_is_one_clear_line(given: Path, tmp_path: Path) -> None:
    for output, why in ((tmp_path, "Is a directory"), (Path("/dev/null"), "a regular file")):
        done = belowline("score", given, "--output", output)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert why in done.err


def test_two_runs_do_not_write_to_one_file(given: Path, output: Path) -> None:
    with scoring("--output", output) as process:
        tell(process, as_lines({"id": 1, "text": "a"}))
        wait_for_lines(output, 1)

        done = belowline("score", given, "--output", output, "--resume")

        assert (done.code, done.err) == (1, f"belowline: {output}: another run is writing to it.\n")


def test_a_full_disk_leaves_whole_answers(given: Path, output: Path) -> None:
    limited = subprocess.run(
        [str(BELOWLINE), "score", str(given), "--output", str(output)],
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
    )
    assert limited.returncode == 1
    assert limited.stderr.decode() == f"belowline: {output}: File too large\n"
    torn = output.read_bytes()
    assert torn.endswith(b"\n")

    belowline("score", given, "--output", output, "--resume")

    assert output.read_text() == belowline("score", given).out
    assert output.read_bytes().startswith(torn)
