"""`belowline score` answers whatever stands in a line, and is not brought down by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from belowline.moderation.judge import LONGEST_TEXT
from tests.cli.command import belowline
from tests.cli.scoring import INSULT, as_lines
from tests.running import BELOWLINE

# Runs a command and says last how much memory it took at most. It stands between the tests and the
# command, since the kernel counts for a new process what the one that started it had taken.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""

# "A fair point, thank you." in forty languages, as a reader of that language may put it.
LANGUAGES = {
    "am": "ጥሩ ነጥብ ነው፣ አመሰግናለሁ።",
    "ar": "نقطة وجيهة، شكرًا لك.",
    "bg": "Добър довод, благодаря.",
    "bn": "ভালো যুক্তি, ধন্যবাদ।",
    "cs": "Dobrý postřeh, děkuji.",
    "da": "God pointe, tak.",
    "de": "Ein gutes Argument, danke.",
    "el": "Σωστή παρατήρηση, ευχαριστώ.",
    "en": "A fair point, thank you.",
    "es": "Buen argumento, gracias.",
    "et": "Hea mõte, aitäh.",
    "fa": "نکتهٔ خوبی است، ممنون.",
    "fi": "Hyvä huomio, kiitos.",
    "fr": "Bon argument, merci.",
    "ga": "Pointe maith, go raibh maith agat.",
    "he": "נקודה טובה, תודה.",
    "hi": "अच्छी बात है, धन्यवाद।",
    "hr": "Dobra primjedba, hvala.",
    "hu": "Jó érv, köszönöm.",
    "hy": "Լավ միտք է, շնորհակալություն։",
    "id": "Poin yang bagus, terima kasih.",
    "is": "Góður punktur, takk.",
    "it": "Buona osservazione, grazie.",
    "ja": "良い指摘です、ありがとう。",
    "ka": "კარგი აზრია, გმადლობთ.",
    "ko": "좋은 지적입니다, 감사합니다.",
    "lt": "Gera mintis, ačiū.",
    "lv": "Laba doma, paldies.",
    "nl": "Goed punt, dank je.",
    "no": "Godt poeng, takk.",
    "pl": "Słuszna uwaga, dziękuję.",
    "pt": "Bom argumento, obrigado.",
    "ro": "Bună observație, mulțumesc.",
    "ru": "Верное замечание, спасибо.",
    "sk": "Dobrá poznámka, ďakujem.",
    "sv": "Bra poäng, tack.",
    "th": "เป็นประเด็นที่ดี ขอบคุณ",
    "tr": "İyi bir nokta, teşekkürler.",
    "uk": "Слушне зауваження, дякую.",
    "zh": "说得有道理，谢谢。",
}


def test_forty_languages_are_answered() -> None:
    given = as_lines(*({"id": name, "text": text} for name, text in LANGUAGES.items()))

    done = belowline("score", given=given)

    answers = [json.loads(line) for line in done.lines]
    assert len(LANGUAGES) == 40
    assert (done.code, done.err) == (0, "")
    assert [answer["id"] for answer in answers] == list(LANGUAGES)
    assert not any("error" in answer for answer in answers)


@pytest.mark.parametrize(
    "text", ["", " \t\n", "😀", "👍🏽🏳️‍🌈" * 500, "\u200b\u202e\u0000", "é\u0301" * 99]
)
def test_a_text_of_no_words_is_answered(text: str) -> None:
    done = belowline("score", given=as_lines({"id": 1, "text": text}))

    assert (done.code, done.err) == (0, "")
    assert set(json.loads(done.out)) == {"id", "action", "scores", "findings"}


@pytest.mark.parametrize("more", [{}, {"story": INSULT * 600_000}, {"parent": INSULT * 600_000}])
def test_ten_megabytes_are_answered(more: dict[str, str]) -> None:
    text = INSULT if more else "😀 " * 2_000_000

    done = belowline("score", given=as_lines({"id": 1, "text": text, **more}, {"text": "Hello."}))

    first, second = (json.loads(line) for line in done.lines)
    assert (done.code, done.err) == (0, "")
    assert first["action"] == ("reject" if more else "hold")
    assert all((finding["end"] or 0) <= LONGEST_TEXT for finding in first["findings"])
    assert second["action"] == "publish"


def test_a_line_without_end_is_an_error_and_does_not_fill_the_memory(tmp_path: Path) -> None:
    given = tmp_path / "broken.jsonl"
    with given.open("wb") as file:
        file.write(b'{"id": 1, "text": "')
        file.truncate(700_000_000)  # takes no room on the disk
        file.seek(0, os.SEEK_END)
        file.write(f"\n{as_lines({'id': 2, 'text': 'Hello.'})}".encode())
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(BELOWLINE), "score", str(given)],
        capture_output=True,
        check=False,
    )
    first, second = done.stdout.splitlines()

    assert done.returncode == 1
    assert json.loads(first) == {"id": None, "error": "the line is longer than 64 MB"}
    assert json.loads(second)["action"] == "publish"
    assert int(done.stderr) < 500 * 1024


def test_a_mark_that_windows_puts_in_front_is_no_error() -> None:
    done = belowline("score", given="\ufeff" + as_lines({"id": 1, "text": "a"}))

    assert (done.code, json.loads(done.out)["id"]) == (0, 1)


@pytest.mark.parametrize(
    ("identity", "problem"),
    [
        ("1e999", "a number is out of range"),
        ("Infinity", "Infinity is no JSON"),
        ("[" * 101 + "]" * 101, "nested too deeply"),
        ('{"a":' * 950 + "1" + "}" * 950, "nested too deeply"),
    ],
)
def test_an_id_that_could_not_be_given_back_is_an_error(identity: str, problem: str) -> None:
    done = belowline("score", given=f'{{"id": {identity}, "text": "a"}}\n')

    assert (done.code, done.err) == (1, "")
    assert json.loads(done.out) == {"id": None, "error": problem}


def test_an_id_may_be_nested() -> None:
    identity = "[" * 99 + "]" * 99

    done = belowline("score", given=f'{{"id": {identity}, "text": "a"}}\n')

    assert (done.code, json.loads(done.out)["id"]) == (0, json.loads(identity))


def test_a_broken_line_says_nothing_of_what_it_holds() -> None:
    secret = "Canary-7731"
    given = f'{{"id": 1, "text": "{secret}\n{secret}\n{{"text": ["{secret}"]}}\n'

    done = belowline("score", given=given)

    assert done.code == 1
    assert secret not in done.out + done.err
