"""A benchmark that fails takes nothing from what the others reached."""

from __future__ import annotations

import sys

import pytest

from benchmarks._all import Run, command, names, report
from benchmarks._facts import facts
from benchmarks._goals import at_least, at_most, say

FAST = (
    "import sys; from benchmarks._goals import at_most, say;"
    " say(at_most('an answer', 2, 5, 'ms')); print('it is fast')"
)


def ran(*programs: str, patience: float = 60) -> Run:
    """What came of small programs in the place of benchmarks."""
    run = Run()
    for number, program in enumerate(programs):
        run.one(f"number{number}", [sys.executable, "-c", program], patience)
    return run


def test_the_others_go_on_behind_one_that_fails() -> None:
    run = ran("print('so far'); raise SystemExit(3)", FAST)

    assert run.failed == [("number0", "ended with 3")]
    assert run.results == [("number0", "FAILED: so far"), ("number1", "it is fast")]
    assert [line.split(" │ ")[1:] for line in run.goals] == [["an answer", "2 ms", "≤ 5 ms", "met"]]


def test_one_that_hangs_is_stopped() -> None:
    run = ran("import threading; threading.Event().wait()", FAST, patience=2)

    assert run.failed[0] == ("number0", "stopped after 2 s")
    assert run.results[-1] == ("number1", "it is fast")


def test_the_page_of_a_full_run_says_what_failed_and_on_what_it_ran() -> None:
    page = report(facts(), ran(FAST, "raise SystemExit(1)"))

    assert "| an answer | 2 ms | ≤ 5 ms | met |" in page
    assert "FAILED number1: ended with 1" in page
    for name in ("date", "commit", "memory", "disk", "system", "nginx", "PostgreSQL", "Redis"):
        assert f"| {name} | " in page


def test_only_a_long_run_makes_ten_million_comments() -> None:
    assert "tables" in names()
    assert "--most" not in command("tables", long=False, isso=None)
    assert command("tables", long=True, isso=None)[-2:] == ["--most", "10000000"]


def test_what_a_machine_cannot_show_is_neither_met_nor_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(at_most("a", 9, 5, "ms", seen=False), at_least("b", 1, 2, "×", seen=False))

    assert capsys.readouterr().out.count("not seen") == 2
