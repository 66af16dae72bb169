"""Which language a comment is in; English above all is never taken for another."""

from __future__ import annotations

import pytest

from belowline.demo.content import read_comments
from belowline.moderation.languages import languages_of

OTHERS = {
    "de": [
        "Das ist doch völliger Unsinn, was der Minister da erzählt.",
        "Du hast doch wirklich keine Ahnung!",
    ],
    "fr": ["Je ne suis pas d'accord avec cet article.", "C'est une honte pour notre pays."],
    "es": ["No estoy de acuerdo con lo que dice el ministro."],
    "pt": ["Não concordo com o que o ministro diz sobre as casas."],
    "it": ["Non sono d'accordo con quello che dice il ministro sulla casa."],
    "nl": ["Ik ben het niet eens met wat de minister zegt over de huren."],
    "sv": ["Jag håller inte med om det som ministern säger."],
    "pl": ["Nie zgadzam się z tym, co mówi minister o czynszach."],
    "fi": ["En ole samaa mieltä siitä mitä ministeri sanoo."],
    "tr": ["Bakanın söylediklerine katılmıyorum çünkü bu çok yanlış bir şey."],
    "ru": ["Я не согласен с тем, что говорит министр."],
    "uk": ["Я не згоден з тим, що говорить міністр."],
    "el": ["Δεν συμφωνώ με τον υπουργό."],
    "ar": ["لا أتفق مع ما يقوله الوزير"],
    "he": ["אני לא מסכים עם השר"],
    "hi": ["मैं मंत्री से सहमत नहीं हूँ"],
    "ja": ["大臣の言うことには賛成できません。"],
    "zh": ["我不同意部长的说法。"],
    "ko": ["장관의 말에 동의하지 않습니다."],
}


@pytest.mark.parametrize(("language", "texts"), OTHERS.items())
def test_other_languages_are_told(language: str, texts: list[str]) -> None:
    for text in texts:
        assert languages_of(text)[:1] == (language,), text


def test_no_english_comment_of_the_demo_is_taken_for_another_language() -> None:
    texts = [comment.text for comment in read_comments()]

    wrong = [text for text in texts if languages_of(text)[:1] not in ((), ("en",))]
    assert len(texts) > 20
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "u r so dum its not even funny lol",
        "YOU ARE ALL WRONG AND I WILL SAY IT AGAIN",
        "He said “die Mannschaft” played well but I don't think so.",
        "Jean-Claude and Angela met in Den Haag on Monday, and that was it.",
        "I'm not gonna do it, nope, no way, no, no.",
    ],
)
def test_misspelt_and_mixed_english_is_english(text: str) -> None:
    assert languages_of(text)[0] == "en"


@pytest.mark.parametrize("text", ["", " ", "12 + 3 = 15", "🤡🤡🤡", "idiot", "Idioten!", "lol ok"])
def test_a_few_words_tell_nothing(text: str) -> None:
    assert languages_of(text) == ()


def test_a_script_of_no_language_that_is_known_here() -> None:
    assert languages_of("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ") == ("und",)


def test_a_long_text_is_not_read_to_its_end() -> None:
    assert languages_of("I think that this is right. " * 10_000) == ("en",)
