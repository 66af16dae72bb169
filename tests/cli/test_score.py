"""`belowline score` answers each JSON line in its place."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from belowline.moderation import Moderator, shipped_policy_text
from belowline.moderation.site_weights import weights_text
from belowline.moderation.weighing import Weight
from tests.cli.command import belowline
from tests.running import BELOWLINE

INSULT = "You are a moron."
THREAT_IN_STORY = "“I will kill you all,” the man shouted at the crowd."
CLAUSES = {clause.name for clause in Moderator(detectors=[]).policy.clauses}


def as_lines(*items: object) -> str:
    return "".join(f"{json.dumps(item)}\n" for item in items)


def scored(given: str | bytes, *options: str | Path) -> tuple[int, list[dict[str, Any]]]:
    done = belowline("score", *options, given=given)
    assert done.err == ""
    return done.code, [json.loads(line) for line in done.lines]


def test_each_line_gets_its_answer_in_order() -> None:
    items = [{"id": n, "text": INSULT if n % 3 else "A fair point."} for n in range(200)]

    code, answers = scored(as_lines(*items))

    assert code == 0
    assert [answer["id"] for answer in answers] == list(range(200))
    assert [answer["action"] == "publish" for answer in answers] == [n % 3 == 0 for n in range(200)]


def test_an_answer_has_the_form_that_other_programs_read() -> None:
    _, [answer] = scored(as_lines({"id": "a", "text": INSULT}))

    assert set(answer) == {"id", "action", "scores", "findings"}
    assert answer["action"] in ("hold", "reject")
    assert set(answer["scores"]) == CLAUSES
    assert answer["findings"]
    for finding in answer["findings"]:
        assert set(finding) == {"clause", "score", "start", "end", "detector", "reason"}
        assert finding["clause"] in CLAUSES
        assert 0 < finding["score"] <= 1
        assert finding["reason"]


@pytest.mark.parametrize("identity", ["a", 7, 1.5, None, True, [1, {"a": "b"}], {"x": []}, "💥"])
def test_an_id_of_any_kind_comes_back_as_it_was(identity: object) -> None:
    _, [answer] = scored(as_lines({"id": identity, "text": "Hello."}))

    assert answer["id"] == identity


def test_a_line_without_an_id_is_answered_too() -> None:
    code, [answer] = scored(as_lines({"text": "Hello."}))

    assert (code, answer["id"], answer["action"]) == (0, None, "publish")


@pytest.mark.parametrize("before", ["", "😀😀 ", "e\u0301é ", "  \n\t", "\u200b"])
def test_offsets_count_code_points_of_the_text_as_given(before: str) -> None:
    text = f"{before}{INSULT} 😀"

    _, [answer] = scored(as_lines({"id": 1, "text": text}))

    found = {
        text[finding["start"] : finding["end"]]
        for finding in answer["findings"]
        if finding["clause"] == "discourtesy" and finding["start"] is not None
    }
    assert any("moron" in words for words in found)
    assert all(words in INSULT for words in found)


def test_a_line_that_is_not_valid_gets_its_error_in_its_place_and_the_rest_go_on() -> None:
    given = b"\n".join(
        [
            b'{"id": 1, "text": "Hello."}',
            b"no JSON",
            b'{"id": 3, "text": "\xff"}',
            b"[4]",
            b'{"id": 5}',
            b'{"id": 6, "text": 6}',
            b'{"id": 7, "text": "a", "story": 7}',
            b'{"id": 8, "text": "a", "parent": ["b"]}',
            b'{"id": NaN, "text": "a"}',
            b"[" * 100_000,
            b'{"id": ' + b"9" * 5_000 + b', "text": "a"}',
            b'{"id": 12, "text": "Hello."}',
        ]
    )

    code, answers = scored(given)

    assert code == 1
    assert ["error" in answer for answer in answers] == [False, *[True] * 10, False]
    assert [answer["id"] for answer in answers] == [
        *(1, None, None, None, 5, 6, 7, 8, None, None, None, 12)
    ]
    for answer in answers[1:-1]:
        assert set(answer) == {"id", "error"}
        assert answer["error"]
    assert answers[4]["error"] == "text is missing"
    assert answers[5]["error"] == "text must be a string"


def test_empty_lines_are_no_lines() -> None:
    code, answers = scored('\n{"id": 1, "text": "a"}\n\n  \r\n{"id": 2, "text": "b"}')

    assert (code, [answer["id"] for answer in answers]) == (0, [1, 2])


def test_nothing_in_is_nothing_out() -> None:
    assert scored("") == (0, [])


def test_half_a_character_is_scored_and_not_a_crash() -> None:
    code, [answer] = scored('{"id": 1, "text": "a \\ud800 b"}\n')

    assert code == 0
    assert answer["action"] in ("publish", "hold", "reject")


def test_a_quote_of_the_story_is_known_for_one() -> None:
    quote = '> "I will kill you all," the man shouted\n\nHow did nobody stop him?'

    _, [alone, with_story] = scored(
        as_lines(
            {"id": 1, "text": "I will kill you all."},
            {"id": 2, "text": quote, "story": THREAT_IN_STORY},
        )
    )

    assert alone["action"] != "publish"
    assert with_story["action"] == "publish"


def test_story_and_parent_are_what_the_engine_is_told() -> None:
    moderator = Moderator()
    text = f"> {INSULT}\n\nThat is no way to talk."

    _, [answer] = scored(as_lines({"id": 1, "text": text, "parent": INSULT, "story": "S"}))

    assert answer["scores"] == dict(moderator.rule(text, parent=INSULT, story="S").scores)


def test_null_is_as_good_as_no_story() -> None:
    code, [answer] = scored(as_lines({"id": 1, "text": "a", "story": None, "parent": None}))

    assert (code, answer["action"]) == (0, "publish")


def test_the_publishers_own_policy_holds(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    rule = '[[phrases]]\nclause = "spam"\nphrases = ["buy my sofa"]\naction = "reject"\n'
    policy.write_text(f"{shipped_policy_text()}\n{rule}", encoding="utf-8")
    given = as_lines({"id": 1, "text": "Please buy my sofa."})

    _, [shipped] = scored(given)
    _, [own] = scored(given, "--policy", policy)

    assert (shipped["action"], own["action"]) == ("publish", "reject")


def test_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text(as_lines({"id": 1, "text": "a"}), encoding="utf-8")
    second.write_text(as_lines({"id": 2, "text": "b"}).rstrip(), encoding="utf-8")

    code, answers = scored("", second, first)

    assert (code, [answer["id"] for answer in answers]) == (0, [2, 1])


def test_a_file_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    done = belowline("score", tmp_path / "missing.jsonl")

    assert done.code == 1
    assert done.err == f"belowline: {tmp_path / 'missing.jsonl'}: No such file or directory\n"


def test_two_workers_say_the_same_as_one() -> None:
    texts = ["A fair point.", INSULT, "😀 https://a.example http://b.example", ""]
    given = as_lines(*({"id": n, "text": texts[n % 4]} for n in range(300))) + "no JSON\n"

    alone = belowline("score", given=given)
    together = belowline("score", "--workers", "2", given=given)

    assert alone.code == together.code == 1
    assert together.out == alone.out
    assert together.err == ""


def test_fewer_workers_than_none_is_refused() -> None:
    done = belowline("score", "--workers", "-1")

    assert done.code == 1
    assert done.err.startswith("belowline: --workers")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_who_has_had_enough_ends_it_in_silence(workers: str) -> None:
    """`belowline score | head -1`."""
    given = as_lines(*({"id": n, "text": INSULT} for n in range(1_000))).encode()
    process = subprocess.Popen(
        [str(BELOWLINE), "score", "--workers", workers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    with process:
        process.stdin.write(given)
        process.stdin.close()
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert json.loads(first)["id"] == 0
    assert said == b""
    assert process.returncode == 141  # as a program that SIGPIPE ends


def test_a_sites_own_weights_hold_on_one_core_and_on_all(tmp_path: Path) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text(weights_text({"spam": Weight(9.0, 0.5, 1.25)}, "Wary."), "utf-8")
    given = as_lines({"id": 1, "text": "The bridge was closed on Monday."})

    shipped = scored(given)
    own = scored(given, "--weights", weights)

    assert shipped[1][0]["action"] == "publish"
    assert own[1][0]["action"] == "hold"
    assert own == scored(given, "--weights", weights, "--workers", "2")


def test_weights_that_cannot_be_used_say_what_is_wrong(tmp_path: Path) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text("[rudeness]\nshift = 1\ntrust = 1\nevidence = 1\n", "utf-8")

    done = belowline("score", "--weights", weights, given="")

    assert done.code == 1
    assert "there are no weights for “rudeness”" in done.err
